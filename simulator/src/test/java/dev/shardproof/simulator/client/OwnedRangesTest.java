package dev.shardproof.simulator.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.KeyType;
import dev.shardproof.simulator.topology.Ownership;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.ShardingStrategy;
import dev.shardproof.simulator.topology.Topology;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnedRangesTest {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");

    private static final List<ClientStatement> COUNT =
            List.of(new ClientStatement("SELECT count(*) FROM t WHERE n > ? AND {owned:user_id}", List.of(5L), true));

    @Test
    void eachShardIsAskedForItsOwnRangesOnly() {
        Topology topology = new Topology(
                1,
                ShardingStrategy.PLAIN,
                List.of(
                        new Ownership(KeyRange.between(Long.MIN_VALUE, -1), S0),
                        new Ownership(KeyRange.between(0, 99), S1),
                        new Ownership(KeyRange.between(100, Long.MAX_VALUE), S0)));

        assertThat(OwnedRanges.in(COUNT, KeyType.INTEGER, topology, S1))
                .containsExactly(new ClientStatement(
                        "SELECT count(*) FROM t WHERE n > ? AND"
                                + " (user_id::bigint BETWEEN '0'::bigint AND '99'::bigint)",
                        List.of(5L),
                        true));
        assertThat(OwnedRanges.in(COUNT, KeyType.INTEGER, topology, S0).get(0).sql())
                .contains("'-9223372036854775808'::bigint AND '-1'::bigint OR ")
                .contains("'100'::bigint AND '9223372036854775807'::bigint)");
    }

    @Test
    void hashedKeysAreHashedByTheServer() {
        Topology topology = new Topology(
                1,
                ShardingStrategy.HASHED,
                List.of(
                        new Ownership(KeyRange.between(Long.MIN_VALUE, -1), S0),
                        new Ownership(KeyRange.between(0, Long.MAX_VALUE), S1)));

        assertThat(OwnedRanges.in(COUNT, KeyType.INTEGER, topology, S0).get(0).sql())
                .contains("hashint8extended(user_id::bigint, 0) BETWEEN");
    }

    @Test
    void aShardThatOwnsEverythingIsAskedForEverything() {
        Topology topology = new Topology(1, ShardingStrategy.HASHED, List.of(new Ownership(KeyRange.ALL, S0)));

        assertThat(OwnedRanges.in(COUNT, KeyType.INTEGER, topology, S0).get(0).sql())
                .endsWith("AND true");
    }
}
