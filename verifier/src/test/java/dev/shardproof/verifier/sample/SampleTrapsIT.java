package dev.shardproof.verifier.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.rows.DrawnRows;
import dev.shardproof.verifier.source.rows.PlacedRows;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables, keys, indexes and statistics that a sample could stumble over. */
class SampleTrapsIT {

    private static final SamplePlan PLAN = new SamplePlan(0.95, 0.01);

    private static TestingServers servers;

    @BeforeAll
    static void start() throws Exception {
        servers = new TestingServers();
        servers.executeOnAll("CREATE EXTENSION citext; CREATE EXTENSION ltree");
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
    }

    @Test
    void aTableOfWhichHardlyARowIsLeftIsReadInstead() throws Exception {
        filled("shrunken", "k bigint PRIMARY KEY", "n", 20_000);
        servers.executeOnAll("DELETE FROM shrunken WHERE k > 600");

        CheckResult result = check("shrunken", Strata.NONE, 3);

        assertThat(result.verdict()).as(result.summary()).isEqualTo(Verdict.PASS);
        assertThat(result.facts().get("public.shrunken, source → target0 + target1"))
                .doesNotContain("places")
                .doesNotContain("about");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void aSizeThatWasGuessedFromAFewRowsIsNotTheLastWord(long seed) throws Exception {
        String table = "guessed_" + seed;
        filled(table, "k bigint PRIMARY KEY", "n", 20_000);
        servers.executeOnAll(
                "UPDATE pg_class SET reltuples = 30 * reltuples WHERE oid = '%s'::regclass".formatted(table));

        CheckResult result = check(table, Strata.NONE, seed);

        assertThat(result.verdict()).as(result.summary()).isEqualTo(Verdict.PASS);
        assertThat(fact(result, table)).contains("places drawn");
    }

    @Test
    void aKeyThatOnlyAnIndexStillHasIsNoRow() throws Exception {
        servers.executeOnAll("CREATE TABLE links (a int, b int, PRIMARY KEY (a, b))");
        for (String database : List.of("source", "target0")) {
            servers.execute(database, "INSERT INTO links SELECT n, n % 7 FROM generate_series(1, 20000) n");
        }
        // A vacuum that does not see the index leaves its entries behind, and says that all rows are visible.
        servers.execute(
                "target0",
                "UPDATE pg_index SET indisvalid = false, indisready = false WHERE indrelid = 'links'::regclass");
        servers.execute("target0", "DELETE FROM links WHERE a % 3 = 0");
        servers.execute("target0", "VACUUM links");
        servers.execute("target0", "VACUUM (FREEZE) links");
        servers.execute(
                "target0",
                "UPDATE pg_index SET indisvalid = true, indisready = true WHERE indrelid = 'links'::regclass;"
                        + " UPDATE pg_class SET relhasindex = true WHERE oid = 'links'::regclass");
        servers.executeOnAll("ANALYZE links");
        assertThat(servers.query(
                        "target0",
                        "SET enable_seqscan = off; SET enable_bitmapscan = off;"
                                + " SELECT count(*) FROM links WHERE a BETWEEN 1 AND 100"))
                .as("rows by the index alone")
                .isEqualTo("100");

        CheckResult result = check("links", Strata.DEFAULT, 3);

        assertThat(fact(result, "links")).contains("places drawn");
        assertThat(result.verdict()).as(result.summary()).isEqualTo(Verdict.FAIL);
        assertThat(result.findings()).isNotEmpty().allMatch(finding -> finding.kind() == Finding.Kind.MISSING);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "arrays     ; k int[] PRIMARY KEY                       ; ARRAY[n, n % 3]",
                "text_lists ; k text[] PRIMARY KEY                      ; ARRAY['a,b', 'NULL', '\"' || n || '\\x']",
                "citexts    ; k citext PRIMARY KEY                      ; 'Name' || n",
                "trees      ; k ltree PRIMARY KEY                       ; ('top.n' || n)::ltree",
                "mixed      ; k ltree, a int[], PRIMARY KEY (k, a)      ; ('n' || n)::ltree, ARRAY[n, 1]"
            })
    void keysOfAnyTypeAreLookedUp(String table, String columns, String key) throws Exception {
        filled(table, columns, key, 20_000);
        long before = scans(table);

        CheckResult clean = check(table, Strata.DEFAULT, 3);

        assertThat(clean.verdict()).as(clean.summary()).isEqualTo(Verdict.PASS);
        assertThat(fact(clean, table)).contains("places drawn");
        assertThat(scans(table) - before).as("scans").isLessThan(5);

        servers.execute("target0", "UPDATE %s SET v = 'x' WHERE v LIKE '%%0'".formatted(table));
        CheckResult damaged = check(table, Strata.NONE, 3);

        assertThat(damaged.verdict()).as(damaged.summary()).isEqualTo(Verdict.FAIL);
        assertThat(damaged.findings()).allSatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(Finding.Kind.DIFFERENT);
            assertThat(finding.detail()).isEqualTo("differs in v");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE %1$s DROP CONSTRAINT %1$s_pkey",
                "ALTER TABLE %1$s DROP CONSTRAINT %1$s_pkey; CREATE UNIQUE INDEX ON %1$s (k COLLATE \"C\")",
                "ALTER TABLE %1$s DROP CONSTRAINT %1$s_pkey; CREATE UNIQUE INDEX ON %1$s ((k || ''))"
            })
    void keysThatNoIndexFindsAreNotLookedUpOneByOne(String change) throws Exception {
        String table = "unfound_" + Math.abs(change.hashCode());
        filled(table, "k text PRIMARY KEY", "'key ' || n", 20_000);
        servers.execute("target0", change.formatted(table));
        long before = scans(table);

        CheckResult result = check(table, Strata.DEFAULT, 3);

        assertThat(result.verdict()).as(result.summary()).isEqualTo(Verdict.PASS);
        assertThat(fact(result, table)).doesNotContain("places");
        assertThat(scans(table) - before).as("scans").isLessThan(20);
    }

    /** All copies have the same keys: what is missing from each of them must not be missed by one draw for all. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void damageOfAllCopiesOfAReferenceTableIsMetAsOftenAsIsPromised(boolean byPlace) throws Exception {
        String table = "copied_" + byPlace;
        servers.executeOnAll("CREATE TABLE %s (k bigint PRIMARY KEY, v text)".formatted(table));
        servers.executeOnAll("INSERT INTO %s SELECT n, 'v' || n FROM generate_series(1, 20000) n".formatted(table));
        // By place some more is drawn than needed.
        String bad = byPlace ? "k % 133 = 0" : "k % 100 = 0";
        for (String target : TestingServers.TARGETS) {
            servers.execute(target, "DELETE FROM %s WHERE %s".formatted(table, bad));
        }
        servers.executeOnAll("ANALYZE " + table);
        List<TableMapping> tables = List.of(TableMapping.same(TableSpec.reference("public", table)));
        int missed = 0;
        for (int seed = 0; seed < 150; seed++) {
            CheckResult result = byPlace
                    ? servers.checkByPlace(tables, PLAN, Strata.NONE, seed)
                    : servers.check(tables, PLAN, Strata.NONE, seed);
            missed += result.verdict() == Verdict.FAIL ? 0 : 1;
        }

        assertThat(missed)
                .as("missed by 150 seeds")
                .isLessThanOrEqualTo(new BinomialDistribution(null, 150, 0.05).inverseCumulativeProbability(0.999));
    }

    @Test
    void aKeyThatIsNullIsNotLookedUp() throws Exception {
        servers.executeOnAll("""
                CREATE TABLE nulls (k int, v text);
                CREATE UNIQUE INDEX ON nulls (k)""");
        for (String database : List.of("source", "target0")) {
            servers.execute(
                    database,
                    "INSERT INTO nulls SELECT nullif(n % 10, 0) * 0 + n, 'v' || n FROM generate_series(1, 20000) n");
        }
        servers.executeOnAll("ALTER TABLE nulls ADD CONSTRAINT there NOT NULL k NOT VALID; ANALYZE nulls");

        CheckResult result = check("nulls", Strata.DEFAULT, 3);

        assertThat(result.verdict()).as(result.summary()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aRowOfWhichTheKeyIsNullCanDiffer() throws Exception {
        servers.executeOnAll("CREATE TABLE voids (k int, v text); CREATE UNIQUE INDEX ON voids (k)");
        servers.execute("source", "INSERT INTO voids VALUES (1, 'a'), (NULL, 'b')");
        servers.execute("target0", "INSERT INTO voids VALUES (1, 'a'), (NULL, 'c')");
        servers.executeOnAll("ALTER TABLE voids ADD CONSTRAINT there NOT NULL k NOT VALID");

        CheckResult result = check("voids", Strata.NONE, 3);

        assertThat(result.verdict()).as(result.summary()).isEqualTo(Verdict.FAIL);
        assertThat(result.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.key()).isEqualTo("NULL");
            assertThat(finding.detail()).startsWith("the rows differ; which columns could not be read: shard source:");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "wider   ; int         ; n            ; bigint ; n            ; bigint '3000000000' + n ; 2",
                "renamed ; text        ; 'x' || n     ; uuid   ; md5(n::text)::uuid ; md5('x' || n)::uuid ; 1",
                "shorter ; varchar(20) ; 'x' || n     ; text   ; 'x' || n     ; repeat('long', 9) || n  ; 2"
            })
    void aKeyThatOnlyOneSideCanHaveIsADifference(
            String table, String left, String key, String right, String there, String extra, int places)
            throws Exception {
        servers.execute("source", "CREATE TABLE %s (k %s PRIMARY KEY, v text)".formatted(table, left));
        for (String target : TestingServers.TARGETS) {
            servers.execute(target, "CREATE TABLE %s (k %s PRIMARY KEY, v text)".formatted(table, right));
        }
        String fill = "INSERT INTO %s SELECT %s, 'v' || n FROM generate_series(1, 20000) n";
        servers.execute("source", fill.formatted(table, key));
        servers.execute("target0", fill.formatted(table, there));
        servers.execute("target0", fill.formatted(table, extra));
        servers.executeOnAll("ANALYZE " + table);

        CheckResult result = check(table, Strata.DEFAULT, 3);

        assertThat(result.verdict()).as(result.summary()).isEqualTo(Verdict.FAIL);
        assertThat(result.findings()).extracting(Finding::kind).contains(Finding.Kind.EXTRA);
        assertThat(fact(result, table).contains("places drawn")).isEqualTo(places == 2);
    }

    @Test
    void aTableOfOnePageIsDrawnFromAsMuchAsWasAsked() throws Exception {
        filled("tiny", "k bigint PRIMARY KEY", "n", 100);
        try (SnapshotSet sources = servers.open(TestingServers.SOURCES);
                SnapshotSet targets = servers.open(TestingServers.TARGETS)) {
            Comparison comparison = TestingServers.comparison(sources, targets, mapping("tiny"));
            for (long size : new long[] {300_000, 1_000_000, 5_000_000}) {
                for (int seed = 0; seed < 30; seed++) {
                    Map<Side, PlacedRows> drawn = new PlaceSample(comparison, seed, 1).draw(30_000, size);

                    assertThat(PlaceSample.enough(drawn, 30_000, size, true))
                            .as(
                                    "of %d rows, seed %d: %s",
                                    size, seed, drawn.get(comparison.left()).draws())
                            .isTrue();
                }
            }
            PlacedRows all = new PlaceSample(comparison, 1, 1).draw(100, 100).get(comparison.left());
            assertThat(all.share()).isEqualTo(1);
            assertThat(all.rows().size()).isEqualTo(100);
        }
    }

    @Test
    void aTableThatIsThoughtToBeSmallDoesNotFillTheMemory() throws Exception {
        servers.executeOnAll("CREATE TABLE grown (k bigint PRIMARY KEY)");
        for (String database : List.of("source", "target0")) {
            servers.execute(database, "INSERT INTO grown SELECT n FROM generate_series(1, 310000) n; ANALYZE grown");
        }
        servers.executeOnAll("UPDATE pg_class SET reltuples = 50 WHERE oid = 'grown'::regclass AND reltuples > 0");
        try (SnapshotSet sources = servers.open(TestingServers.SOURCES);
                SnapshotSet targets = servers.open(TestingServers.TARGETS)) {
            Comparison comparison = TestingServers.comparison(sources, targets, mapping("grown"));
            DrawnRows drawn = TestingServers.draw(comparison, 1, 1).left(comparison);
            assertThat(drawn.size()).isEqualTo(300_000);
            assertThat(drawn.population()).isEqualTo(310_000);
            assertThat(drawn.below()).isLessThan(Long.MAX_VALUE);
        }

        CheckResult result = servers.check(List.of(mapping("grown")), PLAN, Strata.NONE, 1);

        assertThat(result.verdict()).as(result.summary()).isEqualTo(Verdict.PASS);
        assertThat(result.examined()).isLessThan(400);
        assertThat(fact(result, "grown")).contains("of 310000 rows");
    }

    /** The same rows on the source and on the first target. */
    private static void filled(String table, String columns, String key, int rows) throws Exception {
        servers.executeOnAll("CREATE TABLE %s (v text, %s)".formatted(table, columns));
        for (String database : List.of("source", "target0")) {
            servers.execute(
                    database,
                    "INSERT INTO %s SELECT 'v' || n, %s FROM generate_series(1, %d) n".formatted(table, key, rows));
        }
        servers.executeOnAll("ANALYZE " + table);
    }

    /** How often the table was scanned on the first target, once all sessions that did have ended. */
    private static long scans(String table) throws Exception {
        Awaitility.await()
                .until(() -> servers.query(
                                "target0",
                                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'shardproof-verifier'")
                        .equals("0"));
        return Long.parseLong(servers.query(
                "target0", "SELECT seq_scan FROM pg_stat_all_tables WHERE relid = '%s'::regclass".formatted(table)));
    }

    private static CheckResult check(String table, Strata strata, long seed) throws Exception {
        return servers.checkByPlace(List.of(mapping(table)), PLAN, strata, seed);
    }

    private static String fact(CheckResult result, String table) {
        return result.facts().get("public.%s, source → target0 + target1".formatted(table));
    }

    private static TableMapping mapping(String table) {
        return TableMapping.same(TableSpec.sharded("public", table));
    }
}
