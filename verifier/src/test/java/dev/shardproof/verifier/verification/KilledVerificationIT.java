package dev.shardproof.verifier.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.report.VerificationReport;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A verification of 100 000 rows in a process that is really killed, again and again, at any moment of its scans. */
class KilledVerificationIT {

    private static final int KILLS = 3;
    private static final Map<String, String> HELD = Map.of("s0", "true", "t0", "g % 3 <> 0", "t1", "g % 3 = 0");

    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedPostgres.builder().start();
        for (Map.Entry<String, String> database : HELD.entrySet()) {
            execute("postgres", "CREATE DATABASE " + database.getKey());
            execute(database.getKey(), """
                    CREATE TABLE country (code text PRIMARY KEY);
                    INSERT INTO country VALUES ('NZ'), ('IS');
                    CREATE TABLE item (id int PRIMARY KEY, note text);
                    INSERT INTO item SELECT g, repeat('x', 60) || g FROM generate_series(1, 100000) g WHERE %s;
                    CREATE TABLE log (line text);
                    INSERT INTO log SELECT 'line ' || g FROM generate_series(1, 3000) g WHERE %s""".formatted(database.getValue(), database.getValue()));
        }
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void equalDataPassAllTheSameAndNothingIsReadTwice(@TempDir Path folder) throws Exception {
        Result result = killedAgainAndAgain(folder, 11, 1);

        assertThat(result.resumed()).first().asString().isEqualTo("verdict PASS");
    }

    @Test
    void changedRowsAreNamedAllTheSameAndNothingIsReadTwice(@TempDir Path folder) throws Exception {
        execute("t0", "UPDATE item SET note = 'changed' WHERE id IN (1, 50000, 99998)");
        execute("t1", "UPDATE log SET line = 'changed' WHERE line = 'line 2700'");
        try {
            Result result = killedAgainAndAgain(folder, 12, 3);

            assertThat(result.resumed()).first().asString().isEqualTo("verdict FAIL");
            assertThat(result.resumed().toString()).contains("key=50000", "5 findings");
        } finally {
            execute("t0", "UPDATE item SET note = repeat('x', 60) || id WHERE note = 'changed'; VACUUM FULL item");
            execute("t1", "UPDATE log SET line = 'line 2700' WHERE line = 'changed'");
        }
    }

    private record Result(List<String> resumed) {}

    private Result killedAgainAndAgain(Path folder, long seed, int connections) throws Exception {
        VerificationReport undisturbed = Verification.of(TestingVerificationProcess.plan(connections, Optional.empty()))
                .source("s0", server.getDatabase("postgres", "s0"))
                .target("t0", server.getDatabase("postgres", "t0"))
                .target("t1", server.getDatabase("postgres", "t1"))
                .run();
        List<String> expected = TestingVerificationProcess.outcome(undisturbed);
        Path checkpoint = folder.resolve("checkpoint");
        Path outcome = folder.resolve("outcome");
        SplittableRandom random = new SplittableRandom(seed);
        int kills = 0;
        for (int i = 0; i < KILLS && !Files.exists(outcome); i++) {
            Process process = start(checkpoint, outcome, connections);
            long before = size(checkpoint);
            while (process.isAlive() && size(checkpoint) <= before + 2_000) {
                TimeUnit.MILLISECONDS.sleep(1); // watching another process, which tells nothing else
            }
            TimeUnit.MILLISECONDS.sleep(random.nextInt(200)); // the moment of the kill is what is tested
            kills += process.isAlive() ? 1 : 0;
            process.destroyForcibly().waitFor();
        }
        assertThat(kills).as("killed at work, seed %d", seed).isPositive();
        if (!Files.exists(outcome)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(checkpoint)))
                    .isEqualTo("rw-------");
            Process last = start(checkpoint, outcome, connections);
            assertThat(last.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(last.exitValue()).isZero();
        }
        List<String> lines = Files.readAllLines(outcome);
        assertThat(lines.subList(0, expected.size())).as("seed %d", seed).isEqualTo(expected);
        assertThat(lines.get(expected.size())).contains("half done");
        assertThat(Long.parseLong(lines.get(expected.size() + 1)))
                .as("rows read")
                .isLessThan(undisturbed.cost().rowsRead());
        assertThat(checkpoint).doesNotExist();
        return new Result(lines);
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private static Process start(Path checkpoint, Path outcome, int connections) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        TestingVerificationProcess.class.getName(),
                        Integer.toString(server.getPort()),
                        checkpoint.toString(),
                        outcome.toString(),
                        Integer.toString(connections))
                .inheritIO()
                .start();
    }

    private static void execute(String database, String sql) throws Exception {
        try (Connection connection = server.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement()) {
            for (String one : sql.split(";")) {
                statement.execute(one);
            }
        }
    }
}
