package dev.shardproof.verifier.verification;

import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.RowCounts;
import dev.shardproof.verifier.plan.CheckName;
import dev.shardproof.verifier.plan.VerificationPlan;
import dev.shardproof.verifier.report.TableReport;
import dev.shardproof.verifier.table.Column;
import dev.shardproof.verifier.table.TableMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the report says of each table. */
final class TableReports {

    private TableReports() {}

    static List<TableReport> of(VerificationPlan plan, List<TableMapping> tables, ComparedRows rows)
            throws InterruptedException {
        Map<String, Comparison> compared = new LinkedHashMap<>();
        rows.comparisons()
                .forEach(one -> compared.putIfAbsent(one.table().spec().toString(), one));
        Optional<RowCounts> counts = rows.knownCounts();
        Map<String, String> unjudged = rows.unjudged();
        List<TableReport> reports = new ArrayList<>();
        for (TableMapping table : tables) {
            String name = table.source().toString();
            Optional<Comparison> comparison = Optional.ofNullable(compared.get(name));
            reports.add(new TableReport(
                    name,
                    table.target().toString(),
                    table.source().isReference(),
                    comparison.stream()
                            .flatMap(one -> one.table().key().stream())
                            .map(Column::name)
                            .toList(),
                    table.ignored().stream().sorted().toList(),
                    comparison.map(TableReports::notes).orElse(List.of()),
                    rows(counts, comparison, true),
                    rows(counts, comparison, false),
                    checks(plan, table),
                    unjudged.getOrDefault(name, "")));
        }
        return reports;
    }

    private static long rows(Optional<RowCounts> counts, Optional<Comparison> comparison, boolean left) {
        return counts.isEmpty() || comparison.isEmpty()
                ? -1
                : left ? counts.get().left(comparison.get()) : counts.get().right(comparison.get());
    }

    private static List<String> notes(Comparison comparison) {
        return comparison.table().key().isEmpty()
                ? List.of("has no key: compared as a multiset of whole rows")
                : List.of();
    }

    /** The checks that look at the rows or the definition of every table, and the placement of those with a shard key. */
    private static List<String> checks(VerificationPlan plan, TableMapping table) {
        List<String> checks = new ArrayList<>();
        for (CheckName check : CheckName.values()) {
            boolean looks = switch (check) {
                case SCHEMA, ROW_COUNT, FULL_CHECKSUM, SAMPLED_CHECKSUM -> true;
                case PLACEMENT -> table.source().shardKey().isPresent();
                default -> false;
            };
            if (looks && plan.checks().contains(check)) {
                checks.add(check.label());
            }
        }
        return checks;
    }
}
