package dev.shardproof.simulator.dataset.profile;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.dataset.CopyTextWriter;
import dev.shardproof.simulator.dataset.Dataset;
import dev.shardproof.simulator.dataset.DatasetException;
import dev.shardproof.simulator.dataset.LoadedData;
import dev.shardproof.simulator.dataset.Loading;
import dev.shardproof.simulator.dataset.SchemaReader;
import dev.shardproof.simulator.dataset.TableLayout;
import dev.shardproof.simulator.dataset.TableRoles;
import dev.shardproof.simulator.topology.KeyType;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * The data set of a workload profile. Shard keys are the numbers from 1 to {@link #keys()}. The rows depend on their number
 * and the seed alone, never on the topology.
 *
 * <p>Immutable and thread-safe.
 */
public final class ProfileDataset implements Dataset {

    /** What each of the two pots of an account holds at first, in cents. */
    public static final long POT_CENTS = 100_000;

    /** How many pots an account has. */
    public static final int POTS = 2;

    /** How many events each user has at first; the last one may have fewer. */
    public static final int EVENTS_EACH = 20;

    /** A time after all events that are there at first, which are of the year before. */
    public static final Instant EVENTS_END = Instant.parse("2026-01-01T00:00:00Z");

    private static final long ROWS_MAX = 1_000_000_000;

    private final ProfileTables tables;
    private final long seed;

    private ProfileDataset(ProfileTables tables, long rows, long seed) {
        this.tables = tables;
        this.seed = seed;
        if (rows < 1 || rows > ROWS_MAX) {
            throw new IllegalArgumentException("the number of rows is 1 to %d, found %d".formatted(ROWS_MAX, rows));
        }
    }

    /** Accounts with two pots of equal balances, and an empty list of transfers. At least two accounts. */
    public static ProfileDataset bank(long rows, long seed) {
        return new ProfileDataset(new Bank(Math.max(2, rows / POTS)), rows, seed);
    }

    /** Registers at version 0, written by nobody. */
    public static ProfileDataset register(long rows, long seed) {
        return new ProfileDataset(new Registers(rows), rows, seed);
    }

    /** Empty lists. */
    public static ProfileDataset append(long rows, long seed) {
        return new ProfileDataset(new Lists(rows), rows, seed);
    }

    /** Users with {@value #EVENTS_EACH} events each. */
    public static ProfileDataset timeline(long rows, long seed) {
        return new ProfileDataset(new Events(rows), rows, seed);
    }

    /** How many shard keys there are. */
    public long keys() {
        return tables.keys();
    }

    @Override
    public LoadedData load(Cluster cluster, Topology topology) {
        Loading.requireReady(cluster, topology);
        String ddl = ddl();
        TableRoles roles = new TableRoles(tables.shardKeys(), List.of());
        Map<ShardId, SchemaReader.Schema> schemas = Loading.onEach(cluster, (server, connection) -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(ddl);
            }
            return SchemaReader.read(connection, roles, topology.strategy());
        });
        Map<ShardId, Map<TableLayout, Long>> rows = Loading.onEach(cluster, (server, connection) -> {
            Map<TableLayout, Long> counts = new HashMap<>();
            for (TableLayout table : schemas.get(server.id()).tables()) {
                counts.put(table, fill(connection, table, topology, server.id()));
            }
            return counts;
        });
        return Loading.finish(cluster, schemas.values().iterator().next(), rows, seed);
    }

    private long fill(Connection connection, TableLayout table, Topology topology, ShardId shard)
            throws SQLException, InterruptedException {
        try (CopyTextWriter writer = new CopyTextWriter(connection, table)) {
            if (!topology.shards().contains(shard)) {
                return writer.finish(); // a future target: what it is to have is the migrator's business
            }
            for (long key = 1; key <= tables.keys(); key++) {
                if (topology.ownerOf(KeyType.INTEGER.pointOf(topology.strategy(), key))
                        .equals(shard)) {
                    tables.write(table.table(), key, random(key), writer);
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException("the loading of shard %s was interrupted".formatted(shard));
                }
            }
            return writer.finish();
        }
    }

    /** Of that key alone; scattered, for neighbouring seeds may give overlapping numbers. */
    private SplittableRandom random(long key) {
        return new SplittableRandom(
                new SplittableRandom(seed * 0x9e3779b97f4a7c15L + key * 0x94d049bb133111ebL).nextLong());
    }

    private String ddl() {
        try (InputStream resource = ProfileDataset.class.getResourceAsStream(tables.name() + ".sql")) {
            return new String(
                    Objects.requireNonNull(resource, "no DDL for " + tables.name())
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new DatasetException("the built-in schema of %s can not be read".formatted(tables.name()), e);
        }
    }

    private record Bank(long keys) implements ProfileTables {
        @Override
        public String name() {
            return "bank";
        }

        @Override
        public Map<String, String> shardKeys() {
            return Map.of("accounts", "account_id", "transfers", "account_id");
        }

        @Override
        public void write(String table, long key, SplittableRandom random, CopyTextWriter writer) throws SQLException {
            for (int pot = 0; table.equals("accounts") && pot < POTS; pot++) {
                writer.integer(key)
                        .integer(pot)
                        .hundredths(POT_CENTS)
                        .text(Words.some(random))
                        .endRow();
            }
        }
    }

    private record Registers(long keys) implements ProfileTables {
        @Override
        public String name() {
            return "register";
        }

        @Override
        public Map<String, String> shardKeys() {
            return Map.of("registers", "register_id", "register_versions", "register_id");
        }

        @Override
        public void write(String table, long key, SplittableRandom random, CopyTextWriter writer) throws SQLException {
            writer.integer(key).integer(0);
            if (table.equals("registers")) {
                writer.integer(0).text(Words.some(random));
            }
            writer.endRow();
        }
    }

    private record Lists(long keys) implements ProfileTables {
        @Override
        public String name() {
            return "append";
        }

        @Override
        public Map<String, String> shardKeys() {
            return Map.of("lists", "list_id");
        }

        @Override
        public void write(String table, long key, SplittableRandom random, CopyTextWriter writer) throws SQLException {
            writer.integer(key).text("{}").text(Words.some(random)).endRow();
        }
    }

    private record Events(long rows) implements ProfileTables {
        @Override
        public String name() {
            return "timeline";
        }

        @Override
        public Map<String, String> shardKeys() {
            return Map.of("events", "user_id");
        }

        @Override
        public long keys() {
            return (rows + EVENTS_EACH - 1) / EVENTS_EACH;
        }

        @Override
        public void write(String table, long key, SplittableRandom random, CopyTextWriter writer) throws SQLException {
            long yearSeconds = 365L * 24 * 60 * 60;
            for (long event = (key - 1) * EVENTS_EACH; event < Math.min(rows, key * EVENTS_EACH); event++) {
                writer.integer(key)
                        .text(new UUID(random.nextLong(), random.nextLong()).toString())
                        .text(EVENTS_END
                                .minusSeconds(random.nextLong(1, yearSeconds))
                                .toString())
                        .integer(0)
                        .text(Words.some(random))
                        .endRow();
            }
        }
    }
}
