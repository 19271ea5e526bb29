package dev.shardproof.verifier.checkpoint;

import dev.shardproof.verifier.plan.TableRules;
import dev.shardproof.verifier.plan.VerificationPlan;
import dev.shardproof.verifier.report.ServerReport;
import dev.shardproof.verifier.table.TableLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a checkpoint belongs to, as named texts: which servers, which tables of which columns, compared how. Whatever does
 * not change a digest (limits of time, how politely, which other checks) is not part of it.
 *
 * @param parts by name
 */
public record Fingerprint(Map<String, String> parts) {
    public Fingerprint {
        parts = Collections.unmodifiableMap(new TreeMap<>(parts));
    }

    /**
     * Of a verification.
     *
     * @param servers all servers, with their system identifiers
     * @param layouts every table as each side has it, by side and table, e.g. {@code source public.orders}
     * @param buckets how the scan cuts rows into buckets, in any words that change when it does
     */
    public static Fingerprint of(
            VerificationPlan plan, List<ServerReport> servers, Map<String, TableLayout> layouts, String buckets) {
        Objects.requireNonNull(plan, "plan is null");
        Objects.requireNonNull(buckets, "buckets is null");
        Map<String, String> parts = new TreeMap<>();
        parts.put("tables of the plan", rules(plan.tables()));
        parts.put("what must be equal", plan.compare().name());
        parts.put("buckets", buckets);
        for (ServerReport server : servers) {
            parts.put(
                    "server " + server.name(),
                    "%s, system %s, database %s, version %s"
                            .formatted(server.role(), server.systemIdentifier(), server.database(), server.version()));
        }
        layouts.forEach((name, table) -> parts.put("columns of " + name, columns(table)));
        return new Fingerprint(parts);
    }

    /** In an order of its own: the collections of a plan have none that lasts from one process to the next. */
    private static String rules(TableRules rules) {
        Map<String, String> mappings = new TreeMap<>();
        rules.mappings()
                .forEach((table, mapping) -> mappings.put(
                        table,
                        "%s %s %s"
                                .formatted(
                                        mapping.target(),
                                        new TreeMap<>(mapping.columns()),
                                        new TreeSet<>(mapping.ignored()))));
        return "include %s, exclude %s, reference %s, shard keys %s, mappings %s"
                .formatted(
                        rules.include(),
                        rules.exclude(),
                        rules.reference(),
                        new TreeMap<>(rules.shardKeys()),
                        mappings);
    }

    private static String columns(TableLayout table) {
        List<String> columns = new ArrayList<>();
        table.columns()
                .forEach(column -> columns.add(column + " as " + column.image() + (column.nullable() ? "?" : "")));
        return "%s by %s: %s".formatted(table.quotedName(), table.rowHash(), columns);
    }

    /** The names of the parts that are not the same, or that only one of the two has; sorted. */
    public List<String> differing(Fingerprint other) {
        TreeSet<String> names = new TreeSet<>(parts.keySet());
        names.addAll(other.parts.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(parts.get(name), other.parts.get(name)))
                .toList();
    }
}
