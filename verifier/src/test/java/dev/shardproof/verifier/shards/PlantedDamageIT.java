package dev.shardproof.verifier.shards;

import static dev.shardproof.verifier.check.Finding.Kind.COUNT;
import static dev.shardproof.verifier.check.Finding.Kind.DIFFERENT;
import static dev.shardproof.verifier.check.Finding.Kind.EXTRA;
import static dev.shardproof.verifier.check.Finding.Kind.MISPLACED;
import static dev.shardproof.verifier.check.Finding.Kind.MISSING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind of damage against each check on rows: who must see it, and who must be blind to it. */
class PlantedDamageIT {

    private static final Set<String> ALL_BUT_PLACEMENT = Set.of("rowCount", "fullChecksum", "sampledChecksum");
    private static final Set<String> CHECKSUMS = Set.of("fullChecksum", "sampledChecksum");
    private static final Set<String> PLACEMENT = Set.of("placement");

    /** A row that moved from s0 to s2. */
    private static final String VICTIM =
            "(SELECT min(id) FROM orders WHERE hashint8extended(customer_id, 0) >= -%d AND hashint8extended(customer_id, 0) < 0%s)";

    enum Damage {
        MISSING_ROW("s2", "DELETE FROM orders WHERE id = " + victim(""), ALL_BUT_PLACEMENT, MISSING, "s0 has the row"),
        EXTRA_ROW(
                "s2",
                "INSERT INTO orders (id, customer_id) SELECT 999999, customer_id FROM orders WHERE id = " + victim(""),
                ALL_BUT_PLACEMENT,
                EXTRA,
                "s2 has the row, s0 has not"),
        RESURRECTED_ROW("s0", "DELETE FROM orders WHERE id = " + victim(""), ALL_BUT_PLACEMENT, EXTRA, "s0 has not"),
        MISSING_AND_EXTRA_IN_BALANCE(
                "s2", "UPDATE orders SET id = 999999 WHERE id = " + victim(""), CHECKSUMS, MISSING, "s0 has the row"),
        CORRUPTED_VALUE("s2", set("note = 'nee'", ""), CHECKSUMS, DIFFERENT, "differs in note"),
        TRAILING_SPACE("s2", set("note = note || ' '", " AND note <> ''"), CHECKSUMS, DIFFERENT, "differs in note"),
        OTHER_UNICODE_FORM(
                "s2", set("note = normalize(note, NFD)", " AND note <> ''"), CHECKSUMS, DIFFERENT, "differs in note"),
        NUMERIC_SCALE("s2", set("amount = (amount || '.0')::numeric", ""), CHECKSUMS, DIFFERENT, "differs in amount"),
        NEGATIVE_ZERO("s2", set("ratio = '-0'", ""), CHECKSUMS, DIFFERENT, "differs in ratio"),
        NULL_BECAME_EMPTY("s2", set("note = ''", " AND note IS NULL"), CHECKSUMS, DIFFERENT, "differs in note"),
        EMPTY_BECAME_NULL("s2", set("remark = NULL", " AND remark = ''"), CHECKSUMS, DIFFERENT, "differs in remark"),
        NULL_CHANGED_COLUMN(
                "s2",
                set("note = remark, remark = note", " AND note <> ''"),
                CHECKSUMS,
                DIFFERENT,
                "differs in note, remark"),
        JSONB_SCALE("s2", set("payload = payload || '{\"n\": 1.00}'", ""), CHECKSUMS, DIFFERENT, "in payload"),
        JSON_KEY_LOST("s2", set("doc = '{\"a\": 2}'", ""), CHECKSUMS, DIFFERENT, "differs in doc"),
        ENUM_LABEL("s2", set("status = 'sent'", " AND status <> 'sent'"), CHECKSUMS, DIFFERENT, "differs in status"),
        ARRAY_SHAPE("s2", set("tags = '{a,b}'", ""), CHECKSUMS, DIFFERENT, "differs in tags"),
        ARRAY_LOWER_BOUND("s2", set("tags = '[0:0][1:2]={{a,b}}'", ""), CHECKSUMS, DIFFERENT, "differs in tags"),
        POINT("s2", set("spot = point(0, 0)", ""), CHECKSUMS, DIFFERENT, "differs in spot"),
        BIT("s2", set("mask = B'0111'", ""), CHECKSUMS, DIFFERENT, "differs in mask"),
        BYTES("s2", set("image = '\\x00fe'", ""), CHECKSUMS, DIFFERENT, "differs in image"),
        TIME_ZONE_SHIFT("s2", set("at = at + interval '1 hour'", ""), CHECKSUMS, DIFFERENT, "differs in at"),
        PRECISION_LOST(
                "s2",
                "UPDATE orders SET at = date_trunc('second', at) WHERE id = " + victim(""),
                CHECKSUMS,
                DIFFERENT,
                "differs in at"),
        EQUAL_INTERVAL("s2", set("span = interval '24:00'", ""), CHECKSUMS, DIFFERENT, "differs in span"),
        RANGE_BOUND("s2", set("valid = tstzrange('2026-01-01', NULL, '(]')", ""), CHECKSUMS, DIFFERENT, "in valid"),
        SWAPPED_BETWEEN_TWO_ROWS("s2", """
                WITH two AS (SELECT (SELECT min(id) FROM orders WHERE status = 'new') AS a,
                                    (SELECT min(id) FROM orders WHERE status = 'paid') AS b)
                UPDATE orders SET status = CASE WHEN id = a THEN 'paid' ELSE 'new' END::mood
                FROM two WHERE id IN (a, b)""", CHECKSUMS, DIFFERENT, "differs in status"),
        DUPLICATE_WITHOUT_A_KEY(
                "s2", "INSERT INTO log SELECT * FROM log LIMIT 1", ALL_BUT_PLACEMENT, EXTRA, "s2 has the row"),
        LOST_AND_DOUBLED_WITHOUT_A_KEY("s2", """
                WITH one AS (SELECT ctid AS at FROM log WHERE hashint8extended(customer_id, 0) < 0 LIMIT 1)
                UPDATE log SET message = 'other' FROM one WHERE log.ctid = at""", CHECKSUMS, MISSING, "s0 has the row"),
        MISPLACED_ROW("s2", """
                INSERT INTO orders (id, customer_id) SELECT 999999, c FROM generate_series(1, 99) c
                WHERE hashint8extended(c, 0) > %d LIMIT 1""".formatted(TestingShards.QUARTER), PLACEMENT, MISPLACED, "belongs to s1"),
        REFERENCE_COPY_DIVERGES(
                "s1", "UPDATE currencies SET rate = 1.1 WHERE code = 'USD'", CHECKSUMS, DIFFERENT, "differs in rate"),
        REFERENCE_COPY_LACKS_A_ROW(
                "s2", "DELETE FROM currencies WHERE code = 'JPY'", ALL_BUT_PLACEMENT, MISSING, "s2 has not"),
        TRUNCATED("s2", "TRUNCATE lines", ALL_BUT_PLACEMENT, MISSING, "s2 has not");

        private final String shard;
        private final String sql;
        private final Set<String> seenBy;
        private final Finding.Kind kind;
        private final String detail;

        Damage(String shard, String sql, Set<String> seenBy, Finding.Kind kind, String detail) {
            this.shard = shard;
            this.sql = sql;
            this.seenBy = seenBy;
            this.kind = kind;
            this.detail = detail;
        }

        private static String victim(String condition) {
            return VICTIM.formatted(TestingShards.QUARTER, condition);
        }

        private static String set(String assignment, String condition) {
            return "UPDATE orders SET " + assignment + " WHERE id = " + victim(condition);
        }
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void damageIsSeenByTheChecksThatMustAndByNoOther(Damage damage) throws Exception {
        TestingShards.filled();
        TestingShards.execute(damage.shard, damage.sql);

        Map<String, CheckResult> results = TestingShards.judge(TestingShards.TABLES);

        assertThat(verdicts(results, Verdict.INCONCLUSIVE)).isEmpty();
        assertThat(verdicts(results, Verdict.FAIL)).isEqualTo(damage.seenBy);
        for (String check : damage.seenBy) {
            Finding.Kind kind = check.equals("rowCount") ? COUNT : damage.kind;
            assertThat(results.get(check).findings()).anySatisfy(finding -> {
                assertThat(finding.kind()).isEqualTo(kind);
                assertThat(finding.detail()).contains(check.equals("rowCount") ? " rows, " : damage.detail);
            });
        }
    }

    @Test
    void cleanDataPassesEveryCheck() throws Exception {
        TestingShards.filled();

        Map<String, CheckResult> results = TestingShards.judge(TestingShards.TABLES);

        assertThat(verdicts(results, Verdict.PASS)).as("%s", results).hasSize(4);
        assertThat(results.values())
                .allSatisfy(result -> assertThat(result.examined()).isGreaterThan(100));
    }

    @Test
    void theFindingNamesTableShardsAndKey() throws Exception {
        TestingShards.filled();
        TestingShards.execute(
                "s2", "DELETE FROM lines WHERE line_no = 2 AND order_id = (SELECT max(order_id) FROM lines)");
        String order = TestingShards.query("s2", "SELECT max(order_id) FROM lines WHERE line_no = 1");

        CheckResult result = TestingShards.judge(TestingShards.TABLES).get("fullChecksum");

        assertThat(result.findingsTotal()).isEqualTo(1);
        Finding finding = result.findings().get(0);
        assertThat(finding.table()).isEqualTo("public.lines");
        assertThat(finding.shard()).matches("s[01] → s2");
        assertThat(finding.key()).matches("customer_id=\\d+, order_id=" + order + ", line_no=2");
    }

    @Test
    void allDifferencesAreCountedAndSomeAreKept() throws Exception {
        TestingShards.filled();
        TestingShards.execute("s2", "UPDATE orders SET amount = amount + 1");
        long rows = Long.parseLong(TestingShards.query("s2", "SELECT count(*) FROM orders"));

        CheckResult result = TestingShards.judge(TestingShards.TABLES).get("fullChecksum");

        assertThat(result.findingsTotal()).isEqualTo(rows);
        assertThat(result.findings())
                .hasSize(CheckResult.FINDINGS_KEPT)
                .allSatisfy(finding -> assertThat(finding.detail()).isEqualTo("differs in amount"));
    }

    @Test
    void noValueIsShown() throws Exception {
        TestingShards.filled();
        TestingShards.execute("s2", "UPDATE orders SET note = 'top secret'; UPDATE log SET message = 'top secret'");

        assertThat(TestingShards.judge(TestingShards.TABLES).values().toString())
                .contains("differs in note")
                .doesNotContain("secret");
    }

    @Test
    void emptyTablesProveNothing() throws Exception {
        TestingShards.filled();
        TestingShards.executeOnAll("TRUNCATE orders, lines, log");

        Map<String, CheckResult> results = TestingShards.judge(TestingShards.TABLES);

        assertThat(verdicts(results, Verdict.INCONCLUSIVE)).as("%s", results).hasSize(4);
        assertThat(verdicts(TestingShards.judge(List.of()), Verdict.INCONCLUSIVE))
                .hasSize(4);
    }

    @Test
    void oneEmptyTableAmongOthersDoesNoHarm() throws Exception {
        TestingShards.filled();
        TestingShards.executeOnAll("TRUNCATE lines");

        assertThat(verdicts(TestingShards.judge(TestingShards.TABLES), Verdict.PASS))
                .hasSize(4);
    }

    @Test
    void settingsOfADatabaseDoNotMatter() throws Exception {
        TestingShards.filled();
        for (String setting : List.of(
                "TimeZone = 'Asia/Tokyo'",
                "DateStyle = 'German'",
                "IntervalStyle = 'iso_8601'",
                "extra_float_digits = -10",
                "bytea_output = 'escape'",
                "quote_all_identifiers = on",
                "search_path = nowhere")) {
            TestingShards.execute("s2", "ALTER DATABASE s2 SET " + setting);
        }
        try {
            Map<String, CheckResult> results = TestingShards.judge(TestingShards.TABLES);
            assertThat(verdicts(results, Verdict.PASS)).as("%s", results).hasSize(4);
        } finally {
            TestingShards.execute("s2", "ALTER DATABASE s2 RESET ALL");
        }
    }

    private static Set<String> verdicts(Map<String, CheckResult> results, Verdict verdict) {
        return results.values().stream()
                .filter(result -> result.verdict() == verdict)
                .map(CheckResult::check)
                .collect(Collectors.toSet());
    }
}
