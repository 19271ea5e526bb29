package dev.shardproof.verifier.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.Finding.Kind;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.locate.Difference;
import dev.shardproof.verifier.dialect.SessionLimits;
import dev.shardproof.verifier.dialect.postgres.PostgresDialect;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.table.ImageForm;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The proposal, run by the test as a human would: it repairs what it says, and nothing that has changed since. */
class RepairScriptIT {

    private static final TableMapping ITEM = new TableMapping(
            TableSpec.sharded("public", "item"), "public", "thing", Map.of("note", "re\"mark"), Set.of());
    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedPostgres.builder().start();
        execute("postgres", "CREATE DATABASE source");
        execute("postgres", "CREATE DATABASE target");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void fill() throws SQLException {
        String columns =
                "(id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, %s text, amount numeric, doc json, twice int GENERATED ALWAYS AS (2) STORED)";
        String rows =
                " OVERRIDING SYSTEM VALUE SELECT g, E'it''s \\\\ ' || g || E'\\n; DROP TABLE thing; --', g / 4.0, '{\"a\": 1}' FROM generate_series(1, 20) g";
        execute(
                "source",
                "DROP TABLE IF EXISTS item; CREATE TABLE item " + columns.formatted("note") + "; INSERT INTO item"
                        + rows);
        execute(
                "target",
                "DROP TABLE IF EXISTS thing; CREATE TABLE thing " + columns.formatted("\"re\"\"mark\"")
                        + "; INSERT INTO thing" + rows);
    }

    @Test
    void whatWasProposedRepairsAndIsRolledBackUnlessSomebodySaysOtherwise() throws Exception {
        damage();
        String script = script();

        execute("target", script);
        assertThat(count("target", "SELECT count(*) FROM thing WHERE id IN (3, 99)"))
                .isEqualTo(1);

        execute("target", script.replace("ROLLBACK;", "COMMIT;"));
        assertThat(rows("target", "thing", "re\"mark")).isEqualTo(rows("source", "item", "note"));
    }

    @Test
    void aRowThatHasChangedSinceIsLeftAlone() throws Exception {
        damage();
        String script = script();
        execute("target", "UPDATE thing SET amount = 77 WHERE id IN (5, 99)");

        execute("target", script.replace("ROLLBACK;", "COMMIT;"));

        assertThat(count("target", "SELECT count(*) FROM thing WHERE amount = 77"))
                .isEqualTo(2);
    }

    @Test
    void aRowWithoutAnOwnerIsNamedAndNotGuessed() throws Exception {
        damage();
        try (SnapshotSet sources = open("source");
                SnapshotSet targets = SnapshotSet.open(
                        List.of(
                                database("target"),
                                new ShardDatabase("other", server.getDatabase("postgres", "target"))),
                        new PostgresDialect(),
                        SessionLimits.DEFAULT)) {
            Comparison comparison = comparison(sources, targets);
            RepairScript script = new RepairScript(List.of("target", "other"), point -> "");
            script.add(comparison, new Difference(Kind.MISSING, List.of("3"), "h", 1, List.of("source")));
            StringBuilder out = new StringBuilder();
            script.write(out);

            assertThat(out.toString())
                    .contains("-- public.item, key [3] is missing; which target should have it is not known")
                    .doesNotContain("INSERT");
        }
    }

    private static void damage() throws SQLException {
        execute("target", """
                DELETE FROM thing WHERE id = 3;
                UPDATE thing SET "re""mark" = NULL, amount = 5.50 WHERE id = 5;
                INSERT INTO thing OVERRIDING SYSTEM VALUE VALUES (99, 'x', 1, '{}')""");
    }

    private static String script() throws Exception {
        try (SnapshotSet sources = open("source");
                SnapshotSet targets = open("target")) {
            Comparison comparison = comparison(sources, targets);
            RepairScript script = new RepairScript(List.of("target", "other"), point -> "");
            script.add(comparison, new Difference(Kind.MISSING, List.of("3"), "h", 1, List.of("source")));
            script.add(comparison, new Difference(Kind.DIFFERENT, List.of("5"), "h", 1, List.of("source", "target")));
            script.add(comparison, new Difference(Kind.EXTRA, List.of("99"), "h", 1, List.of("target")));
            StringBuilder out = new StringBuilder();
            script.write(out);
            return out.toString();
        }
    }

    private static Comparison comparison(SnapshotSet sources, SnapshotSet targets) throws Exception {
        return ComparedRows.sides(sources, targets, List.of(ITEM), ImageForm.EXACT)
                .comparisons()
                .get(0);
    }

    private static SnapshotSet open(String name) throws Exception {
        return SnapshotSet.open(List.of(database(name)), new PostgresDialect(), SessionLimits.DEFAULT);
    }

    private static ShardDatabase database(String name) {
        return new ShardDatabase(name, server.getDatabase("postgres", name));
    }

    private static String rows(String database, String table, String note) throws SQLException {
        return text(
                database,
                "SELECT string_agg(ROW(id, \"%s\", amount, doc)::text, ',' ORDER BY id) FROM %s"
                        .formatted(note.replace("\"", "\"\""), table));
    }

    private static int count(String database, String sql) throws SQLException {
        return Integer.parseInt(text(database, sql));
    }

    private static String text(String database, String sql) throws SQLException {
        try (Connection connection = server.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private static void execute(String database, String sql) throws SQLException {
        try (Connection connection = server.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
