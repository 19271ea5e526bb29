package dev.shardproof.verifier.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.shards.TestingShards;
import dev.shardproof.verifier.shards.TestingSides;
import dev.shardproof.verifier.table.ImageForm;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BucketRuleIT {

    @BeforeEach
    void fill() throws Exception {
        TestingShards.empty();
        TestingShards.execute("s0", "CREATE TABLE t (id int PRIMARY KEY)");
        for (String target : List.of("s1", "s2")) {
            TestingShards.execute(target, "CREATE TABLE t (number int PRIMARY KEY)");
        }
        TestingShards.execute("s0", "INSERT INTO t SELECT generate_series(1, 1000)");
        TestingShards.execute("s1", "INSERT INTO t SELECT generate_series(1, 1000)");
    }

    @Test
    void keysWithAnIndexOnEveryShardAreCutIntoRangesWhateverTheyAreCalled() throws Exception {
        assertThat(byRange()).isTrue();
    }

    @Test
    void aShardThatLostItsIndexWouldBeScannedForEachRange() throws Exception {
        TestingShards.execute("s1", "ALTER TABLE t DROP CONSTRAINT t_pkey");

        assertThat(byRange()).isFalse();
    }

    private static boolean byRange() throws Exception {
        TableMapping mapping =
                new TableMapping(TableSpec.sharded("public", "t"), "public", "t", Map.of("id", "number"), Set.of());
        try (TestingSides sides = TestingSides.open()) {
            return BucketRule.choose(
                            ComparedRows.sides(sides.sources(), sides.targets(), List.of(mapping), ImageForm.EXACT)
                                    .comparisons())
                    .byRange();
        }
    }
}
