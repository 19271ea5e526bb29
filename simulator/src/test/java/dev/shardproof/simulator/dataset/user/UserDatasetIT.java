package dev.shardproof.simulator.dataset.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.dataset.DatasetException;
import dev.shardproof.simulator.dataset.LoadedData;
import dev.shardproof.simulator.dataset.TableLayout;
import dev.shardproof.simulator.dataset.TableRoles;
import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.Ownership;
import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.ShardingStrategy;
import dev.shardproof.simulator.topology.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserDatasetIT {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");
    private static final ShardId S2 = new ShardId("s2");
    private static final Topology TWO_SHARDS = Planner.equalShares(List.of(S0, S1));

    private static final String SHOP = """
            CREATE TYPE mood AS ENUM ('sad', 'happy');
            CREATE TABLE tenants (tenant text PRIMARY KEY, moods mood[], name text);
            CREATE TABLE items (
                tenant text REFERENCES tenants, id serial, price numeric NOT NULL,
                gross numeric GENERATED ALWAYS AS (price * 2) STORED, PRIMARY KEY (tenant, id));
            CREATE TABLE "Größen ""x""\" (code int PRIMARY KEY, label text);
            CREATE VIEW cheap AS SELECT * FROM items WHERE price < 1;
            CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $body$
            BEGIN
                NEW.name := NEW.name || '; touched';
                RETURN NEW;
            END $body$;
            CREATE TRIGGER touch BEFORE INSERT ON tenants FOR EACH ROW EXECUTE FUNCTION touch();
            """;

    private static final TableRoles SHOP_ROLES =
            new TableRoles(Map.of("tenants", "tenant", "public.items", "tenant"), List.of("Größen \"x\""));

    private static RunRegistry registry;
    private static Cluster cluster;

    @TempDir
    Path folder;

    @BeforeAll
    static void startCluster() throws Exception {
        registry = RunRegistry.open(StateFolder.ofCurrentUser());
        cluster = EmbeddedCluster.start(List.of(S0, S1, S2), registry);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
        registry.close();
    }

    @AfterEach
    void onlyTheApplicationsDatabaseIsLeft() throws SQLException {
        for (ShardServer server : cluster.shards()) {
            assertThat(query(server, "SELECT count(*) FROM pg_database WHERE datname LIKE 'shardproof\\_staging%'"))
                    .isEqualTo("0");
            execute(server, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
            execute(server, "DROP SCHEMA IF EXISTS crm CASCADE");
        }
    }

    @Test
    void aDatabaseOfSomebodyElseStaysWhateverItIsCalled() throws Exception {
        ShardServer first = cluster.shards().get(0);
        execute(first, "CREATE DATABASE shardproof_staging");
        try {
            dataset(
                            "CREATE TABLE public.tenants (tenant text PRIMARY KEY)",
                            new TableRoles(Map.of("tenants", "tenant"), List.of()),
                            LoadFile.sql(write("tenants.sql", "INSERT INTO tenants VALUES ('a'), ('b')")))
                    .load(cluster, TWO_SHARDS);
        } finally {
            execute(first, "DROP DATABASE shardproof_staging");
        }
    }

    @Test
    void scriptsAndCsvFilesAreSpreadByTheShardKey() throws Exception {
        StringBuilder tenants = new StringBuilder("\ufeffname,tenant,moods\r\n");
        StringBuilder items = new StringBuilder("price,id,tenant\n");
        for (int i = 0; i < 500; i++) {
            tenants.append("\"Näme, %d\",té-%d,\"{happy,sad}\"\r\n".formatted(i, i));
            for (int j = 0; j < 3; j++) {
                items.append("%d.5,%d,té-%d%n".formatted(j, i * 10 + j, i));
            }
        }
        LoadedData data = dataset(
                        SHOP,
                        SHOP_ROLES,
                        LoadFile.csv("items", write("items.csv", items)), // before its parents
                        LoadFile.csv("public.tenants", write("tenants.csv", tenants)),
                        LoadFile.sql(
                                write("sizes.sql", "INSERT INTO \"Größen \"\"x\"\"\" VALUES (1, 'S'), (2, NULL);")))
                .load(cluster, TWO_SHARDS);

        assertThat(data.tables()).extracting(TableLayout::table).startsWith("Größen \"x\"", "tenants");
        TableLayout itemTable = data.tables().get(2);
        assertThat(data.rowsOf(itemTable)).isEqualTo(1500);
        assertThat(itemTable.columns().get(3).generated()).isTrue();
        assertThat(data.root().table()).isEqualTo("tenants");
        assertThat(data.shardKeys()).hasSize(500).contains("té-0", "té-499");
        for (ShardServer server : cluster.shards()) {
            String strange = "SELECT count(*) FROM items WHERE NOT "
                    + itemTable.rangeCondition(ShardingStrategy.HASHED, TWO_SHARDS.rangesOf(server.id()));
            assertThat(query(server, strange)).isEqualTo("0");
            assertThat(query(server, "SELECT count(*) FROM \"Größen \"\"x\"\"\""))
                    .isEqualTo(server.id().equals(S2) ? "0" : "2");
            assertThat(query(server, "SELECT count(*) FROM tenants WHERE name LIKE '%touched'"))
                    .as("triggers do not run again")
                    .isEqualTo("0");
            assertThat(query(server, "SELECT count(*) FROM items WHERE gross <> price * 2"))
                    .isEqualTo("0");
            assertThat(query(server, "SELECT nextval('items_id_seq')")).isEqualTo("4993");
        }
        assertThat(data.rows().get(itemTable).get(S0)).isPositive();
        assertThat(data.rows().get(itemTable).get(S2)).isZero();
    }

    @Test
    void rowsOfTheSchemaScriptAreSpreadToo() throws Exception {
        String dump = "\\restrict abc\nSELECT pg_catalog.set_config('search_path', '', false);\n"
                + "CREATE TABLE public.t (id bigint PRIMARY KEY);\n"
                + "INSERT INTO public.t SELECT generate_series(1, 100);\n\\unrestrict abc\n";
        Topology plain = new Topology(
                1,
                ShardingStrategy.PLAIN,
                List.of(new Ownership(KeyRange.below(21), S0), new Ownership(KeyRange.from(21), S1)));
        LoadedData data =
                dataset(dump, new TableRoles(Map.of("t", "id"), List.of())).load(cluster, plain);
        assertThat(data.rows().get(data.root())).isEqualTo(Map.of(S0, 20L, S1, 80L, S2, 0L));
    }

    @Test
    void weirdNamesAndSchemasWork() throws Exception {
        String schema = """
                CREATE SCHEMA crm;
                CREATE TABLE crm."Sel""ect" ("Key.Col" uuid PRIMARY KEY, "order" int);
                CREATE TABLE public."Sel""ect" (id int);
                INSERT INTO crm."Sel""ect" SELECT gen_random_uuid(), g FROM generate_series(1, 50) g;
                """;
        LoadedData data = dataset(schema, new TableRoles(Map.of("crm.Sel\"ect", "Key.Col"), List.of("public.Sel\"ect")))
                .load(cluster, TWO_SHARDS);
        assertThat(data.rowsOf(data.root())).isEqualTo(50);
        assertThat(data.shardKeys()).hasSize(50).hasOnlyElementsOfType(java.util.UUID.class);
    }

    @Test
    void aTableWithoutARoleIsNamed() {
        assertRefused(
                SHOP,
                new TableRoles(Map.of("tenants", "tenant"), List.of()),
                "table public.items has neither a shard key nor a reference entry",
                "(tenant, id, price, gross)",
                "public.Größen \"x\" has neither");
    }

    @Test
    void wrongRolesListWhatThereIs() {
        String schema = "CREATE TABLE a (x int, f float8, n bigint); CREATE TABLE b (x int)";
        assertRefused(
                schema,
                new TableRoles(Map.of("a", "f", "c", "x"), List.of("b", "d")),
                "shardKey: there is no table 'c', only public.a, public.b",
                "reference: there is no table 'd'",
                "shard key public.a.f is of the type float8; the strategy 'hashed' allows smallint, integer, bigint, text");
        assertRefused(
                schema,
                new TableRoles(Map.of("a", "y"), List.of("b")),
                "table public.a has no column 'y', only x, f, n");
        assertRefused(schema, new TableRoles(Map.of("a", "x"), List.of("a", "b")), "it can only be one");
        assertRefused(schema, new TableRoles(Map.of(), List.of("a", "b")), "no table is sharded");
    }

    @Test
    void keysThatHaveNoStableHashAreRefused() {
        assertRefused("""
                CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
                CREATE TABLE t (k text COLLATE loose, g int GENERATED ALWAYS AS (1) STORED);
                """, new TableRoles(Map.of("t", "k"), List.of()), "non-deterministic collation");
        assertRefused(
                "CREATE TABLE t (k int, g int GENERATED ALWAYS AS (1) STORED)",
                new TableRoles(Map.of("t", "g"), List.of()),
                "generated column");
    }

    @Test
    void aRowWithoutAShardKeyIsRefusedAndANullableKeyIsAWarning() throws Exception {
        String schema = "CREATE TABLE t (k int, v int); INSERT INTO t VALUES (1, 1), (NULL, 2);";
        TableRoles roles = new TableRoles(Map.of("t", "k"), List.of());
        assertRefused(schema, roles, "table public.t: 1 rows have no shard key (k is NULL)");
        LoadedData data = dataset("CREATE TABLE t (k int, v int); INSERT INTO t VALUES (1, 1)", roles)
                .load(cluster, TWO_SHARDS);
        assertThat(data.warnings()).singleElement().asString().contains("public.t.k can be NULL");
    }

    @Test
    void anErrorInAScriptHasFileAndLine() {
        assertRefused(
                "CREATE TABLE t (k int);\n-- é😀\n\nCREATE TABEL u (k int);",
                new TableRoles(Map.of("t", "k"), List.of()),
                "schema.sql line 4: syntax error at or near \"TABEL\"");
    }

    @Test
    void anErrorInACsvFileHasFileLineTableAndColumn() throws Exception {
        Path rows = write("t.csv", "k,v\n1,1\n2,two\n");
        assertThatThrownBy(() -> dataset(
                                "CREATE TABLE t (k int, v int)",
                                new TableRoles(Map.of("t", "k"), List.of()),
                                LoadFile.csv("t", rows))
                        .load(cluster, TWO_SHARDS))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("t.csv line 3 (table public.t, column v): invalid input syntax");
    }

    @Test
    void aTableThatOnlyALoadFileCreatesIsRefused() throws Exception {
        Path rows = write("rows.sql", "CREATE TABLE extra (k int)");
        assertThatThrownBy(() -> dataset(
                                "CREATE TABLE t (k int)",
                                new TableRoles(Map.of("t", "k"), List.of()),
                                LoadFile.sql(rows))
                        .load(cluster, TWO_SHARDS))
                .hasMessageContaining("a load file has changed the tables")
                .hasMessageContaining("public.extra");
    }

    private void assertRefused(String schema, TableRoles roles, String... parts) {
        assertThatThrownBy(() -> dataset(schema, roles).load(cluster, TWO_SHARDS))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll(parts);
        try {
            for (ShardServer server : cluster.shards()) {
                execute(server, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private UserDataset dataset(String schema, TableRoles roles, LoadFile... files) throws IOException {
        return new UserDataset(write("schema.sql", schema), List.of(files), roles, 42);
    }

    private Path write(String name, CharSequence content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static String query(ShardServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void execute(ShardServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
