package dev.shardproof.verifier.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.checksum.FullChecksum;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.count.RowCount;
import dev.shardproof.verifier.dialect.SessionLimits;
import dev.shardproof.verifier.dialect.postgres.PostgresDialect;
import dev.shardproof.verifier.report.ServerReport.Role;
import dev.shardproof.verifier.shards.TestingShards;
import dev.shardproof.verifier.shards.TestingSides;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.table.ImageForm;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreflightIT {

    @BeforeEach
    void aRoleMadeByTheScript() throws SQLException {
        TestingShards.empty();
        removeRoles();
        TestingShards.executeOnAll("""
                CREATE TABLE orders (id bigint PRIMARY KEY, note text); CREATE SEQUENCE numbers;
                CREATE VIEW open_orders AS SELECT * FROM orders""");
        int version = Integer.parseInt(TestingShards.query("s0", "SHOW server_version_num"));
        for (String shard : TestingShards.NAMES) {
            // One server: its roles are there once, and what is granted is granted in each database.
            TestingShards.execute(
                    shard,
                    ReadOnlyRole.script("auditor", shard, List.of("public"), version)
                            .lines()
                            .filter(line -> shard.equals("s0") || !line.startsWith("CREATE ROLE"))
                            .collect(Collectors.joining("\n")));
        }
        TestingShards.execute("s0", "CREATE ROLE another_role; CREATE ROLE clerks; CREATE ROLE chiefs");
    }

    @AfterAll
    static void removeRoles() throws SQLException {
        for (String role : List.of("auditor", "clerks", "chiefs", "another_role")) {
            for (String shard : TestingShards.NAMES) {
                TestingShards.execute(shard, """
                        DO $$ BEGIN IF to_regrole('ROLE') IS NOT NULL THEN
                          REASSIGN OWNED BY ROLE TO postgres; DROP OWNED BY ROLE CASCADE;
                        END IF; END $$""".replace("ROLE", role));
            }
            TestingShards.execute("s0", "DROP ROLE IF EXISTS " + role);
        }
        TestingShards.execute("s0", "SELECT lo_unlink(oid) FROM pg_largeobject_metadata WHERE oid = 4711");
    }

    @Test
    void aRoleMadeByTheScriptMayOnlyReadAndCanVerify() throws Exception {
        TestingShards.execute("s0", "INSERT INTO orders SELECT g, 'x' FROM generate_series(1, 50) g");
        TestingShards.execute("s1", "INSERT INTO orders SELECT g, 'x' FROM generate_series(1, 50) g");

        try (SnapshotSet sources = open("s0");
                SnapshotSet targets = open("s1", "s2")) {
            List<ServerFacts> facts = Stream.concat(
                            Preflight.look(sources, Role.SOURCE).stream(),
                            Preflight.look(targets, Role.TARGET).stream())
                    .toList();
            assertThat(facts).flatExtracting(ServerFacts::rights).isEmpty();
            assertThat(Preflight.refusal(facts)).isEmpty();
            assertThat(Preflight.sameServer(facts)).isEmpty();

            ComparedRows rows = ComparedRows.sides(
                    sources,
                    targets,
                    List.of(TableMapping.same(TableSpec.sharded("public", "orders"))),
                    ImageForm.EXACT);
            Map<String, CheckResult> results =
                    TestingShards.run(new RowCount(rows, System::nanoTime), new FullChecksum(rows, System::nanoTime));
            assertThat(results.values()).extracting(CheckResult::verdict).containsOnly(Verdict.PASS);
        }
    }

    @Test
    void theScriptForOlderServersGrantsWhatIsThereAndNoMore() throws Exception {
        removeRoles();
        TestingShards.execute("s0", ReadOnlyRole.script("auditor", "s0", List.of("public"), 130023));
        try (SnapshotSet sources = open("s0")) {
            assertThat(Preflight.look(sources, Role.SOURCE).get(0).rights()).isEmpty();
            assertThat(sources.onEach(
                            List.of("s0"),
                            reader -> reader.texts(
                                    "read", "SELECT last_value FROM public.numbers, public.orders", List.of())))
                    .containsOnlyKeys("s0");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ALTER ROLE auditor SUPERUSER                                     | is SUPERUSER                                          | ALTER ROLE auditor NOSUPERUSER
            ALTER ROLE auditor REPLICATION                                   | is REPLICATION                                        | ALTER ROLE auditor NOREPLICATION
            ALTER ROLE auditor CREATEROLE                                    | is CREATEROLE                                         | ALTER ROLE auditor NOCREATEROLE
            ALTER ROLE auditor CREATEDB                                      | is CREATEDB                                           | ALTER ROLE auditor NOCREATEDB
            ALTER ROLE chiefs SUPERUSER; GRANT chiefs TO auditor WITH INHERIT FALSE | is a member of chiefs, which is SUPERUSER      | REVOKE chiefs FROM auditor
            GRANT pg_write_all_data TO auditor                               | is a member of pg_write_all_data                      | REVOKE pg_write_all_data FROM auditor
            GRANT pg_write_server_files TO clerks; GRANT clerks TO auditor   | is a member of pg_write_server_files                  | REVOKE clerks FROM auditor
            GRANT pg_execute_server_program TO auditor                       | is a member of pg_execute_server_program              | REVOKE pg_execute_server_program FROM auditor
            GRANT pg_signal_backend TO auditor                               | is a member of pg_signal_backend                      | REVOKE pg_signal_backend FROM auditor
            GRANT pg_maintain TO auditor                                     | is a member of pg_maintain                            | REVOKE pg_maintain FROM auditor
            GRANT INSERT ON orders TO auditor                                | may INSERT on table public.orders                     | REVOKE INSERT ON ALL TABLES IN SCHEMA public FROM auditor
            GRANT UPDATE (note) ON orders TO auditor                         | may UPDATE on table public.orders                     | REVOKE UPDATE ON ALL TABLES IN SCHEMA public FROM auditor
            GRANT DELETE, TRUNCATE ON orders TO PUBLIC                       | may DELETE, TRUNCATE on table public.orders, as everybody may (PUBLIC) | REVOKE DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public FROM PUBLIC
            GRANT TRIGGER ON orders TO auditor                               | may TRIGGER on table public.orders                    | REVOKE TRIGGER
            GRANT INSERT ON open_orders TO auditor                           | may INSERT on table public.open_orders                | REVOKE INSERT
            GRANT INSERT ON orders TO clerks; GRANT clerks TO auditor WITH INHERIT FALSE | may INSERT on table public.orders, as a member of clerks | REVOKE clerks FROM auditor
            ALTER TABLE orders OWNER TO auditor                              | owns table public.orders                              | ALTER TABLE public.orders OWNER TO another_role
            GRANT UPDATE ON numbers TO auditor                               | may UPDATE on sequence public.numbers                 | REVOKE UPDATE ON ALL SEQUENCES IN SCHEMA public FROM auditor
            GRANT CREATE ON SCHEMA public TO PUBLIC                          | may CREATE on schema public, as everybody may (PUBLIC) | REVOKE CREATE ON SCHEMA public FROM PUBLIC
            GRANT CREATE ON DATABASE s0 TO auditor                           | may CREATE on database s0                             | REVOKE CREATE ON DATABASE s0 FROM auditor
            CREATE TYPE mood AS ENUM ('glad'); ALTER TYPE mood OWNER TO auditor | owns type public.mood                    | REASSIGN OWNED BY auditor TO another_role
            CREATE FUNCTION one() RETURNS int LANGUAGE SQL AS 'SELECT 1'; ALTER FUNCTION one OWNER TO auditor | owns function public.one() | REASSIGN OWNED BY auditor TO another_role
            SELECT lo_create(4711); GRANT UPDATE ON LARGE OBJECT 4711 TO auditor | may UPDATE on large object 4711        | REVOKE UPDATE ON LARGE OBJECT 4711 FROM auditor
            CREATE TABLE mine (id int); ALTER TABLE mine OWNER TO auditor; ALTER TABLE orders OWNER TO auditor | owns 2 tables (public.mine, public.orders) | REASSIGN OWNED BY auditor TO another_role""")
    void aRoleThatCouldWriteIsNamedAndTheRemedyCuresIt(String grant, String reason, String remedy) throws Exception {
        TestingShards.execute("s0", grant);

        ServerFacts facts;
        try (SnapshotSet sources = open("s0")) {
            facts = Preflight.look(sources, Role.SOURCE).get(0);
        }

        assertThat(facts.writable()).isTrue();
        assertThat(facts.report().writable()).contains(reason);
        assertThat(facts.rights()).anySatisfy(right -> {
            assertThat(right.reason()).isEqualTo(reason);
            assertThat(right.remedy()).startsWith(remedy);
        });
        assertThat(Preflight.refusal(List.of(facts)).orElseThrow())
                .contains("source s0", reason, remedy, "CREATE ROLE \"shardproof\"");

        for (WriteRight right : facts.rights()) {
            TestingShards.execute("s0", right.remedy());
        }
        try (SnapshotSet sources = open("s0")) {
            assertThat(Preflight.look(sources, Role.SOURCE).get(0).rights()).isEmpty();
        }
    }

    @Test
    void rightsThatDoNoHarmAreNoReason() throws Exception {
        TestingShards.execute("s0", """
                ALTER ROLE auditor BYPASSRLS; GRANT TEMPORARY ON DATABASE s0 TO auditor; GRANT SELECT ON orders TO PUBLIC;
                GRANT INSERT ON orders TO clerks; GRANT pg_monitor TO auditor; GRANT REFERENCES ON orders TO auditor""");
        try (SnapshotSet sources = open("s0")) {
            assertThat(Preflight.look(sources, Role.SOURCE).get(0).rights()).isEmpty();
        }
    }

    @Test
    void theServerSaysWhoItIs() throws Exception {
        try (SnapshotSet sources = open("s0")) {
            ServerFacts facts = Preflight.look(sources, Role.SOURCE).get(0);

            assertThat(facts.version()).startsWith("PostgreSQL 1");
            assertThat(facts.versionNumber()).isGreaterThan(13_00_00);
            assertThat(facts.address()).matches(".+:\\d+");
            assertThat(facts.systemIdentifier())
                    .isEqualTo(TestingShards.query("s0", "SELECT system_identifier FROM pg_control_system()"));
            assertThat(facts.report().database()).endsWith("/s0");
            assertThat(facts.login()).isEqualTo("auditor");
            assertThat(facts.standby()).isFalse();
            assertThat(facts.tls()).isEqualTo("none");
        }
    }

    @Test
    void aServerThatIsNamedTwiceIsFound() throws Exception {
        ShardDatabase again = new ShardDatabase("copy", TestingSides.as(TestingShards.database("s0"), "auditor"));
        try (SnapshotSet sources = open("s0", "s1");
                SnapshotSet targets = SnapshotSet.open(List.of(again), new PostgresDialect(), SessionLimits.DEFAULT)) {
            List<ServerFacts> facts = Stream.concat(
                            Preflight.look(sources, Role.SOURCE).stream(),
                            Preflight.look(targets, Role.TARGET).stream())
                    .toList();

            assertThat(Preflight.sameServer(facts).orElseThrow())
                    .contains("source s0", "target copy", "are the same server", "proves nothing");
            assertThat(Preflight.sameServer(facts.subList(0, 2)))
                    .as("two databases of one server")
                    .isEmpty();
        }
    }

    @Test
    void theSystemIdentifierMayBeOutOfSight() throws Exception {
        TestingShards.execute("s0", "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC");
        try (SnapshotSet sources = open("s0")) {
            ServerFacts facts = Preflight.look(sources, Role.SOURCE).get(0);
            assertThat(facts.systemIdentifier()).isEmpty();
            assertThat(facts.report().systemIdentifier()).isEqualTo("not visible to this role");
        } finally {
            TestingShards.execute("s0", "GRANT EXECUTE ON FUNCTION pg_control_system() TO PUBLIC");
        }
    }

    private static SnapshotSet open(String... shards) throws Exception {
        return SnapshotSet.open(
                Stream.of(shards)
                        .map(shard ->
                                new ShardDatabase(shard, TestingSides.as(TestingShards.database(shard), "auditor")))
                        .toList(),
                new PostgresDialect(),
                SessionLimits.DEFAULT);
    }
}
