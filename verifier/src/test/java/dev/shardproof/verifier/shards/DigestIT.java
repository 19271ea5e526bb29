package dev.shardproof.verifier.shards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.digest.BucketDigests;
import dev.shardproof.verifier.digest.Buckets;
import dev.shardproof.verifier.digest.Digest;
import dev.shardproof.verifier.keyspace.KeyInterval;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.scan.DigestMemory;
import dev.shardproof.verifier.table.TableLayout;
import dev.shardproof.verifier.table.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bare sums see, without the help of buckets. */
class DigestIT {

    private static final TableSpec T = TableSpec.sharded("public", "t", "k", KeySpace.PLAIN);
    private static final int PAIRS = 50;

    @Test
    void valuesSwappedBetweenTwoRowsChangeTheSum() throws Exception {
        TestingShards.empty();
        TestingShards.executeOnAll("CREATE TABLE t (k int PRIMARY KEY, status text, other int)");
        TestingShards.execute("s0", pairs("'new', 'paid'"));
        TestingShards.execute("s1", pairs("'paid', 'new'"));
        List<Slice> pairs = IntStream.range(0, PAIRS)
                .mapToObj(i -> Slice.of(KeyInterval.of(2L * i, 2L * i + 2)))
                .toList();

        Map<String, List<Digest>> digests = digests(pairs);

        for (int i = 0; i < PAIRS; i++) {
            Digest one = digests.get("s0").get(i);
            Digest swapped = digests.get("s1").get(i);
            assertThat(one.rows()).isEqualTo(2);
            assertThat(one.sum()).isNotEqualTo(swapped.sum());
        }
    }

    @Test
    void rowsThatOccurTwiceDoNotCancel() throws Exception {
        TestingShards.empty();
        TestingShards.executeOnAll("CREATE TABLE t (k int, v text)");
        TestingShards.execute("s0", "INSERT INTO t VALUES (1, 'a'), (1, 'a'), (1, 'b')");
        TestingShards.execute("s1", "INSERT INTO t VALUES (1, 'c'), (1, 'c'), (1, 'b')");

        Map<String, List<Digest>> digests = digests(List.of(Slice.WHOLE));

        assertThat(digests.get("s0").get(0).sum())
                .isNotEqualTo(digests.get("s1").get(0).sum());
        assertThat(digests.get("s2").get(0)).isEqualTo(Digest.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text", "bytea", "uuid", "int[]", "numrange", "text, v2 text, v3 text, v4 text, v5 text, v6 text"
            })
    void everyIntegerCountsWhereverItStands(String other) throws Exception {
        String columns = "a int, b int, c smallint, d bigint, e bigint, f bigint, n int, o bigint";
        integers(columns + ", v " + other, "1, 2, 3, 4, 5, 6, 0, 0");
    }

    @Test
    void moreIntegersThanOtherColumnsCountToo() throws Exception {
        integers("a int, b int, c smallint, d bigint, e bigint, f bigint, n int, o bigint", "1, 2, 3, 4, 5, 6, 0, 0");
    }

    /** The base row on one shard, and on another one row for each way to change it a little. */
    private static void integers(String columns, String base) throws Exception {
        List<String> changed = List.of(
                "2, 1, 3, 4, 5, 6, 0, 0",
                "3, 2, 1, 4, 5, 6, 0, 0",
                "1, 3, 2, 4, 5, 6, 0, 0",
                "-2, 2, 3, 4, 5, 6, 0, 0",
                "1, -2, 3, 4, 5, 6, 0, 0",
                "-2, -3, 3, 4, 5, 6, 0, 0",
                "1, 2, -3, 4, 5, 6, 0, 0",
                "1, 2, 3, 5, 4, 6, 0, 0",
                "1, 2, 3, 6, 5, 4, 0, 0",
                "1, 2, 3, 4, 6, 5, 0, 0",
                "1, 2, 3, 4294967300, 5, 6, 0, 0",
                "1, 2, 3, 4, 4294967301, 6, 0, 0",
                "1, 2, 3, 4, 5, 4294967302, 0, 0",
                "1, 2, 3, 17179869184, 5, 6, 0, 0",
                "1, 2, 3, -4, 5, 6, 0, 0",
                "1, 2, 3, 4, 5, 6, NULL, 0",
                "1, 2, 3, 4, 5, 6, 0, NULL",
                "1, 2, 3, 4, 5, 6, 6, 0",
                "0, 2, 3, 4, 5, 6, 1, 0",
                "1, 2, 3, 0, 5, 6, 0, 4");
        TestingShards.empty();
        TestingShards.executeOnAll("CREATE TABLE t (k int PRIMARY KEY, %s)".formatted(columns));
        for (int i = 0; i < changed.size(); i++) {
            TestingShards.execute("s0", "INSERT INTO t VALUES (%d, %s)".formatted(i, base));
            TestingShards.execute("s1", "INSERT INTO t VALUES (%d, %s)".formatted(i, changed.get(i)));
            TestingShards.execute("s2", "INSERT INTO t VALUES (%d, %s)".formatted(i, base));
        }
        List<Slice> rows = IntStream.range(0, changed.size())
                .mapToObj(i -> Slice.of(KeyInterval.of(i, i + 1L)))
                .toList();

        Map<String, List<Digest>> digests = digests(rows);

        assertThat(digests.get("s2")).isEqualTo(digests.get("s0"));
        for (int i = 0; i < changed.size(); i++) {
            assertThat(digests.get("s1").get(i))
                    .as(changed.get(i))
                    .isNotEqualTo(digests.get("s0").get(i));
        }
    }

    @Test
    void theDigestOfTheWholeIsTheSumOfItsParts() throws Exception {
        TestingShards.empty();
        TestingShards.executeOnAll("CREATE TABLE t (k int PRIMARY KEY, v text)");
        TestingShards.execute("s0", "INSERT INTO t SELECT g, 'v' || g FROM generate_series(-500, 499) g");
        TestingShards.execute("s1", "INSERT INTO t SELECT g, 'v' || g FROM generate_series(-500, -101) g");
        TestingShards.execute("s2", "INSERT INTO t SELECT g, 'v' || g FROM generate_series(499, -100, -1) g");

        Map<String, List<Digest>> shards = digests(List.of(Slice.WHOLE));
        List<Digest> slices = digests(List.of(Slice.of(KeyInterval.below(7)), Slice.of(KeyInterval.from(7))))
                .get("s0");

        Digest whole = shards.get("s0").get(0);
        assertThat(whole.rows()).isEqualTo(1000);
        assertThat(shards.get("s1").get(0).plus(shards.get("s2").get(0))).isEqualTo(whole);
        assertThat(slices.get(0).plus(slices.get(1))).isEqualTo(whole);
    }

    private static String pairs(String statuses) {
        return "INSERT INTO t SELECT g, (ARRAY[%s])[1 + g %% 2], g %% 7 FROM generate_series(0, %d) g"
                .formatted(statuses, 2 * PAIRS - 1);
    }

    /** One sum for each slice of each shard. */
    private static Map<String, List<Digest>> digests(List<Slice> slices) throws Exception {
        try (SnapshotSet snapshots = TestingShards.snapshots()) {
            TableLayout table = snapshots.layout(T);
            return snapshots.onEach(
                    snapshots.shards(),
                    reader -> reader.digests(table, slices, Buckets.byHash(1), DigestMemory.NONE).stream()
                            .map(BucketDigests::total)
                            .toList());
        }
    }
}
