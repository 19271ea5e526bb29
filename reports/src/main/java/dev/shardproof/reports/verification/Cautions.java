package dev.shardproof.reports.verification;

import static dev.shardproof.reports.verification.VerdictSentence.names;

import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.report.SelfTestReport;
import dev.shardproof.verifier.report.ServerReport;
import dev.shardproof.verifier.report.TableReport;
import dev.shardproof.verifier.report.VerificationReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a reader must know before he trusts a verdict, whatever it is. The sentences are untrusted text. */
final class Cautions {

    /** So many of a kind are named with their reason; of more, the page tells further down. */
    private static final int ONE_BY_ONE = 3;

    private Cautions() {}

    static List<String> of(VerificationReport report) {
        List<String> cautions = new ArrayList<>();
        if (report.verdict() == Verdict.PASS && !report.uncovered().isEmpty()) {
            cautions.add(VerdictSentence.uncovered(report));
        }
        selfTest(report.selfTest(), cautions);
        few(
                report.servers().stream()
                        .filter(server -> !server.writable().isEmpty())
                        .toList(),
                server -> "the role %s could have written to %s: %s"
                        .formatted(server.login(), server.name(), server.writable()),
                servers -> "on %d servers the role that read could have written: %s"
                        .formatted(
                                servers.size(),
                                names(servers.stream().map(ServerReport::name).toList())),
                cautions);
        few(
                report.tables().stream()
                        .filter(table -> !table.ignored().isEmpty())
                        .toList(),
                table -> "not compared in %s: %s".formatted(table.source(), names(table.ignored())),
                tables -> "columns of %d tables were not compared: %s"
                        .formatted(
                                tables.size(),
                                names(tables.stream().map(TableReport::source).toList())),
                cautions);
        return List.copyOf(cautions);
    }

    private static <T> void few(
            List<T> items, Function<T, String> one, Function<List<T>, String> many, List<String> cautions) {
        if (items.size() > ONE_BY_ONE) {
            cautions.add(many.apply(items));
        } else {
            items.forEach(item -> cautions.add(one.apply(item)));
        }
    }

    private static void selfTest(Optional<SelfTestReport> selfTest, List<String> cautions) {
        if (selfTest.isEmpty()) {
            cautions.add("no self-test was made: that the checks see damage is not proven here");
            return;
        }
        for (SelfTestReport.Row row : selfTest.get().rows()) {
            if (row.found() < row.planted() && !row.blind()) {
                cautions.add("%s missed %d of %d kinds of damage in the self-test: %s"
                        .formatted(row.check(), row.missed().size(), row.planted(), names(row.missed())));
            }
        }
    }
}
