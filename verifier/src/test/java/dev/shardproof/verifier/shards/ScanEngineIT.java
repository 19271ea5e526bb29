package dev.shardproof.verifier.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Finding.Kind;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.checksum.FullChecksum;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.compare.locate.Difference;
import dev.shardproof.verifier.dialect.SessionLimits;
import dev.shardproof.verifier.dialect.postgres.PostgresDialect;
import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.source.Pace;
import dev.shardproof.verifier.source.ScanSettings;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.table.ImageForm;
import dev.shardproof.verifier.table.TableLayout;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunks, buckets and the search for the rows that differ: s0 is the source, s1 and s2 together are the target. */
class ScanEngineIT {

    private static final TableSpec T = TableSpec.sharded("public", "t");
    /** So short that every page becomes a chunk. */
    private static final Duration SHORTEST = Duration.ofNanos(1);

    private final List<Pace.ScannedChunk> chunks = Collections.synchronizedList(new ArrayList<>());
    private final List<Difference> offered = new ArrayList<>();
    private Duration chunkTime = Duration.ofMillis(500);
    private int connections = 1;

    @BeforeEach
    void empty() throws Exception {
        TestingShards.empty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void everyRowOfEveryPageIsCountedOnce(int sessions) throws Exception {
        chunkTime = SHORTEST;
        connections = sessions;
        split("k bigint PRIMARY KEY, v text NOT NULL", "SELECT g, repeat('x', 300) FROM generate_series(1, 2000) g");
        // Dead tuples, a hole of empty pages in the middle, and more rows behind it.
        TestingShards.execute("s0", "DELETE FROM t WHERE k BETWEEN 300 AND 900");
        TestingShards.execute("s0", "VACUUM t");
        TestingShards.execute("s0", "UPDATE t SET v = v WHERE k > 1500");
        TestingShards.executeOnAll("DELETE FROM t WHERE k BETWEEN 300 AND 900");

        CheckResult result = verify();

        assertThat(result.verdict()).as(result.summary()).isEqualTo(Verdict.PASS);
        assertThat(result.examined()).isEqualTo(1399);
        List<Pace.ScannedChunk> ofSource =
                chunks.stream().filter(chunk -> chunk.shard().equals("s0")).toList();
        assertThat(ofSource).hasSizeGreaterThan(50);
        assertThat(ofSource.stream().mapToLong(Pace.ScannedChunk::rows).sum()).isEqualTo(1399);
        assertThat(ofSource.stream().mapToLong(Pace.ScannedChunk::pages).sum())
                .isEqualTo(ofSource.get(0).pagesOfTable());
    }

    @Test
    void countsComeFromTheSameChunks() throws Exception {
        chunkTime = SHORTEST;
        split("k bigint PRIMARY KEY, v text", "SELECT g, repeat('x', 300) FROM generate_series(1, 900) g");
        try (SnapshotSet source = open("s0")) {
            TableLayout table = source.layout(T);
            long[] counts = source.onEach(List.of("s0"), reader -> reader.counts(table, List.of(Slice.WHOLE)))
                    .get("s0");
            assertThat(counts).containsExactly(900, 0);
        }
        assertThat(chunks).hasSizeGreaterThan(20);
    }

    @Test
    void partitionsAndInheritorsAreReadLeafByLeaf() throws Exception {
        chunkTime = SHORTEST;
        TestingShards.executeOnAll("""
                CREATE TABLE t (k bigint NOT NULL, v text, PRIMARY KEY (k)) PARTITION BY RANGE (k);
                CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (MINVALUE) TO (500);
                CREATE TABLE "t 2" PARTITION OF t FOR VALUES FROM (500) TO (MAXVALUE) PARTITION BY HASH (k);
                CREATE TABLE t20 (v text, gone int, k bigint NOT NULL);
                ALTER TABLE t20 DROP COLUMN gone;
                ALTER TABLE "t 2" ATTACH PARTITION t20 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
                CREATE TABLE t21 PARTITION OF "t 2" FOR VALUES WITH (MODULUS 2, REMAINDER 1);
                CREATE TABLE base (k bigint PRIMARY KEY, v text);
                CREATE TABLE child (w int) INHERITS (base);
                CREATE TABLE aunt (k bigint NOT NULL, v text);
                CREATE TABLE grandchild () INHERITS (child, aunt)""");
        fill("SELECT g, repeat('y', 200) FROM generate_series(1, 1000) g");
        for (String[] shard : new String[][] {{"s0", "true"}, {"s1", "g % 2 = 0"}, {"s2", "g % 2 = 1"}}) {
            for (String table : List.of("base", "child", "grandchild")) {
                TestingShards.execute(
                        shard[0],
                        "INSERT INTO %1$s (k, v) SELECT g, '%1$s' FROM generate_series(1, 400) g WHERE %2$s"
                                .formatted(table, shard[1]));
            }
        }
        CheckResult partitioned = verify();
        CheckResult inherited = verify(TableSpec.sharded("public", "base"));
        TestingShards.execute("s1", "UPDATE t SET v = 'z' WHERE k IN (2, 800)");
        TestingShards.execute("s1", "DELETE FROM grandchild WHERE k = 8");

        assertThat(partitioned.verdict()).as(partitioned.summary()).isEqualTo(Verdict.PASS);
        assertThat(partitioned.examined()).isEqualTo(1000);
        assertThat(inherited.verdict()).as(inherited.summary()).isEqualTo(Verdict.PASS);
        assertThat(inherited.examined()).isEqualTo(1200);
        assertThat(keys(verify())).containsExactlyInAnyOrder("2", "800");
        assertThat(verify(TableSpec.sharded("public", "base")).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.key()).isEqualTo("8"));
    }

    @Test
    void keysAtTheEndsOfTheirTypeAreFound() throws Exception {
        split("k bigint PRIMARY KEY, v text", """
                SELECT * FROM (VALUES (%d, 'least'), (%d, 'most'), (-1, 'a'), (0, 'b'), (4294967296, 'c')) v
                """.formatted(Long.MIN_VALUE, Long.MAX_VALUE)
                .replace("(-9223372036854775808", "((-9223372036854775808)"));
        assertThat(verify().verdict()).isEqualTo(Verdict.PASS);

        TestingShards.executeOnAll("UPDATE t SET v = 'other'");
        TestingShards.execute("s0", "UPDATE t SET v = 'it'");

        assertThat(keys(verify()))
                .containsExactlyInAnyOrder(
                        Long.toString(Long.MIN_VALUE), Long.toString(Long.MAX_VALUE), "-1", "0", "4294967296");
    }

    @Test
    void keysBeyondTheOtherSidesKeysAreFound() throws Exception {
        split("k int PRIMARY KEY, v text", "SELECT g, 'v' FROM generate_series(1000, 4000) g");
        TestingShards.execute("s1", "INSERT INTO t VALUES (-5, 'low'), (2000000000, 'high')");
        TestingShards.execute("s0", "INSERT INTO t VALUES (7, 'lost')");

        CheckResult result = verify();

        assertThat(result.findings())
                .extracting(Finding::kind, Finding::key)
                .containsExactlyInAnyOrder(
                        tuple(Kind.EXTRA, "-5"), tuple(Kind.EXTRA, "2000000000"), tuple(Kind.MISSING, "7"));
        assertThat(result.findingsTotal()).isEqualTo(3);
    }

    @Test
    void crowdedKeysAreReadInOrder() throws Exception {
        // All but one row share a bucket, too many to be held in memory.
        split(
                "k bigint, n int, v text, PRIMARY KEY (k, n)",
                "SELECT CASE WHEN g = 1 THEN 9000000000000000000 ELSE g % 3 END, g, 'v' FROM generate_series(1, 50000) g");
        TestingShards.executeOnAll("UPDATE t SET v = 'w' WHERE n IN (77, 4711) AND current_database() <> 's0'");

        CheckResult result = verify();

        assertThat(result.findingsTotal()).isEqualTo(2);
        assertThat(result.findings())
                .extracting(Finding::key, Finding::detail)
                .containsExactlyInAnyOrder(tuple("k=2, n=77", "differs in v"), tuple("k=1, n=4711", "differs in v"));
    }

    @ParameterizedTest
    @CsvSource({"30, 334", "1, 10000"})
    void everyDifferenceIsCountedAndOffered(int every, int expected) throws Exception {
        split("k int PRIMARY KEY, v int", "SELECT g, g FROM generate_series(1, 10000) g");
        TestingShards.execute("s1", "UPDATE t SET v = -v WHERE k % " + every + " = 0");
        TestingShards.execute("s2", "DELETE FROM t WHERE k % " + every + " = " + (every == 1 ? 0 : 1));

        CheckResult result = verify();

        long updated = 10000 / (every == 1 ? 2 : every);
        long deleted = TestingShards.query(
                        "s0", "SELECT count(*) FROM t WHERE k % 2 = 1 AND k % " + every + " = " + (every == 1 ? 0 : 1))
                .transform(Long::parseLong);
        assertThat(result.findingsTotal()).isEqualTo(updated + deleted);
        assertThat(offered).hasSize((int) (updated + deleted)).doesNotHaveDuplicates();
        assertThat(offered.stream().filter(one -> one.kind() == Kind.MISSING)).hasSize((int) deleted);
        assertThat(updated + deleted).isCloseTo(expected, org.assertj.core.data.Offset.offset(334L));
    }

    @Test
    void aRowThatACorruptIndexHidesIsFound() throws Exception {
        split("k int PRIMARY KEY, v text", "SELECT g, 'v' FROM generate_series(1, 5000) g");
        for (String shard : List.of("s0", "s1")) {
            hidden(shard, "INSERT INTO t VALUES (3333, 'hidden')", "DELETE FROM t WHERE k = 3333");
        }
        TestingShards.execute("s2", "DELETE FROM t WHERE k = 3333");
        assertThat(verify().verdict()).as("the same row, hidden on both sides").isEqualTo(Verdict.PASS);

        hidden("s1", "INSERT INTO t VALUES (4444, 'extra')", "DELETE FROM t WHERE k = 4444");
        TestingShards.execute("s1", "UPDATE t SET v = 'w' WHERE k = 2");
        CheckResult result = verify();

        assertThat(result.findings())
                .extracting(Finding::kind, Finding::key, Finding::detail)
                .containsExactlyInAnyOrder(
                        tuple(Kind.DIFFERENT, "2", "differs in v"), tuple(Kind.DIFFERENT, "4444", "differs in v"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "k text PRIMARY KEY, v text; SELECT 'k' || g, 'v' FROM generate_series(1, 3000) g; k77",
                "k uuid PRIMARY KEY, v text; SELECT md5(g::text)::uuid, 'v' FROM generate_series(1, 3000) g; 28dd2c79-55ce-9264-5624-0b2ff0100bde",
                "k date, n int, v text, PRIMARY KEY (k, n); SELECT date '2026-01-01' + g % 5, g, 'v' FROM generate_series(1, 3000) g; 77",
                "n int, k text, v text, PRIMARY KEY (k, n); SELECT g, 'a' || g % 7, 'v' FROM generate_series(1, 3000) g; 77",
                "n smallint, k text, v text, PRIMARY KEY (n, k); SELECT g, 'a' || g % 7, 'v' FROM generate_series(1, 3000) g; 77"
            })
    void keysOfEveryKindAreFound(String columns, String rows, String victim) throws Exception {
        split(columns, rows);
        assertThat(verify().verdict()).isEqualTo(Verdict.PASS);
        String where = columns.contains("n ") ? "n = " + victim : "k = '" + victim + "'";
        for (String shard : List.of("s1", "s2")) {
            TestingShards.execute(shard, "UPDATE t SET v = 'w' WHERE " + where);
        }

        CheckResult result = verify();

        assertThat(result.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.key()).contains(victim);
            assertThat(finding.detail()).isEqualTo("differs in v");
        });
    }

    @Test
    void copiesOfRowsWithoutAKeyAreCounted() throws Exception {
        split("k int, v text", "SELECT g % 10, 'v' FROM generate_series(1, 1000) g");
        assertThat(verify().verdict()).isEqualTo(Verdict.PASS);
        TestingShards.execute("s1", "INSERT INTO t VALUES (3, 'v'), (3, 'v')");

        CheckResult result = verify();

        assertThat(result.findingsTotal()).isEqualTo(2);
        assertThat(result.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).endsWith("(2 times)"));
    }

    @Test
    void valuesSwappedBetweenRowsAreFoundOnBoth() throws Exception {
        split("k int PRIMARY KEY, a bigint, b bigint", "SELECT g, g, g + 1 FROM generate_series(1, 1000) g");
        TestingShards.execute("s1", "UPDATE t SET a = CASE k WHEN 100 THEN 102 ELSE 100 END WHERE k IN (100, 102)");
        TestingShards.execute("s2", "UPDATE t SET a = b, b = a WHERE k = 501");

        assertThat(verify().findings())
                .extracting(Finding::key, Finding::detail)
                .containsExactlyInAnyOrder(
                        tuple("100", "differs in a"), tuple("102", "differs in a"), tuple("501", "differs in a, b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                // PostgreSQL's own hash functions call each of these pairs alike.
                "bigint; 1; 4294967296",
                "bigint; 5; -4294967291",
                "numeric; 5; -5",
                "jsonb; '[[1],2]'; '[[1,2]]'",
                "jsonb; '{\"a\": 5}'; '{\"a\": -5}'",
                "timestamp; '2000-01-01 00:00:00.000001'; '2000-01-01 01:11:34.967296'",
                "timestamptz; '2000-01-01 00:00:00.000001+00'; '2000-01-01 01:11:34.967296+00'",
                "time; '00:00:00.000001'; '01:11:34.967296'",
                "boolean; true; false",
                "boolean; false; NULL"
            })
    void whatPostgresHashesAlikeIsToldApart(String type, String value, String other) throws Exception {
        split("k int PRIMARY KEY, v " + type, "SELECT g, " + value + "::" + type + " FROM generate_series(1, 10) g");
        for (ImageForm form : List.of(ImageForm.EXACT, ImageForm.EQUALITY)) {
            assertThat(verify(T, form).verdict()).isEqualTo(Verdict.PASS);
        }
        TestingShards.execute("s1", "UPDATE t SET v = " + other + " WHERE k = 4");

        for (ImageForm form : List.of(ImageForm.EXACT, ImageForm.EQUALITY)) {
            assertThat(verify(T, form).findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.key()).isEqualTo("4"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "numeric; 1.0; 1.00",
                "real; '0'; '-0'",
                "double precision; '0'; '-0'",
                "interval; '1 day'; '24:00'",
                "bpchar; 'a'; 'a  '"
            })
    void equalityOverlooksWhatTheTypeItselfOverlooks(String type, String value, String other) throws Exception {
        split("k int PRIMARY KEY, v " + type, "SELECT g, " + value + "::" + type + " FROM generate_series(1, 10) g");
        TestingShards.execute("s1", "UPDATE t SET v = " + other + "::" + type + " WHERE k = 4");

        assertThat(verify(T, ImageForm.EQUALITY).verdict()).isEqualTo(Verdict.PASS);
        assertThat(verify(T, ImageForm.EXACT).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void aColumnThatIsWiderOnTheTargetIsEqual() throws Exception {
        split("k int PRIMARY KEY, v int", "SELECT g, -g FROM generate_series(-100, 100) g");
        for (String shard : List.of("s1", "s2")) {
            TestingShards.execute(shard, "ALTER TABLE t ALTER k TYPE bigint, ALTER v TYPE bigint");
        }
        assertThat(verify().verdict()).isEqualTo(Verdict.PASS);
        for (String shard : List.of("s1", "s2")) {
            TestingShards.execute(shard, "UPDATE t SET v = v + 4294967296 WHERE k = 50");
        }
        assertThat(keys(verify())).containsExactly("50");
    }

    @Test
    void aColumnThatIsNotNullOnlyForNewRowsMayHoldNulls() throws Exception {
        split("k int PRIMARY KEY, v text, w text", "SELECT g, NULL, 'w' FROM generate_series(1, 10) g");
        TestingShards.executeOnAll("ALTER TABLE t ADD CONSTRAINT v_there NOT NULL v NOT VALID");
        assertThat(verify().verdict()).isEqualTo(Verdict.PASS);
        TestingShards.execute("s1", "ALTER TABLE t DROP CONSTRAINT v_there; UPDATE t SET v = '' WHERE k = 4");
        TestingShards.execute("s1", "ALTER TABLE t ADD CONSTRAINT v_there NOT NULL v NOT VALID");

        assertThat(verify().findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).isEqualTo("differs in v"));
    }

    /** Writes behind the back of the table's indexes. */
    private static void hidden(String shard, String insert, String before) throws Exception {
        TestingShards.execute(shard, before);
        TestingShards.execute(
                shard,
                "SET allow_system_table_mods = on; UPDATE pg_index SET indisready = false WHERE indrelid = 't'::regclass");
        TestingShards.execute(shard, insert);
        TestingShards.execute(
                shard,
                "SET allow_system_table_mods = on; UPDATE pg_index SET indisready = true WHERE indrelid = 't'::regclass");
    }

    /** The table on all shards; all rows on s0, every second one on s1 and the others on s2, in another order. */
    private static void split(String columns, String rows) throws Exception {
        TestingShards.executeOnAll("CREATE TABLE t (" + columns + ")");
        fill(rows);
    }

    private static void fill(String rows) throws Exception {
        for (String[] shard : new String[][] {{"s0", "true"}, {"s1", "nr % 2 = 0"}, {"s2", "nr % 2 = 1"}}) {
            String order = shard[0].equals("s0") ? "nr" : "nr DESC";
            TestingShards.execute(shard[0], """
                    CREATE TEMP TABLE r (LIKE t); ALTER TABLE r ADD nr serial; INSERT INTO r %s;
                    CREATE TEMP TABLE q AS SELECT * FROM r WHERE %s ORDER BY %s; ALTER TABLE q DROP nr;
                    INSERT INTO t SELECT * FROM q; ANALYZE t""".formatted(rows, shard[1], order));
        }
    }

    private CheckResult verify() throws Exception {
        return verify(T);
    }

    private CheckResult verify(TableSpec table) throws Exception {
        return verify(table, ImageForm.EXACT);
    }

    private CheckResult verify(TableSpec table, ImageForm form) throws Exception {
        chunks.clear();
        offered.clear();
        try (SnapshotSet source = open("s0");
                SnapshotSet targets = open("s1", "s2")) {
            ComparedRows rows = ComparedRows.sides(source, targets, List.of(TableMapping.same(table)), form);
            CheckResult result =
                    new FullChecksum(rows, (comparison, difference) -> offered.add(difference), System::nanoTime).run();
            assertThat(rows.unjudged()).isEmpty();
            return result;
        }
    }

    private SnapshotSet open(String... shards) throws Exception {
        Pace counting = new Pace() {
            @Override
            public void await(String shard) {
                // Never in a hurry.
            }

            @Override
            public void done(ScannedChunk chunk) {
                chunks.add(chunk);
            }
        };
        List<ShardDatabase> databases = List.of(shards).stream()
                .map(shard -> new ShardDatabase(shard, TestingShards.database(shard)))
                .toList();
        return SnapshotSet.open(
                databases,
                new PostgresDialect(),
                SessionLimits.DEFAULT,
                new ScanSettings(chunkTime, connections, counting));
    }

    private static List<String> keys(CheckResult result) {
        return result.findings().stream().map(Finding::key).toList();
    }
}
