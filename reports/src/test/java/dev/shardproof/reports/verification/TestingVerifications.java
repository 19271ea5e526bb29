package dev.shardproof.reports.verification;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.report.CostReport;
import dev.shardproof.verifier.report.SelfTestReport;
import dev.shardproof.verifier.report.ServerReport;
import dev.shardproof.verifier.report.ServerReport.Role;
import dev.shardproof.verifier.report.TableReport;
import dev.shardproof.verifier.report.VerificationReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Verifications to test with: one source that was split over two targets. */
final class TestingVerifications {

    private static final Instant START = Instant.parse("2026-11-22T18:05:00Z");
    private static final List<String> ROW_CHECKS = List.of("schema", "rowCount", "fullChecksum");

    private TestingVerifications() {}

    static VerificationDocument document(VerificationReport report) {
        return VerificationDocument.of(report, "shop-split", "20261122T180500Z-1", "0.1.0");
    }

    /** All is well, and the self-test proves that the checks see. */
    static VerificationReport passing() {
        return report(servers(""), tables(0), List.of(), passingChecks(), Optional.of(selfTest(12)));
    }

    /** The same without a self-test, read by a role that could write. */
    static VerificationReport unproven() {
        return report(
                servers("it is a superuser"),
                tables(0),
                List.of("audit.log (target shop0, shop1)"),
                passingChecks(),
                Optional.empty());
    }

    /** Twelve rows differ, one is missing, a table could not be judged, two are covered by no check. */
    static VerificationReport failing() {
        return report(
                servers("it may UPDATE public.orders"),
                failingTables(),
                uncovered(),
                failingChecks(),
                Optional.of(selfTest(11)));
    }

    /** A check that found nothing of what was planted for it. */
    static VerificationReport blind() {
        SelfTestReport test = new SelfTestReport(
                "a sandbox with the tables of this plan",
                42,
                List.of(
                        new SelfTestReport.Row("rowCount", 3, 3, List.of()),
                        new SelfTestReport.Row("fullChecksum", 2, 0, List.of("nullToEmpty", "swappedValues"))),
                Optional.empty());
        return report(servers(""), tables(0), List.of(), passingChecks(), Optional.of(test));
    }

    /** The self-test could not be made. */
    static VerificationReport untested() {
        SelfTestReport test = new SelfTestReport("a sandbox", 42, List.of(), Optional.of("no server could be started"));
        return report(servers(""), tables(0), List.of(), passingChecks(), Optional.of(test));
    }

    /** One table could not be read, all others are equal. */
    static VerificationReport partly() {
        List<TableReport> tables = new ArrayList<>(tables(0));
        tables.add(unjudged());
        List<CheckResult> checks = new ArrayList<>(passingChecks());
        checks.set(
                3,
                new CheckResult(
                        "fullChecksum",
                        Verdict.INCONCLUSIVE,
                        "public.invoices could not be judged: no privilege on column iban",
                        5_300_000,
                        List.of(),
                        0,
                        Map.of(),
                        Duration.ofMillis(8_120)));
        return report(servers(""), tables, List.of(), checks, Optional.of(selfTest(12)));
    }

    /** Ended before anything was read. */
    static VerificationReport nothing() {
        return new VerificationReport(
                START,
                START.plusMillis(40),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                new CostReport(0, -1, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                Map.of());
    }

    /** More findings than a report keeps, all of the kept ones in one table. */
    static VerificationReport cutOff() {
        CheckResult full = new CheckResult(
                "fullChecksum",
                Verdict.FAIL,
                "10,000 of 5,300,000 rows differ",
                5_300_000,
                rows("public.customers", CheckResult.FINDINGS_KEPT),
                10_000,
                Map.of(),
                Duration.ofMillis(9_000));
        return report(servers(""), tables(0), List.of(), List.of(full), Optional.empty());
    }

    /** A report with {@code text} in every place where text can stand. */
    static VerificationReport with(String text) {
        Finding finding = new Finding(Finding.Kind.DIFFERENT, text, text, text, text);
        return new VerificationReport(
                START,
                START.plusSeconds(10),
                List.of(new ServerReport(text, Role.SOURCE, text, text, text, true, text, text, text)),
                List.of(
                        new TableReport(
                                text,
                                text,
                                false,
                                List.of(text),
                                List.of(text),
                                List.of(text),
                                5,
                                4,
                                List.of("fullChecksum", text),
                                ""),
                        new TableReport(
                                "a", text + "b", true, List.of(), List.of(), List.of(), -1, -1, List.of(), text)),
                List.of(text),
                List.of(
                        new CheckResult(
                                "fullChecksum",
                                Verdict.FAIL,
                                text,
                                5,
                                List.of(finding),
                                1,
                                Map.of("fact", text),
                                Duration.ofMillis(1)),
                        new CheckResult(
                                text, Verdict.FAIL, text, 5, List.of(finding), 30, Map.of(), Duration.ofMillis(1)),
                        CheckResult.inconclusive("schema", text, Duration.ofMillis(2))),
                Optional.of(new SelfTestReport(
                        text,
                        Long.MIN_VALUE,
                        List.of(
                                new SelfTestReport.Row("fullChecksum", 2, 1, List.of(text)),
                                new SelfTestReport.Row(text, 1, 0, List.of(text))),
                        Optional.of(text))),
                cost(),
                Map.of("setting", text));
    }

    /** A table is listed that no check looked at. */
    static VerificationReport unlooked() {
        List<TableReport> tables = List.of(table("public.t", List.of("id"), 5, 5, List.of()));
        return report(servers(""), tables, List.of(), passingChecks(), Optional.empty());
    }

    /** Many tables. */
    static VerificationReport withTables(int number) {
        List<TableReport> tables = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            tables.add(table("public.t" + i, List.of("id"), 5, 5, ROW_CHECKS));
        }
        return report(servers(""), tables, List.of(), passingChecks(), Optional.empty());
    }

    /** Many tables that no check covers, though none was asked to. */
    static VerificationReport uncovering(int number) {
        List<String> uncovered = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            uncovered.add("public.t" + i + " (sources)");
        }
        return report(servers(""), tables(0), uncovered, passingChecks(), Optional.empty());
    }

    private static VerificationReport report(
            List<ServerReport> servers,
            List<TableReport> tables,
            List<String> uncovered,
            List<CheckResult> checks,
            Optional<SelfTestReport> selfTest) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("compared", "exact images of the values");
        settings.put("seed", "1");
        settings.put("live", "no: a difference is a finding at once");
        settings.put("chunk time", "500 ms");
        settings.put("connections", "1 a server");
        settings.put("values in findings", "keyed hashes");
        return new VerificationReport(
                START, START.plusMillis(11_480), servers, tables, uncovered, checks, selfTest, cost(), settings);
    }

    private static CostReport cost() {
        return new CostReport(
                10_600_000,
                54_200_133,
                412,
                Duration.ofMillis(8_300),
                Duration.ofMillis(9_050),
                Duration.ofMillis(1_200));
    }

    private static List<ServerReport> servers(String writable) {
        String version = "PostgreSQL 17.5 (Debian 17.5-1.pgdg120+1)";
        return List.of(
                new ServerReport(
                        "shop",
                        Role.SOURCE,
                        "db-old.example:5432/shop",
                        "PostgreSQL 14.24",
                        "7439120458812345678",
                        true,
                        "shardproof",
                        "",
                        "TLSv1.3, verify-full"),
                new ServerReport(
                        "shop0",
                        Role.TARGET,
                        "db0.example:5432/shop",
                        version,
                        "7551020458812345001",
                        false,
                        "shardproof",
                        writable,
                        "TLSv1.3, verify-full"),
                new ServerReport(
                        "shop1",
                        Role.TARGET,
                        "127.0.0.1:5433/shop",
                        version,
                        "7551020458812345002",
                        false,
                        "shardproof",
                        "",
                        "none (loopback)"));
    }

    private static List<TableReport> tables(long lost) {
        return List.of(
                table("public.customers", List.of("customer_id"), 300_000, 300_000, ROW_CHECKS),
                table("public.orders", List.of("order_id"), 1_500_000, 1_500_000 - lost, ROW_CHECKS),
                new TableReport(
                        "public.order_lines",
                        "sales.order_lines",
                        false,
                        List.of("order_id", "line"),
                        List.of("search_vector"),
                        List.of("column price is money: its text was compared"),
                        3_499_840,
                        3_499_840,
                        ROW_CHECKS,
                        ""),
                new TableReport(
                        "public.currencies",
                        "public.currencies",
                        true,
                        List.of(),
                        List.of(),
                        List.of(),
                        160,
                        160,
                        ROW_CHECKS,
                        ""));
    }

    private static List<TableReport> failingTables() {
        List<TableReport> tables = new ArrayList<>(tables(1));
        tables.add(unjudged());
        return tables;
    }

    private static TableReport unjudged() {
        return new TableReport(
                "public.invoices",
                "public.invoices",
                false,
                List.of("invoice_id"),
                List.of(),
                List.of(),
                -1,
                -1,
                List.of("schema"),
                "no privilege on column iban of public.invoices at shop0: GRANT SELECT ON public.invoices TO shardproof");
    }

    private static List<String> uncovered() {
        return List.of("audit.log (target shop0, shop1)", "public.outbox (source shop)");
    }

    private static TableReport table(
            String name, List<String> key, long sourceRows, long targetRows, List<String> checks) {
        return new TableReport(name, name, false, key, List.of(), List.of(), sourceRows, targetRows, checks, "");
    }

    private static SelfTestReport selfTest(int found) {
        List<String> missed = found == 12 ? List.of() : List.of("trailingSpace");
        return new SelfTestReport(
                "a sandbox with the tables of this plan",
                42,
                List.of(
                        new SelfTestReport.Row("schema", 9, 9, List.of()),
                        new SelfTestReport.Row("rowCount", 3, 3, List.of()),
                        new SelfTestReport.Row("fullChecksum", 12, found, missed)),
                Optional.empty());
    }

    private static List<CheckResult> passingChecks() {
        return List.of(
                check("coverage", 4, "4 tables are covered", 14),
                check("schema", 131, "131 definitions are equal", 390),
                check("rowCount", 5_300_000, "5,300,000 rows on both sides", 1_410),
                new CheckResult(
                        "fullChecksum",
                        Verdict.PASS,
                        "5,300,000 rows are equal on both sides",
                        5_300_000,
                        List.of(),
                        0,
                        digests(),
                        Duration.ofMillis(8_120)));
    }

    private static List<CheckResult> failingChecks() {
        List<Finding> rows = new ArrayList<>(rows("public.orders", 12));
        rows.add(new Finding(
                Finding.Kind.MISSING,
                "public.orders",
                "shop → shop1",
                "order_id=1207733",
                "the source has the row, no target has it"));
        return List.of(
                failed(
                        "coverage",
                        6,
                        "2 tables are covered by no check",
                        List.of(
                                new Finding(
                                        Finding.Kind.UNCOVERED, "audit.log", "shop0, shop1", "", "no check covers it"),
                                new Finding(
                                        Finding.Kind.MISSING, "public.outbox", "sources", "", "no check covers it"))),
                check("schema", 131, "131 definitions are equal", 390),
                failed(
                        "rowCount",
                        5_299_999,
                        "public.orders: 1,500,000 rows on the sources, 1,499,999 on the targets",
                        List.of(new Finding(Finding.Kind.COUNT, "public.orders", "", "", "1,500,000 ≠ 1,499,999"))),
                failed("fullChecksum", 5_300_000, "13 of 5,300,000 rows differ", rows),
                CheckResult.inconclusive(
                        "sequence", "no privilege on sequence public.invoices_id_seq at shop0", Duration.ofMillis(6)));
    }

    private static List<Finding> rows(String table, int number) {
        List<Finding> rows = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            rows.add(new Finding(
                    Finding.Kind.DIFFERENT,
                    table,
                    "shop → shop" + i % 2,
                    "order_id=" + (88_412 + 1_713L * i),
                    "columns total, updated_at: 5f0c1a… ≠ e2b971…"));
        }
        return rows;
    }

    private static CheckResult failed(String name, long examined, String summary, List<Finding> findings) {
        return new CheckResult(
                name,
                Verdict.FAIL,
                summary,
                examined,
                findings,
                findings.size(),
                Map.of(),
                Duration.ofMillis(examined / 600));
    }

    private static CheckResult check(String name, long examined, String summary, long millis) {
        return new CheckResult(
                name, Verdict.PASS, summary, examined, List.of(), 0, Map.of(), Duration.ofMillis(millis));
    }

    private static Map<String, String> digests() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("public.customers", "300,000 rows, 8f1c90e2a77b41d0 · 02b7e61f9c35aa18");
        facts.put("public.orders", "1,500,000 rows, 13de07b54c9ea2f6 · a90c4be27dd13f05");
        facts.put("public.order_lines", "3,499,840 rows, c4a1f20b93e7d85a · 5e770fc8b6210d94");
        facts.put("public.currencies", "160 rows on each of 3 shards, 77aa01c2b3d4e5f6 · 0011223344556677");
        return facts;
    }
}
