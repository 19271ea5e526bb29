package dev.shardproof.verifier.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How often damage is met, over a thousand seeds, against the exact prediction; and that the check meets it exactly when
 * its draw says so.
 */
class SampleDetectionIT {

    private static final int ROWS = 20_000;
    private static final int SEEDS = 1_000;
    private static final SamplePlan PLAN = new SamplePlan(0.95, 0.01);
    /** Which of all keys are bad; the kinds of damage share no key. */
    private static final Map<String, Integer> KINDS = Map.of("missing", 0, "extra", 1, "changed", 2);

    private static TestingServers servers;

    @BeforeAll
    static void threeTablesWithOneKindOfDamageEach() throws Exception {
        servers = new TestingServers();
        for (String kind : KINDS.keySet()) {
            servers.executeOnAll("CREATE TABLE %s (k bigint PRIMARY KEY, v text)".formatted(kind));
            fill(kind, "source", "true", kind.equals("extra"));
            fill(kind, "target0", "k % 2 = 0", kind.equals("missing"));
            fill(kind, "target1", "k % 2 = 1", kind.equals("missing"));
        }
        String changed = bad("changed", 100).toString().replace('[', '(').replace(']', ')');
        servers.execute("target0", "UPDATE changed SET v = 'x' WHERE k IN " + changed);
        servers.execute("target1", "UPDATE changed SET v = 'x' WHERE k IN " + changed);
        servers.executeOnAll("ANALYZE");
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
    }

    @Test
    void damageIsMetAsOftenAsTheHypergeometricDistributionSays() throws Exception {
        int drawn = PLAN.allocate(List.of((long) ROWS)).get(0).intValue();
        Map<String, Set<String>> cells = new LinkedHashMap<>();
        Map<String, Integer> met = new LinkedHashMap<>();
        for (String kind : KINDS.keySet()) {
            for (int rows : new int[] {1, 10, 100, 1_000}) {
                Set<String> bad = new HashSet<>();
                bad(kind, rows).forEach(key -> bad.add(Integer.toString(key)));
                cells.put(kind + " " + rows, bad);
            }
        }
        TableMapping table = mapping("changed"); // it has every key on both sides
        try (SnapshotSet sources = servers.open(TestingServers.SOURCES);
                SnapshotSet targets = servers.open(TestingServers.TARGETS)) {
            Comparison comparison = TestingServers.comparison(sources, targets, table);
            for (int seed = 0; seed < SEEDS; seed++) {
                List<String> keys = TestingServers.keys(
                        TestingServers.draw(comparison, 0.03, seed).left(comparison), drawn);
                assertThat(keys).hasSize(drawn);
                cells.forEach(
                        (cell, bad) -> met.merge(cell, keys.stream().anyMatch(bad::contains) ? 1 : 0, Integer::sum));
            }
        }
        cells.forEach((cell, bad) -> {
            double predicted = -Math.expm1(FiniteFrame.logMiss(bad.size(), drawn, ROWS));
            BinomialDistribution band = new BinomialDistribution(null, SEEDS, predicted);
            assertThat(met.get(cell))
                    .as("%s bad rows, met by %d of %d rows in %.4f of all samples", cell, drawn, ROWS, predicted)
                    .isBetween(band.inverseCumulativeProbability(0.005), band.inverseCumulativeProbability(0.995));
        });
    }

    @Test
    void theCheckFindsExactlyTheBadRowsAmongThoseWithTheLowestHashes() throws Exception {
        int drawn = PLAN.allocate(List.of((long) ROWS)).get(0).intValue();
        Set<Verdict> verdicts = new HashSet<>();
        for (String kind : KINDS.keySet()) {
            Set<String> bad = new HashSet<>();
            bad(kind, 100).forEach(key -> bad.add(Integer.toString(key)));
            for (int seed = 0; seed < 12; seed++) {
                Set<String> expected = new HashSet<>(lowest(kind, seed, drawn));
                expected.retainAll(bad);

                CheckResult result = servers.check(List.of(mapping(kind)), PLAN, Strata.NONE, seed);

                assertThat(result.findingsTotal()).as("%s, seed %d", kind, seed).isEqualTo(expected.size());
                assertThat(result.findings()).extracting(Finding::key).containsExactlyInAnyOrderElementsOf(expected);
                assertThat(result.findings())
                        .extracting(finding -> finding.kind().name())
                        .allMatch(found -> found.equals(kind.equals("changed") ? "DIFFERENT" : kind.toUpperCase()));
                assertThat(result.verdict()).isEqualTo(expected.isEmpty() ? Verdict.PASS : Verdict.FAIL);
                assertThat(result.examined()).isEqualTo(drawn);
                verdicts.add(result.verdict());
            }
        }
        assertThat(verdicts)
                .as("seeds that meet the damage and seeds that miss it")
                .hasSize(2);
    }

    /** The keys with the lowest hashes on both sides together. */
    private static List<String> lowest(String kind, int seed, int drawn) throws Exception {
        try (SnapshotSet sources = servers.open(TestingServers.SOURCES);
                SnapshotSet targets = servers.open(TestingServers.TARGETS)) {
            Comparison comparison = TestingServers.comparison(sources, targets, mapping(kind));
            var sample = TestingServers.draw(comparison, 0.03, seed);
            // The side that has every key: the damage takes rows from the other.
            return TestingServers.keys(
                    kind.equals("extra") ? sample.right(comparison) : sample.left(comparison), drawn);
        }
    }

    private static void fill(String kind, String database, String condition, boolean without) throws Exception {
        String bad = bad(kind, 100).toString().replace('[', '(').replace(']', ')');
        servers.execute(
                database,
                "INSERT INTO %s SELECT k, 'v' || k FROM generate_series(1, %d) k WHERE %s %s"
                        .formatted(kind, ROWS, condition, without ? "AND k NOT IN " + bad : ""));
    }

    private static List<Integer> bad(String kind, int rows) {
        List<Integer> keys = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            keys.add(1 + (i * (ROWS / rows) + KINDS.get(kind) * 7) % ROWS);
        }
        return keys;
    }

    private static TableMapping mapping(String table) {
        return TableMapping.same(TableSpec.sharded("public", table));
    }
}
