package dev.shardproof.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.topology.ShardId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JdbcShardServerTest {

    private static final Endpoint HERE = new Endpoint("127.0.0.1", 5432);
    private static final Login LOGIN = Login.of("o'brien", () -> "s3cret\\'");

    @Test
    void theConninfoLeadsToTheEndpointGivenAndIsQuoted() {
        assertThat(server(LOGIN).conninfo(new Endpoint("proxy", 9999)))
                .isEqualTo("host='proxy' port='9999' dbname='app' user='o\\'brien' password='s3cret\\\\\\''");
    }

    @Test
    void aPasswordFileReplacesThePassword() {
        assertThat(server(LOGIN.withPasswordFile(Path.of("/run/pg pass"))).conninfo(HERE))
                .endsWith("user='o\\'brien' passfile='/run/pg pass'")
                .doesNotContain("s3cret");
    }

    @Test
    void noTextFormHasThePassword() {
        assertThat(server(LOGIN).toString()).doesNotContain("s3cret").contains("s0 at 127.0.0.1:5432");
        assertThat(LOGIN.toString()).isEqualTo("o'brien with a password");
    }

    @Test
    void theMajorVersionIsTheFirstNumber() {
        assertThat(server(LOGIN).majorVersion()).isEqualTo(18);
    }

    @Test
    void anUnknownDriverPropertyIsRefused() {
        assertThatThrownBy(() -> server(LOGIN).dataSource(HERE, "app", Map.of("noSuchThing", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("noSuchThing");
    }

    @Test
    void aClusterNamesTheShardsThatItHas() {
        ShardServer server = server(LOGIN);
        Cluster cluster = new Cluster() {
            @Override
            public List<ShardServer> shards() {
                return List.of(server);
            }

            @Override
            public void copyLogs(Path folder) {}

            @Override
            public void close() {}
        };
        assertThat(cluster.shard(new ShardId("s0"))).isSameAs(server);
        assertThatThrownBy(() -> cluster.shard(new ShardId("s7")))
                .hasMessage("the cluster has no shard 's7', only [s0]");
    }

    private static ShardServer server(Login login) {
        return new JdbcShardServer(new ShardId("s0"), HERE, "app", login, "18.6");
    }
}
