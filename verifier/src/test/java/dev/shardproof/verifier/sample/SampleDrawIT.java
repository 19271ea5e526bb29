package dev.shardproof.verifier.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.RowSamples;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleDrawIT {

    private static final int ROWS = 20_000;

    private static TestingServers servers;

    /** One row in all tables has the same number n, from which its key follows. */
    @BeforeAll
    static void tablesWithManyKindsOfKeys() throws Exception {
        servers = new TestingServers();
        servers.executeOnAll("""
                CREATE TABLE numbered (k bigint PRIMARY KEY, n int NOT NULL);
                CREATE TABLE packed (k bigint PRIMARY KEY, n int NOT NULL);
                CREATE TABLE composite (a int, b text, n int NOT NULL, PRIMARY KEY (a, b));
                CREATE TABLE named (k text PRIMARY KEY, n int NOT NULL);
                CREATE TABLE unique_id (k uuid PRIMARY KEY, n int NOT NULL);
                CREATE TABLE decimal_key (k numeric PRIMARY KEY, n int NOT NULL);
                CREATE TABLE divided (k bigint PRIMARY KEY, n int NOT NULL) PARTITION BY RANGE (k);
                CREATE TABLE divided_low PARTITION OF divided FOR VALUES FROM (MINVALUE) TO (5000);
                CREATE TABLE divided_high PARTITION OF divided FOR VALUES FROM (5000) TO (MAXVALUE)""");
        servers.execute("source", fill("true"));
        servers.execute("target0", fill("n % 3 = 0"));
        servers.execute("target1", fill("n % 3 > 0"));
        servers.executeOnAll("ANALYZE");
    }

    private static String fill(String condition) {
        return """
                CREATE TEMP TABLE r AS SELECT n FROM generate_series(1, 20000) n WHERE %s;
                INSERT INTO numbered SELECT n, n FROM r;
                INSERT INTO packed SELECT (n::bigint << 32) | n, n FROM r;
                INSERT INTO composite SELECT n / 100, 'x' || n %% 100, n FROM r;
                INSERT INTO named SELECT 'customer-' || n, n FROM r;
                INSERT INTO unique_id SELECT md5(n::text)::uuid, n FROM r;
                INSERT INTO decimal_key SELECT n / 100.0, n FROM r;
                INSERT INTO divided SELECT n, n FROM r""".formatted(condition);
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"numbered", "packed", "composite", "named", "unique_id", "decimal_key", "divided"})
    void bothSidesDrawTheSameKeysAndEachKeyIsAsLikelyAsAnother(String table) throws Exception {
        try (SnapshotSet sources = servers.open(TestingServers.SOURCES);
                SnapshotSet targets = servers.open(TestingServers.TARGETS)) {
            Comparison comparison = TestingServers.comparison(sources, targets, mapping(table));
            Map<String, Integer> numbers = numbers(table);
            int[] tenths = new int[10];
            for (int seed = 0; seed < 3; seed++) {
                RowSamples sample = TestingServers.draw(comparison, 0.2, seed);
                List<String> left = TestingServers.keys(sample.left(comparison), 2_000);
                List<String> right = TestingServers.keys(sample.right(comparison), 2_000);

                assertThat(left).hasSize(2_000).isEqualTo(right).doesNotHaveDuplicates();
                assertThat(sample.left(comparison).population()).isEqualTo(ROWS);
                assertThat(sample.right(comparison).population()).isEqualTo(ROWS);
                left.forEach(key -> tenths[(numbers.get(key) - 1) * 10 / ROWS]++);
            }
            double chiSquare = 0;
            for (int tenth : tenths) {
                chiSquare += (tenth - 600.0) * (tenth - 600.0) / 600;
            }
            ChiSquaredDistribution band = new ChiSquaredDistribution(null, 9);
            assertThat(chiSquare)
                    .as("chi-square of %s", Arrays.toString(tenths))
                    .isLessThan(band.inverseCumulativeProbability(0.999))
                    // Too even would be no chance either.
                    .isGreaterThan(band.inverseCumulativeProbability(0.0005));
        }
    }

    @Test
    void otherSeedsDrawOtherRowsNearlyIndependently() throws Exception {
        Set<String> all = new HashSet<>();
        double overlaps = 0;
        int pairs = 0;
        try (SnapshotSet sources = servers.open(TestingServers.SOURCES);
                SnapshotSet targets = servers.open(TestingServers.TARGETS)) {
            Comparison comparison = TestingServers.comparison(sources, targets, mapping("numbered"));
            List<String> before = List.of();
            for (long seed : new long[] {0, 1, 2, 3, 4, -1, Long.MIN_VALUE, 1L << 32, 42, 43, 44}) {
                List<String> drawn = TestingServers.keys(
                        TestingServers.draw(comparison, 0.2, seed).left(comparison), 2_000);
                if (!before.isEmpty()) {
                    Set<String> common = new HashSet<>(drawn);
                    common.retainAll(before);
                    overlaps += common.size();
                    pairs++;
                }
                all.addAll(drawn);
                before = drawn;
            }
        }
        // 2,000 of 20,000 against 2,000: 200 expected, with a standard deviation of 12.7.
        assertThat(overlaps / pairs).isCloseTo(200, within(4 * 12.7 / Math.sqrt(pairs)));
        assertThat((double) all.size()).isCloseTo(ROWS * (1 - Math.pow(0.9, 11)), within(250.0));
    }

    @Test
    void whatIsDrawnOfOneTableSaysNothingOfAnotherWithTheSameKeys() throws Exception {
        try (SnapshotSet sources = servers.open(TestingServers.SOURCES);
                SnapshotSet targets = servers.open(TestingServers.TARGETS)) {
            Comparison one = TestingServers.comparison(sources, targets, mapping("numbered"));
            Comparison other = TestingServers.comparison(sources, targets, mapping("divided"));
            Set<String> common = new HashSet<>(
                    TestingServers.keys(TestingServers.draw(one, 0.2, 7).left(one), 2_000));
            common.retainAll(
                    TestingServers.keys(TestingServers.draw(other, 0.2, 7).left(other), 2_000));

            assertThat(common.size()).isBetween(150, 250);
        }
    }

    @Test
    void aSeedOfZeroDoesNotDrawFromOneEndOfTheKeySpace() throws Exception {
        // The point of a row is the hash of its key with seed 0: as the drawing hash it would sort rows by shard.
        try (SnapshotSet sources = servers.open(TestingServers.SOURCES);
                SnapshotSet targets = servers.open(TestingServers.TARGETS)) {
            Comparison comparison = TestingServers.comparison(
                    sources, targets, TableMapping.same(TableSpec.sharded("public", "numbered", "k", KeySpace.HASHED)));
            String keys = String.join(
                    ",",
                    TestingServers.keys(TestingServers.draw(comparison, 0.2, 0).left(comparison), 2_000));

            String upper = servers.query(
                    "source",
                    "SELECT count(*) FROM numbered WHERE hashint8extended(k, 0) >= 0 AND k IN (" + keys + ")");

            assertThat(Integer.parseInt(upper)).isBetween(900, 1_100);
        }
    }

    @Test
    void aTableThatIsRenamedAndSplitDrawsTheSameKeys() throws Exception {
        servers.execute(
                "source",
                "CREATE TABLE client (id int PRIMARY KEY, v text); INSERT INTO client"
                        + " SELECT n, 'v' || n FROM generate_series(1, 20000) n");
        for (int target = 0; target < 2; target++) {
            servers.execute("target" + target, """
                    CREATE SCHEMA shop; CREATE TABLE shop.customer (v text, number bigint PRIMARY KEY, extra text);
                    INSERT INTO shop.customer (number, v) SELECT n, 'v' || n FROM generate_series(1, 20000) n
                    WHERE n %% 2 = %d AND n <> 7777""".formatted(target));
        }
        TableMapping renamed = new TableMapping(
                TableSpec.sharded("public", "client"), "shop", "customer", Map.of("id", "number"), Set.of("extra"));

        CheckResult result = servers.check(List.of(renamed), new SamplePlan(0.95, 0.001), Strata.NONE, 5);

        assertThat(result.examined()).isEqualTo(new SamplePlan(0.95, 0.001).rowsNeeded(20_000));
        assertThat(result.findingsTotal()).isLessThanOrEqualTo(1); // the one that is missing, if it is drawn
    }

    @Test
    void aTableWithStatisticsIsScannedOnce() throws Exception {
        servers.executeOnAll("CREATE TABLE once (k bigint PRIMARY KEY, v text)");
        servers.execute("source", "INSERT INTO once SELECT n, n FROM generate_series(1, 20000) n");
        servers.execute("target0", "INSERT INTO once SELECT n, n FROM generate_series(1, 20000) n");
        servers.executeOnAll("ANALYZE once");
        String scans = "SELECT seq_scan FROM pg_stat_all_tables WHERE relid = 'once'::regclass";
        long before = Long.parseLong(servers.query("source", scans));

        CheckResult result = servers.check(List.of(mapping("once")), new SamplePlan(0.95, 0.001), Strata.NONE, 5);

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> Long.parseLong(servers.query("source", scans)) > before);
        assertThat(Long.parseLong(servers.query("source", scans))).isEqualTo(before + 1);
    }

    @Test
    void statisticsThatAreFarOffCostASecondScanAndNoRow() throws Exception {
        servers.executeOnAll("CREATE TABLE shrunk (k bigint PRIMARY KEY, v text)");
        for (String database : List.of("source", "target1")) {
            servers.execute(database, "INSERT INTO shrunk SELECT n, n FROM generate_series(1, 100000) n");
            servers.execute(database, "ANALYZE shrunk");
            servers.execute(database, "DELETE FROM shrunk WHERE k > 20000");
        }

        CheckResult result = servers.check(List.of(mapping("shrunk")), new SamplePlan(0.95, 0.001), Strata.NONE, 5);

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.examined()).isEqualTo(new SamplePlan(0.95, 0.001).rowsNeeded(20_000));
    }

    @Test
    void aTableThatCanNotBeReadIsSetAside() throws Exception {
        servers.executeOnAll("CREATE TABLE gone (k bigint PRIMARY KEY)");
        servers.execute("target1", "DROP TABLE gone");

        CheckResult result = servers.check(
                List.of(mapping("gone"), mapping("numbered")), new SamplePlan(0.95, 0.001), Strata.DEFAULT, 5);

        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(result.summary()).startsWith("0 of 2,781 bad: at most ").contains("could not be judged");
        assertThat(result.facts()).containsKey("public.gone, not judged");
    }

    /** The number of each row by its key as text. */
    private static Map<String, Integer> numbers(String table) throws Exception {
        String key = table.equals("composite") ? "a || ',' || b" : "k::text";
        String pairs = servers.query("source", "SELECT string_agg(%s || '=' || n, ';') FROM %s".formatted(key, table));
        Map<String, Integer> numbers = new HashMap<>();
        for (String pair : pairs.split(";")) {
            int equals = pair.lastIndexOf('=');
            numbers.put(pair.substring(0, equals), Integer.valueOf(pair.substring(equals + 1)));
        }
        return numbers;
    }

    private static TableMapping mapping(String table) {
        return TableMapping.same(TableSpec.sharded("public", table));
    }
}
