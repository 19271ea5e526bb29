package dev.shardproof.simulator.fault.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.embedded.EmbeddedSettings;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import dev.shardproof.simulator.fault.conductor.FaultConductor;
import dev.shardproof.simulator.fault.conductor.FaultListener;
import dev.shardproof.simulator.fault.conductor.FaultPlacement;
import dev.shardproof.simulator.fault.conductor.FaultRecord;
import dev.shardproof.simulator.fault.conductor.FaultRecord.Outcome;
import dev.shardproof.simulator.fault.conductor.PlacedFault;
import dev.shardproof.simulator.fault.conductor.ProofPlan;
import dev.shardproof.simulator.fault.conductor.SabotagedFaults;
import dev.shardproof.simulator.topology.ShardId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of damage on a real table, measured by the real probe. */
class DataFaultsIT {

    private static final ShardId SHARD = new ShardId("s0");
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final ProofPlan PATIENT = new ProofPlan(3, Duration.ofMillis(50), Duration.ofSeconds(60));
    private static final ProofPlan IMPATIENT = new ProofPlan(3, Duration.ofMillis(50), Duration.ofSeconds(3));

    /** All rows in their exact output form, and all that is defined around them. */
    private static final String EVERYTHING = """
            SELECT md5((SELECT string_agg(i::text, '|' ORDER BY id, no) FROM shop."Item" i)
              || (SELECT string_agg(indexdef, '|' ORDER BY indexname) FROM pg_indexes WHERE schemaname = 'shop')
              || (SELECT string_agg(conname || pg_get_constraintdef(oid), '|' ORDER BY conname) FROM pg_constraint
                  WHERE conrelid = 'shop."Item"'::regclass)
              || (SELECT string_agg(adnum || pg_get_expr(adbin, adrelid), '|' ORDER BY adnum) FROM pg_attrdef
                  WHERE adrelid = 'shop."Item"'::regclass)
              || (SELECT last_value FROM shop."Item_serial_seq"))""";

    private static RunRegistry registry;
    private static Cluster cluster;

    @BeforeAll
    static void start() throws Exception {
        registry = RunRegistry.open(StateFolder.ofCurrentUser());
        cluster = EmbeddedCluster.start(List.of(SHARD), registry.runFolder(), registry, EmbeddedSettings.defaults());
    }

    @AfterAll
    static void stop() {
        cluster.close();
        registry.close();
    }

    @BeforeEach
    void fill() throws SQLException {
        execute("""
                DROP SCHEMA IF EXISTS shop CASCADE; CREATE SCHEMA shop;
                CREATE TABLE shop."Item" (
                  id uuid DEFAULT gen_random_uuid(), no int, serial int GENERATED ALWAYS AS IDENTITY,
                  "Amount" numeric(12,3) NOT NULL CHECK ("Amount" > -10), ratio float8 DEFAULT 0.1, note text, word varchar(20),
                  at timestamptz NOT NULL, bytes bytea, doc json, twice numeric GENERATED ALWAYS AS ("Amount" * 2) STORED,
                  PRIMARY KEY (id, no));
                CREATE INDEX "By note" ON shop."Item" (note);
                INSERT INTO shop."Item" (id, no, "Amount", ratio, note, word, at, bytes, doc)
                SELECT md5(g::text)::uuid, g, g / 7.0, sqrt(g), CASE WHEN g % 5 > 0 THEN E'n\\t,"(\\\\' || g END, 'Größe ' || g,
                  timestamptz '2026-01-01 00:00:00.123456Z' + g * interval '1 minute', decode(md5(g::text), 'hex'),
                  ('{"b": ' || g || ',  "a":1}')::json
                FROM generate_series(1, 200) g""");
    }

    static List<String> damages() {
        return DataFaults.damages();
    }

    @Test
    void theCatalogueNamesEveryKindOfDamage() {
        assertThat(FaultKind.CORRUPT_DATA.parameters().get(0).choices()).isEqualTo(DataFaults.damages());
    }

    @ParameterizedTest
    @MethodSource("damages")
    void itIsThereAndLeavesNoTrace(String damage) throws SQLException {
        String before = query(EVERYTHING);
        try (ActiveFault acting = family().inject(fault(damage), LONG)) {
            assertThat(acting.fault()).isEqualTo(fault(damage));
            assertThat(query(EVERYTHING)).isNotEqualTo(before);
        }
        assertThat(query(EVERYTHING)).isEqualTo(before);
        assertThat(query("SELECT count(*) FROM pg_replication_origin")).isEqualTo("0");
    }

    @ParameterizedTest
    @MethodSource("damages")
    void itIsProven(String damage) {
        FaultRecord record = conducted(fault(damage), family(), PATIENT);
        assertThat(record.outcome()).as("%s", record).isEqualTo(Outcome.PROVEN);
    }

    @ParameterizedTest
    @MethodSource("damages")
    void withoutInjectionItIsNotProven(String damage) {
        FaultRecord record = conducted(fault(damage), SabotagedFaults.neverActs(family()), IMPATIENT);
        assertThat(record.outcome()).as("%s", record).isEqualTo(Outcome.NOT_PROVEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"missingRow", "extraRow", "swappedValues", "sequenceBehind", "missingIndex"})
    void withoutHealingItIsNotHealed(String damage) {
        try (SabotagedFaults sabotaged = SabotagedFaults.neverHeals(family())) {
            FaultRecord record = conducted(fault(damage), sabotaged, IMPATIENT);
            assertThat(record.outcome()).as("%s", record).isEqualTo(Outcome.NOT_HEALED);
        }
    }

    @Test
    void theDamageStaysOnItsShard() throws SQLException {
        execute("CREATE PUBLICATION everything FOR ALL TABLES");
        execute("SELECT pg_create_logical_replication_slot('watcher', 'pgoutput')");
        try {
            family().inject(fault("missingRow"), LONG).close();
            assertThat(changesPassedOn()).isEqualTo("0");
            execute("DELETE FROM shop.\"Item\" WHERE no = 1");
            assertThat(changesPassedOn()).as("a change that is no damage").isEqualTo("1");
        } finally {
            execute("SELECT pg_drop_replication_slot('watcher')");
            execute("DROP PUBLICATION everything");
        }
    }

    /** Deletions and insertions that a subscription with {@code origin = none} would get. */
    private static String changesPassedOn() throws SQLException {
        return query("""
                SELECT count(*) FROM pg_logical_slot_get_binary_changes('watcher', NULL, NULL, 'proto_version', '4',
                  'publication_names', 'everything', 'origin', 'none') WHERE get_byte(data, 0) IN (ascii('D'), ascii('I'))""");
    }

    @Test
    void whatIsWrittenMeanwhileIsNotOverwritten() throws SQLException {
        try (ActiveFault acting = family().inject(fault("staleValue"), LONG)) {
            assertThat(acting.fault().kind()).isEqualTo(FaultKind.CORRUPT_DATA);
            execute("UPDATE shop.\"Item\" SET \"Amount\" = 1234");
        }
        assertThat(query("SELECT count(*) FROM shop.\"Item\" WHERE \"Amount\" <> 1234"))
                .isEqualTo("0");
    }

    @Test
    void rowsThatAreStillOnTheirWayAreWaitedFor() throws Exception {
        execute("TRUNCATE shop.\"Item\"");
        Thread writer = new Thread(() -> {
            try {
                Thread.sleep(500); // the point: they come later
                execute(
                        "INSERT INTO shop.\"Item\" (no, \"Amount\", at) SELECT g, 1, now() FROM generate_series(1, 3) g");
            } catch (SQLException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();
        try (ActiveFault acting = family().inject(fault("missingRow"), LONG)) {
            assertThat(acting.fault().target()).isEqualTo(FaultTarget.of(SHARD));
            assertThat(query("SELECT count(*) FROM shop.\"Item\"")).isEqualTo("0");
        } finally {
            writer.join();
        }
        assertThat(query("SELECT count(*) FROM shop.\"Item\"")).isEqualTo("3");
    }

    @Test
    void whatCanNotBeDamagedIsToldSo() throws SQLException {
        execute("CREATE TABLE shop.log (line text); CREATE TABLE shop.bare (id text PRIMARY KEY)");
        assertThatThrownBy(() -> family().measures(fault("missingRow", "shop.orders")))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("there is no table 'shop.orders'");
        assertThatThrownBy(() -> family().measures(fault("missingRow", "shop.log")))
                .hasMessageContaining("has no primary key");
        assertThatThrownBy(() -> family().measures(fault("extraRow", "shop.bare")))
                .hasMessageContaining("needs a key whose last column is a number");
        assertThatThrownBy(() -> family().measures(fault("staleValue", "shop.bare")))
                .hasMessageContaining("has no column that staleValue could be done to");
        assertThatThrownBy(() -> family().measures(fault("missingIndex", "shop.bare")))
                .hasMessageContaining("it lacks an index that is no constraint");
    }

    private static FaultRecord conducted(Fault fault, FaultFamily family, ProofPlan plan) {
        FaultConductor conductor = new FaultConductor(
                List.of(new PlacedFault(fault, FaultPlacement.atProgress("copying", 0.4), Duration.ofSeconds(2))),
                family,
                plan,
                InstantSource.system(),
                System::nanoTime,
                FaultListener.NONE);
        conductor.observe("copying", 0.4);
        Awaitility.await().atMost(LONG).until(() -> {
            FaultRecord record = conductor.records().get(0);
            return record.ended().isPresent() || record.problem().isPresent();
        });
        conductor.close();
        return conductor.records().get(0);
    }

    private static FaultFamily family() {
        return new DataFaults(cluster, System::nanoTime);
    }

    private static Fault fault(String damage) {
        return fault(damage, "shop.Item");
    }

    private static Fault fault(String damage, String table) {
        return new Fault(
                FaultKind.CORRUPT_DATA, FaultTarget.of(SHARD), Map.of("damage", damage, "table", table, "rows", 3L));
    }

    private static void execute(String sql) throws SQLException {
        try (Connection session = cluster.shard(SHARD).connect();
                Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(String sql) throws SQLException {
        try (Connection session = cluster.shard(SHARD).connect();
                Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
