package dev.shardproof.reports.run;

import dev.shardproof.reports.run.LatencyReport.PhaseLatency;
import dev.shardproof.reports.run.LatencyReport.Second;
import dev.shardproof.reports.run.LatencyReport.ShardLatency;
import dev.shardproof.reports.run.TopologyReport.Move;
import dev.shardproof.reports.run.TopologyReport.OwnedRange;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Reports to test with: the shape of a real split from two to three shards with a slow target. */
public final class TestingReports {

    /** Text that has broken a report of some kind somewhere. */
    public static final List<String> HOSTILE = List.of(
            "<script>alert(1)</script>",
            "</script><script>alert(2)</script>",
            "<!-- -->\"' onload=x",
            "a ]]> b",
            "\u001B[31mred\u001B[2J\u0000\u0007\u009B1m",
            "invoice\u202Etxt.exe\u200B",
            "a | b `c` *d* _e_ [f](javascript:alert(3)) ![g](h)",
            "first line\nsecond line\r\n# heading",
            "=cmd()",
            "1. a list",
            "- a list",
            "    code",
            "{{ 7 * 7 }} {% raw %} ${7*7}",
            "https://evil.example www.evil.example <img src=x onerror=alert(4)>",
            "\uD800 lonely surrogate \uFFFE",
            "&lt;b&gt; &#60;i&#62;");

    private static final Instant START = Instant.parse("2026-11-22T10:15:00Z");

    private TestingReports() {}

    /** A run in which all went well. */
    public static RunReport passing() {
        return report(
                new Outcome(Verdict.PASS, 0, "pass", true, List.of()),
                List.of(
                        check("rowCount", 202_418, "4 tables, 202 418 rows: every count agrees", 412),
                        new CheckResult(
                                "fullChecksum",
                                Verdict.PASS,
                                "4 of 4 tables have the same digest on both sides",
                                202_418,
                                List.of(),
                                0,
                                digests(),
                                Duration.ofMillis(2_318)),
                        new CheckResult(
                                "sampledChecksum",
                                Verdict.PASS,
                                "0 of 29 956 bad: at most 1.0e-4 of the rows, 95 % confidence",
                                29_956,
                                List.of(),
                                0,
                                Map.of("bound", "1.0e-4", "confidence", "0.95"),
                                Duration.ofMillis(903)),
                        check("latencyBaseline", 26_004, "p99 after 9.31 ms, before 9.02 ms: +3.2 %, allowed +10 %", 4),
                        check("placement", 202_418, "every row lies on the shard that the topology names", 655)),
                fault(true),
                Optional.empty());
    }

    /** A run with a planted defect that two checks found. */
    public static RunReport failing() {
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < CheckResult.FINDINGS_KEPT; i++) {
            findings.add(new Finding(
                    Finding.Kind.MISSING,
                    "public.order_lines",
                    "s0 → s2",
                    "order_id=%d, line=%d".formatted(88_412 + 17 * i, 1 + i % 3),
                    "the source has the row, no target has it"));
        }
        return report(
                new Outcome(
                        Verdict.FAIL,
                        1,
                        "pass",
                        false,
                        List.of("rowCount: 23 rows are missing", "fullChecksum: public.order_lines differs")),
                List.of(
                        new CheckResult(
                                "rowCount",
                                Verdict.FAIL,
                                "public.order_lines: 142 071 rows at the sources, 142 048 at the targets",
                                202_418,
                                List.of(new Finding(
                                        Finding.Kind.COUNT, "public.order_lines", "", "", "142 071 ≠ 142 048")),
                                1,
                                Map.of(),
                                Duration.ofMillis(398)),
                        new CheckResult(
                                "fullChecksum",
                                Verdict.FAIL,
                                "1 of 4 tables differs",
                                202_418,
                                findings,
                                23,
                                digests(),
                                Duration.ofMillis(2_744)),
                        CheckResult.inconclusive("latencyBaseline", "the baseline never got load", Duration.ZERO)),
                fault(true),
                Optional.of("dropRow"));
    }

    /** A run whose fault never bit. */
    public static RunReport inconclusive() {
        return report(
                new Outcome(Verdict.INCONCLUSIVE, 2, "pass", false, List.of("fault slowShard s2 never bit")),
                List.of(check("rowCount", 202_418, "every count agrees", 412)),
                fault(false),
                Optional.empty());
    }

    /** A run that ended before anything was started. */
    public static RunReport endedEarly() {
        return new RunReport(
                RunReport.SCHEMA,
                "0.1.0",
                "20261122T101500Z-42",
                ScenarioReport.live("split", 42, "./shardproof run split --seed 42"),
                environment(),
                START,
                START.plusMillis(40),
                new Outcome(Verdict.INCONCLUSIVE, 130, "pass", false, List.of("interrupted")),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                LatencyReport.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of());
    }

    /** A report with {@code text} in every place where text can stand. */
    public static RunReport with(String text) {
        Instant end = START.plusSeconds(10);
        return new RunReport(
                RunReport.SCHEMA,
                text,
                text,
                ScenarioReport.live(text, Long.MIN_VALUE, text),
                new EnvironmentReport(text, text, 2, 8_000_000_000L, text, text, text),
                START,
                end,
                new Outcome(Verdict.FAIL, 1, text, false, List.of(text)),
                Optional.of(new TopologyReport(1, text, List.of(OwnedRange.of(none(), none(), text)))),
                Optional.of(new TopologyReport(2, "hashed", List.of(OwnedRange.of(none(), none(), text)))),
                List.of(Move.of(OptionalLong.of(1), none(), text, text)),
                Optional.of(new DataReport(
                        text,
                        List.of(DataReport.Table.sharded(text, text), DataReport.Table.reference(text)),
                        Map.of(text, 1L),
                        Map.of())),
                Optional.of(new MigrationReport(
                        text,
                        text,
                        text,
                        List.of(new MigrationReport.Phase(text, START, Optional.empty())),
                        List.of(new MigrationReport.Stream(text, text, 1, 1, 1, 1)),
                        none(),
                        none(),
                        false,
                        false,
                        0,
                        Optional.of(text))),
                Optional.of(
                        new LoadReport(text, 1, 1, 1, 0, 0, 0, 0, text, Optional.empty(), List.of(application(text)))),
                new LatencyReport(
                        List.of(phase(text, 1, 900, 2_000)),
                        List.of(new ShardLatency(text, List.of(phase(text, 1, 1, 1))))),
                List.of(new Second(0, 1, 1, 0, 1, 1), new Second(1, 1, 0, 0, 0, 0)),
                List.of(new FaultReport(
                        text,
                        text,
                        text,
                        text,
                        Optional.of(START),
                        Optional.empty(),
                        List.of(text),
                        List.of(effect(text, text, 2)),
                        true,
                        false)),
                List.of(new GuardReport(
                        text, text, GuardReport.State.FIRED, Optional.of(text), 1, Optional.of(START), 1, text, true)),
                List.of(
                        new CheckResult(
                                text,
                                Verdict.FAIL,
                                text,
                                1,
                                List.of(new Finding(Finding.Kind.DIFFERENT, text, text, text, text)),
                                2,
                                Map.of(text, text),
                                Duration.ZERO),
                        CheckResult.inconclusive(text, text, Duration.ZERO)),
                Optional.of(
                        new InventoryReport(List.of(), List.of(InventoryReport.Item.of(text, List.of(text, text))))),
                List.of());
    }

    private static RunReport report(
            Outcome outcome, List<CheckResult> checks, FaultReport fault, Optional<String> defect) {
        return new RunReport(
                RunReport.SCHEMA,
                "0.1.0",
                "20261122T101500Z-42",
                ScenarioReport.live(
                        "split-2-to-3-slow-target", 42, "./shardproof run split-2-to-3-slow-target --seed 42"),
                environment(),
                START,
                START.plusSeconds(118),
                outcome,
                Optional.of(new TopologyReport(
                        1,
                        "hashed",
                        List.of(
                                OwnedRange.of(none(), OptionalLong.of(0), "s0"),
                                OwnedRange.of(OptionalLong.of(0), none(), "s1")))),
                Optional.of(new TopologyReport(
                        2,
                        "hashed",
                        List.of(
                                OwnedRange.of(none(), OptionalLong.of(-3_074_457_345_618_258_603L), "s0"),
                                OwnedRange.of(
                                        OptionalLong.of(-3_074_457_345_618_258_603L),
                                        OptionalLong.of(3_074_457_345_618_258_602L),
                                        "s2"),
                                OwnedRange.of(OptionalLong.of(3_074_457_345_618_258_602L), none(), "s1")))),
                List.of(
                        Move.of(OptionalLong.of(-3_074_457_345_618_258_603L), OptionalLong.of(0), "s0", "s2"),
                        Move.of(OptionalLong.of(0), OptionalLong.of(3_074_457_345_618_258_602L), "s1", "s2")),
                Optional.of(new DataReport(
                        "orders",
                        List.of(
                                DataReport.Table.sharded("public.customers", "customer_id"),
                                DataReport.Table.sharded("public.orders", "customer_id"),
                                DataReport.Table.sharded("public.order_lines", "customer_id"),
                                DataReport.Table.sharded("public.accounts", "customer_id"),
                                DataReport.Table.reference("public.currencies")),
                        rows(100_871, 99_129),
                        rows(67_340, 67_002, 68_076))),
                Optional.of(migration(defect)),
                Optional.of(new LoadReport(
                        "checkout",
                        300,
                        31_500,
                        31_455,
                        12,
                        33,
                        0,
                        118,
                        "300/s",
                        Optional.of(new LoadReport.Driver(81, 930, 7_400, 0, 212, 310_000, 6_100)),
                        List.of(application("baseline")))),
                latency(),
                seconds(),
                List.of(fault),
                guards(),
                checks,
                Optional.of(new InventoryReport(
                        List.of(InventoryReport.Item.of("processes", List.of())),
                        List.of(InventoryReport.Item.of("processes", List.of())))),
                List.of("scenario.yaml", "events.jsonl", "metrics.jsonl", "gatling/index.html"));
    }

    private static ApplicationPhase application(String phase) {
        return new ApplicationPhase(phase, 3_000, 3_450, 297.5, 21, 4, 17, 2, 8, 1_250, 6);
    }

    private static List<GuardReport> guards() {
        return List.of(
                new GuardReport(
                        "cpu > 85% for 60s",
                        "alert", GuardReport.State.QUIET, Optional.of("63%"), 112, Optional.empty(), 0, "", false),
                new GuardReport(
                        "readP99 > 50ms for 10s",
                        "throttle",
                        GuardReport.State.FIRED,
                        Optional.of("83ms"),
                        112,
                        Optional.of(START.plusSeconds(40)),
                        1,
                        "readP99 is 83ms, 10 of 10 readings: the copy goes on at 5MB/s; readP99 is 9ms again",
                        false));
    }

    private static EnvironmentReport environment() {
        return new EnvironmentReport(
                "embedded",
                "Linux 6.1 amd64",
                2,
                8_326_000_000L,
                "17.0.15 (Debian)",
                "PostgreSQL 18.6",
                "embedded wire proxy");
    }

    private static MigrationReport migration(Optional<String> defect) {
        return new MigrationReport(
                "m-7f3a",
                "online",
                "COMPLETED",
                List.of(
                        span("preparing", 15_000, 17_200),
                        span("copying", 17_200, 61_400),
                        span("catching up", 61_400, 66_900),
                        span("cut-over", 66_900, 67_240),
                        span("after", 67_240, 103_000),
                        span("clean-up", 108_000, 112_300)),
                List.of(
                        new MigrationReport.Stream("s0", "s2", 34_112, 61_400_331, 35, 1.39),
                        new MigrationReport.Stream("s1", "s2", 33_964, 60_988_120, 34, 1.42)),
                OptionalLong.of(212),
                OptionalLong.of(4_096),
                true,
                defect.isEmpty(),
                defect.isEmpty() ? 68_076 : 0,
                defect);
    }

    private static FaultReport.Effect effect(String figure, String unit, double during) {
        return new FaultReport.Effect(
                figure,
                unit,
                OptionalDouble.of(100),
                OptionalDouble.of(40),
                OptionalDouble.of(0.31),
                OptionalDouble.of(during),
                OptionalDouble.of(0.33));
    }

    private static FaultReport fault(boolean bitten) {
        return new FaultReport(
                "slowShard",
                "latency 200 ms, jitter 100 ms",
                "s2",
                "copying 40%",
                Optional.of(START.plusMillis(34_900)),
                Optional.of(START.plusMillis(54_900)),
                List.of("copying"),
                List.of(effect("median round trip to s2", "ms", bitten ? 203.4 : 0.32)),
                bitten,
                true);
    }

    private static LatencyReport latency() {
        List<PhaseLatency> overall = List.of(
                phase("baseline", 4_500, 1_820, 9_020),
                phase("copying", 13_260, 2_310, 41_700),
                phase("catching up", 1_650, 2_120, 18_900),
                phase("cut-over", 102, 3_900, 231_000),
                phase("after", 10_730, 1_870, 9_310));
        return new LatencyReport(
                overall,
                List.of(
                        new ShardLatency("s0", overall),
                        new ShardLatency("s1", overall),
                        new ShardLatency(
                                "s2",
                                List.of(
                                        phase("baseline", 0, 0, 0),
                                        phase("cut-over", 30, 4_100, 236_000),
                                        phase("after", 3_600, 1_910, 9_700)))));
    }

    private static List<Second> seconds() {
        List<Second> seconds = new ArrayList<>();
        for (int second = 2; second < 104; second++) {
            boolean copying = second >= 17 && second < 61;
            boolean slow = second >= 35 && second < 55;
            long wave = (second * 7_919L) % 13;
            long p50 = 1_700 + wave * 40 + (copying ? 450 : 0);
            long p99 = second == 66 ? 231_000 : 8_200 + wave * 310 + (copying ? 9_000 : 0) + (slow ? 24_000 : 0);
            long failed = second == 66 ? 21 : slow ? wave % 3 : 0;
            long completed = second == 66 ? 214 : second == 67 ? 371 : 296 + wave % 9;
            seconds.add(new Second(second, 300, completed, failed, p50, p99));
        }
        return seconds;
    }

    private static Map<String, String> digests() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("public.customers", "18 204 rows, 8f1c90e2a77b41d0 · 02b7e61f9c35aa18");
        facts.put("public.orders", "41 907 rows, 13de07b54c9ea2f6 · a90c4be27dd13f05");
        facts.put("public.order_lines", "142 071 rows, c4a1f20b93e7d85a · 5e770fc8b6210d94");
        return facts;
    }

    private static CheckResult check(String name, long examined, String summary, long millis) {
        return new CheckResult(
                name, Verdict.PASS, summary, examined, List.of(), 0, Map.of(), Duration.ofMillis(millis));
    }

    private static PhaseLatency phase(String name, long count, long p50, long p99) {
        return new PhaseLatency(name, count, count / 400, p50, (p50 + p99) / 2, p99, p99 * 2, p99 * 3);
    }

    private static MigrationReport.Phase span(String name, long from, long to) {
        return new MigrationReport.Phase(name, START.plusMillis(from), Optional.of(START.plusMillis(to)));
    }

    private static Map<String, Long> rows(long... counts) {
        Map<String, Long> rows = new LinkedHashMap<>();
        for (int i = 0; i < counts.length; i++) {
            rows.put("s" + i, counts[i]);
        }
        return rows;
    }

    private static OptionalLong none() {
        return OptionalLong.empty();
    }
}
