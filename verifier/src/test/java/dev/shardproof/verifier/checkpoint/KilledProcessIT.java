package dev.shardproof.verifier.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process that is really killed. */
class KilledProcessIT {

    private static final long SEED = 7;

    @Test
    void aProcessThatIsKilledAgainAndAgainEndsWithTheSameResult(@TempDir Path folder) throws Exception {
        long expected = 0;
        for (int table = 0; table < TestingScanProcess.TABLES; table++) {
            for (int page = 0; page < TestingScanProcess.PAGES; page++) {
                expected += TestingScanProcess.page(table, page);
            }
        }
        Path checkpoint = folder.resolve("checkpoint");
        Path result = folder.resolve("result");
        SplittableRandom random = new SplittableRandom(SEED);
        int kills = 0;
        int kept = 0;
        for (int i = 0; i < 6; i++) {
            Process process = start(checkpoint, result);
            // Once it writes, at any moment.
            long before = size(checkpoint);
            while (process.isAlive() && size(checkpoint) == before) {
                TimeUnit.MILLISECONDS.sleep(1); // watching another process, which tells nothing else
            }
            TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000)); // the moment of the kill is what is tested
            kills += process.isAlive() ? 1 : 0;
            process.destroyForcibly().waitFor();
            kept += size(checkpoint) > 0 ? 1 : 0;
        }
        Process last = start(checkpoint, result);
        assertThat(last.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(last.exitValue()).isZero();
        assertThat(result).hasContent(Long.toString(expected));
        assertThat(kills).as("killed at work, seed %d", SEED).isPositive();
        assertThat(kept).isPositive();
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private static Process start(Path checkpoint, Path result) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        TestingScanProcess.class.getName(),
                        checkpoint.toString(),
                        result.toString())
                .inheritIO()
                .start();
    }
}
