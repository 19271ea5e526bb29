package dev.shardproof.simulator.dataset.user;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.dataset.Dataset;
import dev.shardproof.simulator.dataset.DatasetException;
import dev.shardproof.simulator.dataset.LoadedData;
import dev.shardproof.simulator.dataset.Loading;
import dev.shardproof.simulator.dataset.SchemaReader;
import dev.shardproof.simulator.dataset.TableLayout;
import dev.shardproof.simulator.dataset.TableRoles;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The user's own tables and rows.
 *
 * <p>The schema script runs on every server. The rows, those that the schema script inserts among them, are gathered in a
 * scratch database ({@link Staging}) and from there spread over the shards by the shard keys, without triggers and
 * foreign key checks. The scratch database is dropped at the end.
 *
 * <p>Immutable and thread-safe.
 */
public final class UserDataset implements Dataset {

    /** Makes the driver send a script as it is, in one message, instead of splitting it. */
    static final Map<String, String> SIMPLE_QUERIES = Map.of("preferQueryMode", "simple");

    private final Path schema;
    private final List<LoadFile> files;
    private final TableRoles roles;
    private final long seed;

    /**
     * @param schema the script that creates the tables
     * @param files scripts and CSV files with rows, loaded in this order
     * @param roles which tables are sharded, and by what
     * @param seed decides the sample of shard keys
     */
    public UserDataset(Path schema, List<LoadFile> files, TableRoles roles, long seed) {
        this.schema = Objects.requireNonNull(schema, "schema is null");
        this.files = List.copyOf(files);
        this.roles = Objects.requireNonNull(roles, "roles is null");
        this.seed = seed;
    }

    @Override
    public LoadedData load(Cluster cluster, Topology topology) {
        SqlScript script = SqlScript.read(schema);
        List<Rows> rows = files.stream().map(Rows::open).toList();
        Loading.requireReady(cluster, topology);
        Loading.onEach(cluster, (server, connection) -> {
            try (Connection simple = server.dataSource(server.endpoint(), server.database(), SIMPLE_QUERIES)
                    .getConnection()) {
                script.run(simple);
            }
            return server.id();
        });
        ShardServer first = cluster.shards().get(0);
        try {
            SchemaReader.Schema tables = read(first, topology);
            try (Staging staging = Staging.create(cluster, first.id())) {
                for (Rows part : rows) {
                    part.load(staging, tables.tables());
                }
                return spread(cluster, topology, tables, staging);
            }
        } catch (SQLException e) {
            throw new DatasetException("shard %s: %s".formatted(first.id(), e.getMessage()), e);
        }
    }

    private LoadedData spread(Cluster cluster, Topology topology, SchemaReader.Schema schema, Staging staging)
            throws SQLException {
        requireNoNewTables(staging, topology);
        Map<TableLayout, Long> staged = staging.count(schema.tables());
        Map<String, Long> sequences = staging.sequences();
        Map<ShardId, Map<TableLayout, Long>> loaded = Loading.onEach(cluster, (server, connection) -> {
            truncate(connection, schema.tables());
            Map<TableLayout, Long> counts;
            try (Connection source = staging.connect()) {
                counts = new Distribution(source, topology).fill(server.id(), connection, schema.tables());
            }
            Loading.setSequences(connection, sequences);
            return counts;
        });
        requireAllSpread(staged, loaded, topology.shards().size());
        return Loading.finish(cluster, schema, loaded, seed);
    }

    private SchemaReader.Schema read(ShardServer server, Topology topology) throws SQLException {
        try (Connection connection = server.connect()) {
            return SchemaReader.read(connection, roles, topology.strategy());
        }
    }

    /** A table that only a load file creates is on no shard, and has no role. */
    private void requireNoNewTables(Staging staging, Topology topology) throws SQLException {
        try (Connection connection = staging.connect()) {
            SchemaReader.read(connection, roles, topology.strategy());
        } catch (DatasetException e) {
            throw new DatasetException(
                    "a load file has changed the tables; that belongs into %s: %s".formatted(schema, e.getMessage()),
                    e);
        }
    }

    /** The schema script may have inserted rows: they are in the staging database too, and come back by their keys. */
    private static void truncate(Connection connection, List<TableLayout> tables) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE "
                    + tables.stream().map(TableLayout::qualifiedName).collect(Collectors.joining(", ")));
        }
    }

    private static void requireAllSpread(
            Map<TableLayout, Long> staged, Map<ShardId, Map<TableLayout, Long>> loaded, int owners) {
        staged.forEach((table, count) -> {
            long copies = table.isSharded() ? 1 : owners;
            long spread =
                    loaded.values().stream().mapToLong(rows -> rows.get(table)).sum();
            if (spread != count * copies) {
                throw new DatasetException("table %s: %d rows were staged, but %d of %d have reached the shards"
                        .formatted(table.displayName(), count, spread, count * copies));
            }
        });
    }

    /** One load file, opened and checked before anything is created. */
    private record Rows(LoadFile file, SqlScript script, CsvFile csv) {

        static Rows open(LoadFile file) {
            return file.table().isPresent()
                    ? new Rows(file, null, CsvFile.open(file.path()))
                    : new Rows(file, SqlScript.read(file.path()), null);
        }

        void load(Staging staging, List<TableLayout> tables) throws SQLException {
            if (script != null) {
                try (Connection connection = staging.connectForScripts()) {
                    script.run(connection);
                }
                return;
            }
            try (Connection connection = staging.connect()) {
                Loading.withoutTriggers(connection); // files may come in any order
                csv.copyInto(find(tables), connection);
            }
        }

        private TableLayout find(List<TableLayout> tables) {
            String name = file.table().orElseThrow();
            List<TableLayout> called = tables.stream()
                    .filter(table -> name.equals(table.table()) || name.equals(table.displayName()))
                    .toList();
            if (called.size() != 1) {
                String names = (called.isEmpty() ? tables : called)
                        .stream().map(TableLayout::displayName).collect(Collectors.joining(", "));
                throw new DatasetException("%s: %s '%s': %s"
                        .formatted(
                                file.path(),
                                called.isEmpty() ? "there is no table" : "several tables are called",
                                name,
                                names));
            }
            return called.get(0);
        }
    }
}
