package dev.shardproof.verifier.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process that is really killed while it writes. */
class KilledDriverIT {

    @Test
    void whatWasAppendedAWhileBeforeTheKillIsThere(@TempDir Path folder) throws Exception {
        for (int kill = 0; kill < 4; kill++) {
            Path file = folder.resolve("driver" + kill + ".history");
            long told = killOnce(file, 2_000L * (kill + 1));

            long[] next = new long[1];
            HistoryReader.Extent extent = new HistoryReader(file).read(operation -> {
                assertThat(operation.evidence().argument()).isEqualTo(next[0]);
                next[0]++;
            });
            assertThat(extent.torn()).as("nobody closed it").isTrue();
            assertThat(extent.operations()).isEqualTo(next[0]).isGreaterThan(told);
        }
    }

    /** Lets the process run until it says that so many operations are safe, and kills it; returns what it said last. */
    private static long killOnce(Path file, long atLeast) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        TestingDriverProcess.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long told = 0;
        try (BufferedReader output = process.inputReader(StandardCharsets.US_ASCII)) {
            while (told < atLeast) {
                told = Long.parseLong(output.readLine());
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        return told;
    }
}
