package dev.shardproof.reports.verification;

import dev.shardproof.reports.text.Figures;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.report.SelfTestReport;
import dev.shardproof.verifier.report.TableReport;
import dev.shardproof.verifier.report.VerificationReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says in one sentence what a verification came to and why, e.g. {@code FAIL: fullChecksum found 12 rows that differ in
 * public.orders}. It claims no more than the report holds: where findings were cut off, it names only the first.
 *
 * <p>Sentences quote names and messages from databases: they are untrusted text, to be escaped on output. Pure functions,
 * thread-safe.
 */
final class VerdictSentence {

    /** What is lost or wrong in rows comes before what is wrong around them. */
    private static final List<String> GRAVEST_FIRST = List.of(
            "fullChecksum",
            "sampledChecksum",
            "placement",
            "rowCount",
            "foreignKeys",
            "largeObjects",
            "sequence",
            "schema",
            "coverage");

    private static final int NAMES_SHOWN = 3;

    private VerdictSentence() {}

    /** The verdict and its reason. */
    static String of(VerificationReport report) {
        return report.verdict() + ": " + reason(report);
    }

    /** The reason without the verdict. */
    static String reason(VerificationReport report) {
        return switch (report.verdict()) {
            case PASS -> passed(report);
            case FAIL -> failed(report);
            case INCONCLUSIVE -> undecided(report);
        };
    }

    /** Everything that speaks against a pass, one line each, the gravest first; empty for a pass. */
    static List<String> reasons(VerificationReport report) {
        List<String> reasons = new ArrayList<>();
        with(report, Verdict.FAIL).forEach(check -> reasons.add(found(check, report)));
        reasons.addAll(doubts(report));
        List<String> unjudged = report.tables().stream()
                .filter(table -> !table.unjudged().isEmpty())
                .map(TableReport::source)
                .toList();
        if (!unjudged.isEmpty()) {
            reasons.add("%s could not be judged: %s".formatted(some(unjudged.size(), "table"), names(unjudged)));
        }
        boolean said = report.check("coverage").stream().anyMatch(check -> isOfUncovered(check, report));
        if (report.verdict() != Verdict.PASS && !report.uncovered().isEmpty() && !said) {
            reasons.add(uncovered(report));
        }
        return List.copyOf(reasons);
    }

    /** {@link #reasons} without what the sentence itself says already. */
    static List<String> furtherReasons(VerificationReport report) {
        String sentence = reason(report);
        return reasons(report).stream()
                .filter(reason -> !sentence.startsWith(reason))
                .toList();
    }

    static String uncovered(VerificationReport report) {
        int number = report.uncovered().size();
        return "%s covered by no check: %s"
                .formatted(
                        number == 1 ? "1 table is" : Figures.count(number) + " tables are", names(report.uncovered()));
    }

    /** {@code 1 row}, {@code 1,202 rows}. */
    static String some(long number, String noun) {
        return Figures.count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    static String names(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())));
        int more = names.size() - NAMES_SHOWN;
        return more > 0 ? "%s and %s more".formatted(first, Figures.count(more)) : first;
    }

    private static String passed(VerificationReport report) {
        Optional<CheckResult> full = report.check("fullChecksum");
        if (full.isPresent()) {
            long rows = full.get().examined();
            return "%s %s equal on both sides".formatted(some(rows, "row"), rows == 1 ? "is" : "are");
        }
        Optional<CheckResult> sampled = report.check("sampledChecksum");
        if (sampled.isPresent()) {
            return "sampledChecksum: " + sampled.get().summary();
        }
        return "%s passed, but none of them compared what the rows hold"
                .formatted(some(report.checks().size(), "check"));
    }

    private static String failed(VerificationReport report) {
        List<CheckResult> failed = with(report, Verdict.FAIL);
        List<String> others = failed.stream().skip(1).map(CheckResult::check).toList();
        return found(failed.get(0), report) + (others.isEmpty() ? "" : "; " + joined(others) + " failed too");
    }

    private static String joined(List<String> names) {
        int last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }

    private static String undecided(VerificationReport report) {
        if (report.checks().isEmpty()) {
            return "no check ran";
        }
        List<String> doubts = doubts(report);
        return doubts.get(0) + (doubts.size() > 1 ? "; and " + some(doubts.size() - 1L, "more reason") : "");
    }

    /** Why nothing can be said; never empty if the verdict is INCONCLUSIVE and a check ran. */
    private static List<String> doubts(VerificationReport report) {
        List<String> doubts = new ArrayList<>();
        with(report, Verdict.INCONCLUSIVE)
                .forEach(check -> doubts.add(check.check() + " is inconclusive: " + check.summary()));
        report.selfTest()
                .flatMap(SelfTestReport::failure)
                .ifPresent(failure -> doubts.add("the self-test could not be made: " + failure));
        report.selfTest().stream()
                .flatMap(test -> test.rows().stream())
                .filter(SelfTestReport.Row::blind)
                .forEach(row -> doubts.add(row.check() + " is blind in the self-test"));
        return doubts;
    }

    private static String found(CheckResult check, VerificationReport report) {
        if (isOfUncovered(check, report)) {
            return "coverage found %s that no check covers: %s"
                    .formatted(some(report.uncovered().size(), "table"), names(report.uncovered()));
        }
        if (check.findingsTotal() == 0) {
            return "%s failed: %s".formatted(check.check(), check.summary());
        }
        return "%s found %s%s".formatted(check.check(), what(check), where(check));
    }

    /** Whether a check failed because of the uncovered tables and of nothing else. */
    private static boolean isOfUncovered(CheckResult check, VerificationReport report) {
        return check.check().equals("coverage")
                && check.verdict() == Verdict.FAIL
                && check.findingsTotal() == report.uncovered().size()
                && check.findingsTotal() > 0;
    }

    private static String what(CheckResult check) {
        long total = check.findingsTotal();
        boolean one = total == 1;
        return switch (check.check()) {
            case "fullChecksum", "sampledChecksum" -> rows(check);
            case "placement" -> some(total, "row") + " on the wrong shard";
            case "rowCount" -> some(total, "count") + (one ? " that differs" : " that differ");
            case "schema" -> some(total, "difference");
            default -> some(total, "problem");
        };
    }

    private static String rows(CheckResult check) {
        List<Finding.Kind> kinds =
                check.findings().stream().map(Finding::kind).distinct().toList();
        long total = check.findingsTotal();
        if (complete(check) && kinds.equals(List.of(Finding.Kind.MISSING))) {
            return some(total, "missing row");
        }
        if (complete(check) && kinds.equals(List.of(Finding.Kind.EXTRA))) {
            return some(total, "extra row");
        }
        return some(total, "row") + (total == 1 ? " that differs" : " that differ");
    }

    private static String where(CheckResult check) {
        List<String> tables = check.findings().stream()
                .map(Finding::table)
                .filter(table -> !table.isEmpty())
                .distinct()
                .toList();
        if (tables.isEmpty()) {
            return "";
        }
        if (!complete(check)) {
            return ", the first in " + tables.get(0);
        }
        return " in " + (tables.size() == 1 ? tables.get(0) : some(tables.size(), "table") + ": " + names(tables));
    }

    /** Whether every finding is in the report. */
    private static boolean complete(CheckResult check) {
        return check.findingsTotal() == check.findings().size();
    }

    private static List<CheckResult> with(VerificationReport report, Verdict verdict) {
        return gravestFirst(report.checks().stream().filter(check -> check.verdict() == verdict));
    }

    /** The checks in the order in which a reader needs them: what did not pass first, and of that the gravest. */
    static List<CheckResult> worstFirst(VerificationReport report) {
        List<CheckResult> sorted = new ArrayList<>(with(report, Verdict.FAIL));
        sorted.addAll(with(report, Verdict.INCONCLUSIVE));
        report.checks().stream()
                .filter(check -> check.verdict() == Verdict.PASS)
                .forEach(sorted::add);
        return sorted;
    }

    private static List<CheckResult> gravestFirst(Stream<CheckResult> checks) {
        Objects.requireNonNull(checks, "checks is null");
        return checks.sorted(Comparator.comparingInt(check -> {
                    int rank = GRAVEST_FIRST.indexOf(check.check());
                    return rank < 0 ? GRAVEST_FIRST.size() : rank;
                }))
                .toList();
    }
}
