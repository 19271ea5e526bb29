package dev.shardproof.verifier.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.rows.PlacedRows;
import dev.shardproof.verifier.source.rows.SampleReader;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceSampleIT {

    private static final int ROWS = 20_000;
    private static final int SEEDS = 400;
    private static final SamplePlan PLAN = new SamplePlan(0.95, 0.01);

    private static TestingServers servers;

    @BeforeAll
    static void start() throws Exception {
        servers = new TestingServers();
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
    }

    @Test
    void everyRowIsAsLikelyAsAnotherHoweverFullItsPageIs() throws Exception {
        // Thin rows, wide rows of which two fill a page, holes where rows were, and rows that have moved.
        servers.executeOnAll("CREATE TABLE uneven (k bigint PRIMARY KEY, v text) WITH (fillfactor = 70);"
                + " ALTER TABLE uneven ALTER v SET STORAGE PLAIN");
        String fill = "INSERT INTO uneven SELECT n, CASE WHEN n % 40000 < 10000 THEN 'x' WHEN n % 40000 < 20000"
                + " THEN repeat('w', 900) ELSE repeat('g', n::int % 300) END FROM generate_series(0, 39999) n";
        servers.execute("source", fill);
        servers.execute("source", "DELETE FROM uneven WHERE k >= 20000 AND k % 10 <> 3");
        servers.execute("source", "VACUUM uneven");
        servers.execute("source", "UPDATE uneven SET v = v || 'y' WHERE k >= 20000 OR k % 5 = 0");
        servers.executeOnAll("ANALYZE uneven");
        int[] drawn = new int[5]; // thin, wide, gappy of 4,000 rows; each fifth is 4,400 rows by key
        long all = Long.parseLong(servers.query("source", "SELECT count(*) FROM uneven"));
        try (SnapshotSet sources = servers.open(TestingServers.SOURCES);
                SnapshotSet targets = servers.open(TestingServers.TARGETS)) {
            Comparison comparison = TestingServers.comparison(sources, targets, mapping("uneven"));
            for (int seed = 0; seed < 20; seed++) {
                PlacedRows rows = sample(comparison, seed).draw(500, all).get(comparison.left());
                rows.rows().keys().forEach(key -> drawn[fifth(Long.parseLong(key.get(0)))]++);
                assertThat(rows.rows().keys()).doesNotHaveDuplicates();
            }
        }

        assertThat(all).isEqualTo(22_000);
        double mean = Arrays.stream(drawn).sum() / 5.0;
        double chiSquare = Arrays.stream(drawn)
                .mapToDouble(n -> (n - mean) * (n - mean) / mean)
                .sum();
        assertThat(mean).isBetween(2_000.0, 3_000.0);
        assertThat(chiSquare)
                .as("chi-square of %s", Arrays.toString(drawn))
                .isLessThan(new ChiSquaredDistribution(null, 4).inverseCumulativeProbability(0.999));
    }

    /** Fifths of 4,400 rows by key: keys up to 19,999 are all there, of the others one of ten. */
    private static int fifth(long key) {
        long rank = key < 20_000 ? key : 20_000 + (key - 20_000) / 10;
        return (int) (rank / 4_400);
    }

    /** The one is estimated, so that there may be fewer rows in all, and a share of the other weighs more. */
    @Test
    void aTableDrawnByPlaceAndOneByHashAreEnoughTogether() throws Exception {
        servers.executeOnAll("CREATE TABLE heap (k bigint PRIMARY KEY, v text);"
                + " CREATE TABLE parted (k bigint PRIMARY KEY, v text) PARTITION BY RANGE (k);"
                + " CREATE TABLE only_part PARTITION OF parted DEFAULT");
        for (String database : List.of("source", "target0")) {
            servers.execute(database, "INSERT INTO heap SELECT n, 'v' || n FROM generate_series(1, 60000) n");
            servers.execute(database, "INSERT INTO parted SELECT n, 'v' || n FROM generate_series(1, 30000) n");
        }
        servers.executeOnAll("ANALYZE heap; ANALYZE parted");
        List<TableMapping> tables = List.of(mapping("heap"), mapping("parted"));
        for (long seed = 0; seed < 12; seed++) {
            CheckResult result = servers.checkByPlace(tables, new SamplePlan(0.95, 0.005), Strata.NONE, seed);
            assertThat(result.verdict())
                    .as("seed %d: %s %s", seed, result.summary(), result.facts())
                    .isEqualTo(Verdict.PASS);
            assertThat(result.facts())
                    .hasEntrySatisfying("frame", frame -> assertThat(frame).startsWith("about "));
            assertThat(result.examined()).as("a sample").isLessThan(9_000);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "missing, 1",
        "missing, 10",
        "missing, 100",
        "extra, 10",
        "extra, 100",
        "changed, 1",
        "changed, 10",
        "changed, 100"
    })
    void damageIsMetAsOftenAsTheHypergeometricDistributionSays(String kind, int bad) throws Exception {
        String table = kind + "_" + bad;
        servers.executeOnAll("CREATE TABLE %s (k bigint PRIMARY KEY, v text)".formatted(table));
        for (String database : List.of("source", "target0")) {
            servers.execute(
                    database, "INSERT INTO %s SELECT n, 'v' || n FROM generate_series(1, %d) n".formatted(table, ROWS));
        }
        servers.executeOnAll("ANALYZE " + table);
        String rows = "k %% %d = 0".formatted(ROWS / bad);
        if (kind.equals("missing")) {
            servers.execute("target0", "DELETE FROM " + table + " WHERE " + rows);
        } else if (kind.equals("extra")) {
            servers.execute("source", "DELETE FROM " + table + " WHERE " + rows);
        } else {
            servers.execute("target0", "UPDATE " + table + " SET v = 'x' WHERE " + rows);
        }
        int seen = 0;
        double unseen = 0;
        try (SnapshotSet sources = servers.open(TestingServers.SOURCES);
                SnapshotSet targets = servers.open(TestingServers.TARGETS)) {
            Comparison comparison = TestingServers.comparison(sources, targets, mapping(table));
            for (int seed = 0; seed < SEEDS; seed++) {
                PlaceSample sample = sample(comparison, seed);
                Map<Side, PlacedRows> drawn = sample.draw(300, ROWS);
                Findings findings = new Findings();
                sample.compare(drawn, findings);
                seen += findings.total() > 0 ? 1 : 0;
                // On the source lie all bad rows, but extra ones; on target0 those that were changed, or are extra.
                unseen += (kind.equals("extra") ? 1 : miss(drawn.get(comparison.left()), "source", bad))
                        * (kind.equals("missing") ? 1 : miss(drawn.get(comparison.right()), "target0", bad));
            }
        }

        BinomialDistribution band = new BinomialDistribution(null, SEEDS, 1 - unseen / SEEDS);
        assertThat(seen)
                .as("%d of %d seeds see %d rows that are %s, expected %.1f", seen, SEEDS, bad, kind, SEEDS - unseen)
                .isBetween(band.inverseCumulativeProbability(0.0005), band.inverseCumulativeProbability(0.9995));
    }

    private static double miss(PlacedRows drawn, String shard, int bad) {
        PlacedRows.Draw draw = drawn.draws().stream()
                .filter(one -> one.shard().equals(shard))
                .findFirst()
                .orElseThrow();
        return Math.exp(FiniteFrame.logMiss(bad, draw.drawn(), draw.places()));
    }

    @Test
    void aCleanTablePassesWithoutBeingScanned() throws Exception {
        clean("unread");
        String scans = "SELECT pg_stat_clear_snapshot(), pg_stat_force_next_flush()";
        String count = "SELECT seq_scan FROM pg_stat_all_tables WHERE relid = 'unread'::regclass";
        servers.query("source", scans);
        long before = Long.parseLong(servers.query("source", count));

        CheckResult result = check("unread", Strata.NONE);

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.findingsTotal()).isZero();
        assertThat(result.examined()).isBetween(650L, 950L); // some 300 rows and a third more, of both sides
        assertThat(result.summary())
                .matches("0 of \\d{3} bad: at most \\d\\.\\de-3 of the rows"
                        + " \\(1\\d\\d of about \\d\\d,\\d{3}\\), 95 % confidence");
        assertThat(result.facts().get("public.unread, source → target0 + target1"))
                .contains(" of about ")
                .matches(".*; places drawn: source \\d+ of \\d+, target0 \\d+ of \\d+, target1 \\d+ of \\d+");
        assertThat(Long.parseLong(servers.query("source", count))).isEqualTo(before);
    }

    @Test
    void whatIsWrongIsNamedByKeyAndColumn() throws Exception {
        servers.executeOnAll("CREATE TABLE named (a int, b text, v text, w int, PRIMARY KEY (b, a))");
        // Texts of keys that an array's syntax could be confused by.
        String b = "(ARRAY['NULL', 'a,b', '{\"x\\y\"}', 'it''s', ' ', 'Öl', ''])[1 + n % 7] || n / 100";
        for (String database : List.of("source", "target0")) {
            servers.execute(
                    database,
                    "INSERT INTO named SELECT n, %s, 'v' || n, n FROM generate_series(1, 20000) n".formatted(b));
        }
        // As many of each kind: of the twenty findings that are told, none is of some kind in one sample of a thousand.
        servers.execute("target0", "UPDATE named SET w = -w WHERE a % 4 = 0");
        servers.execute("target0", "DELETE FROM named WHERE a % 4 = 1");
        servers.execute("source", "DELETE FROM named WHERE a % 4 = 3");
        servers.executeOnAll("ANALYZE named");

        CheckResult result = check("named", Strata.NONE);

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.facts().get("public.named, source → target0 + target1"))
                .contains("places drawn");
        assertThat(result.findings())
                .extracting(Finding::kind)
                .contains(Finding.Kind.MISSING, Finding.Kind.EXTRA, Finding.Kind.DIFFERENT);
        assertThat(result.findings()).allSatisfy(finding -> {
            long a = Long.parseLong(finding.key().replaceAll(".*\\ba=(\\d+).*", "$1"));
            assertThat(finding.kind())
                    .isEqualTo(
                            a % 4 == 0
                                    ? Finding.Kind.DIFFERENT
                                    : a % 4 == 1 ? Finding.Kind.MISSING : Finding.Kind.EXTRA);
            if (finding.kind() == Finding.Kind.DIFFERENT) {
                assertThat(finding.detail()).isEqualTo("differs in w");
            }
        });
        // Three quarters of the keys are bad; those on one side only are drawn less often than those on both.
        assertThat((double) result.findingsTotal() / result.examined()).isBetween(0.65, 0.85);
    }

    @Test
    void aRowThatACorruptIndexHidesIsNotMissing() throws Exception {
        clean("unindexed");
        for (String target : TestingServers.TARGETS) {
            servers.execute(target, """
                    UPDATE pg_index SET indisvalid = false, indisready = false WHERE indrelid = 'unindexed'::regclass;
                    UPDATE unindexed SET v = v WHERE k % 3 = 0;
                    UPDATE pg_index SET indisvalid = true, indisready = true WHERE indrelid = 'unindexed'::regclass;
                    ANALYZE unindexed""");
        }
        assertThat(servers.query(
                        "target0",
                        "SET enable_seqscan = off; SET enable_bitmapscan = off;"
                                + " SELECT count(*) FROM unindexed WHERE k = 6000"))
                .as("rows by the index")
                .isEqualTo("0");

        CheckResult result = check("unindexed", Strata.NONE);

        assertThat(result.facts().get("public.unindexed, source → target0 + target1"))
                .contains("places drawn");
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE %1$s DROP CONSTRAINT %1$s_pkey",
                "ALTER TABLE %1$s DROP CONSTRAINT %1$s_pkey; CREATE INDEX ON %1$s (k)",
                "ALTER TABLE %1$s DROP CONSTRAINT %1$s_pkey; CREATE UNIQUE INDEX ON %1$s (k) WHERE k > 5",
                "CREATE TABLE %1$s_part () INHERITS (%1$s)"
            })
    void aTableWhoseKeysNoUniqueIndexHasIsScanned(String change) throws Exception {
        String table = "plain_" + Math.abs(change.hashCode());
        clean(table);
        servers.execute("target1", change.formatted(table));

        CheckResult result = check(table, Strata.NONE);

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.facts().get("public.%s, source → target0 + target1".formatted(table)))
                .doesNotContain("places");
    }

    @Test
    void statisticsThatAreFarOffCostASecondDrawAndNoConfidence() throws Exception {
        clean("shrunken");
        servers.executeOnAll("DELETE FROM shrunken WHERE k > 10000");

        CheckResult result = check("shrunken", Strata.NONE);

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.facts().get("public.shrunken, source → target0 + target1"))
                .contains("places drawn");
        assertThat(result.examined()).isBetween(650L, 950L);
    }

    @Test
    void aTableWithOtherNamesOnTheTargetIsLookedUpByThem() throws Exception {
        servers.execute("source", "CREATE TABLE client (\"the id\" int PRIMARY KEY, v text)");
        servers.execute(
                "source", "INSERT INTO client SELECT n, 'v' || n FROM generate_series(1, 20000) n; ANALYZE client");
        for (int target = 0; target < 2; target++) {
            servers.execute("target" + target, """
                    CREATE SCHEMA "our Shop"; CREATE TABLE "our Shop"."Customer" (v text, "Nr" bigint PRIMARY KEY);
                    INSERT INTO "our Shop"."Customer" SELECT 'v' || n, n FROM generate_series(1, 20000) n
                    WHERE n %% 2 = %d; ANALYZE""".formatted(target));
        }
        TableMapping renamed = new TableMapping(
                TableSpec.sharded("public", "client"), "our Shop", "Customer", Map.of("the id", "Nr"), Set.of());

        CheckResult result = servers.checkByPlace(List.of(renamed), PLAN, Strata.DEFAULT, 5);

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.facts().values()).anyMatch(fact -> fact.contains("places drawn"));
    }

    @Test
    void theNewestRowsOfATableWithoutAnIndexOnThemAreSoughtAtItsEnd() throws Exception {
        servers.executeOnAll("CREATE TABLE late (k uuid PRIMARY KEY, created_at timestamptz NOT NULL)");
        for (String database : List.of("source", "target0")) {
            servers.execute(
                    database,
                    "INSERT INTO late SELECT md5(n::text)::uuid, '2026-01-01'::timestamptz + n * interval '1 s'"
                            + " FROM generate_series(1, 300000) n; ANALYZE late");
        }
        servers.execute("target0", "DELETE FROM late WHERE k = md5('299990')::uuid");

        CheckResult result = servers.checkByPlace(List.of(mapping("late")), PLAN, new Strata(0, 100, 0, List.of()), 3);

        assertThat(result.findings())
                .extracting(Finding::key)
                .contains(servers.query("source", "SELECT md5('299990')::uuid"));
        assertThat(result.facts().get("newest rows, public.late, source → target0 + target1"))
                .contains("highest created_at")
                .containsPattern(", looked for in the last 1\\d % of the pages");
    }

    @Test
    void moreKeysThanAStatementTakesAreAllLookedUp() throws Exception {
        servers.executeOnAll("CREATE TABLE many (k bigint PRIMARY KEY, v text)");
        for (String database : List.of("source", "target0")) {
            servers.execute(
                    database, "INSERT INTO many SELECT n, 'v' || n FROM generate_series(1, 100000) n; ANALYZE many");
        }
        SamplePlan finer = new SamplePlan(0.95, 0.0003);

        CheckResult clean = servers.checkByPlace(List.of(mapping("many")), finer, Strata.NONE, 5);

        assertThat(clean.facts().values()).anyMatch(fact -> fact.contains("places drawn"));
        assertThat(finer.rowsNeeded()).isGreaterThan(SampleReader.KEYS_AT_ONCE);
        assertThat(clean.examined()).isGreaterThan(finer.rowsNeeded());
        assertThat(clean.verdict()).as(clean.summary()).isEqualTo(Verdict.PASS);

        servers.execute(
                "target0",
                "TRUNCATE many; INSERT INTO many SELECT n, 'x' || n FROM generate_series(1, 100000) n; ANALYZE many");
        CheckResult changed = servers.checkByPlace(List.of(mapping("many")), finer, Strata.NONE, 5);

        assertThat(changed.examined()).isGreaterThan(finer.rowsNeeded());
        assertThat(changed.findingsTotal()).isEqualTo(changed.examined());
    }

    /** The same 20,000 rows on the source and, half of them each, on the targets. */
    private static void clean(String table) throws Exception {
        servers.executeOnAll("CREATE TABLE %s (k bigint PRIMARY KEY, v text)".formatted(table));
        servers.execute(
                "source", "INSERT INTO %s SELECT n, 'v' || n FROM generate_series(1, %d) n".formatted(table, ROWS));
        for (int target = 0; target < 2; target++) {
            servers.execute(
                    "target" + target,
                    "INSERT INTO %s SELECT n, 'v' || n FROM generate_series(1, %d) n WHERE (n / 7 %% 2 = 0) = %s"
                            .formatted(table, ROWS, target == 0));
        }
        servers.executeOnAll("ANALYZE " + table);
    }

    private static CheckResult check(String table, Strata strata) throws Exception {
        return servers.checkByPlace(List.of(mapping(table)), PLAN, strata, 3);
    }

    private static PlaceSample sample(Comparison comparison, long seed) {
        return new PlaceSample(
                comparison, seed, KeySeed.of(seed, comparison.table().spec().toString()));
    }

    private static TableMapping mapping(String table) {
        return TableMapping.same(TableSpec.sharded("public", table));
    }
}
