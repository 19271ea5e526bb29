package dev.shardproof.verifier.compare.locate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.compare.RowDigests;
import dev.shardproof.verifier.shards.TestingShards;
import dev.shardproof.verifier.shards.TestingSides;
import dev.shardproof.verifier.table.ImageForm;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowLocatorIT {

    @Test
    void whoWaitsForAReadingInOrderCanBeInterrupted() throws Exception {
        TestingShards.empty();
        TestingShards.executeOnAll("CREATE TABLE t (v text)");
        TestingShards.execute("s0", "INSERT INTO t SELECT g::text FROM generate_series(1, 20000) g");
        TableMapping table = TableMapping.same(TableSpec.sharded("public", "t"));
        try (TestingSides sides = TestingSides.open()) {
            ComparedRows rows = ComparedRows.sides(sides.sources(), sides.targets(), List.of(table), ImageForm.EXACT);
            RowDigests digests = rows.digests();
            RowLocator locator = new RowLocator(rows.comparisons().get(0));
            Findings findings = new Findings();

            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> locator.locate(digests, findings, difference -> {}))
                    .isInstanceOf(InterruptedException.class);
        }
        assertThat(
                        TestingShards.query(
                                "s0",
                                "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND application_name = 'shardproof-verifier'"))
                .isEqualTo("0");
    }
}
