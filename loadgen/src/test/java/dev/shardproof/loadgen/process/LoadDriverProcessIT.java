package dev.shardproof.loadgen.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.shardproof.loadgen.driver.punctuality.Punctuality;
import dev.shardproof.loadgen.driver.punctuality.PunctualityFile;
import dev.shardproof.loadgen.recording.LoadRecording;
import dev.shardproof.loadgen.recording.LoadReport;
import dev.shardproof.loadgen.recording.LoadSummary;
import dev.shardproof.verifier.history.HistoryReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs Gatling in a child process. */
class LoadDriverProcessIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Path bundle;
    private LoadDriverProcess driver;

    @BeforeEach
    void makeTheBundle() throws IOException {
        bundle = Files.createDirectory(folder.resolve("bundle"));
    }

    @AfterEach
    void killWhatIsLeft() {
        if (driver != null) {
            driver.close();
            assertThat(driver.isAlive()).isFalse();
        }
    }

    @Test
    void aLoadOffersItsRateAndLeavesGatlingsReport() throws Exception {
        start("fast", 500, 5);
        driver.awaitStarted(PATIENCE);
        awaitEnd();

        assertThat(driver.exitCode()).as(output()).hasValue(0);
        LoadSummary all = report().overall().all();
        assertThat(all.count()).isEqualTo(2_500);
        assertThat(all.acknowledged()).isEqualTo(2_500);
        assertThat(report().seconds().stream().filter(second -> second.offered() > 0))
                .hasSizeBetween(5, 6)
                .allSatisfy(second -> assertThat(second.offered()).isBetween(1L, 505L));
        assertThat(bundle.resolve("gatling/index.html")).content().contains("Shardproof", "placeOrder", "2500");
        assertThat(bundle.resolve("gatling.running")).doesNotExist();
        assertThat(PunctualityFile.read(bundle.resolve("punctuality")).stream()
                        .mapToLong(Punctuality::sent)
                        .sum())
                .isEqualTo(2_500);
        assertThat(output()).doesNotContain("DEBUG", "INFO ", "WARN ", "ERROR ", "is available!");
    }

    @Test
    void aClosedModelDoesWhatTheTargetAllows() throws Exception {
        start(Files.writeString(folder.resolve("settings"), "target=fast\nusers=4\nseconds=3\n"));
        awaitEnd();

        assertThat(driver.exitCode()).as(output()).hasValue(0);
        LoadSummary all = report().overall().all();
        assertThat(all.acknowledged()).isBetween(4L, 4 * 3_000 / 5L + 4).isEqualTo(all.count());
        assertThat(bundle.resolve("gatling/index.html")).exists();
    }

    @Test
    void aLoadStopsWhenItIsAskedToAndStillReports() throws Exception {
        start("fast", 200, 600);
        driver.awaitStarted(PATIENCE);
        driver.stopAndWait(PATIENCE);
        driver.stopAndWait(PATIENCE);

        assertThat(bundle.resolve("gatling/index.html")).exists();
        assertThat(bundle.resolve("result")).content().contains("notSent=0");
        assertThat(report().overall().all().count()).isBetween(1L, 60_000L);
        assertThat(report().torn()).isFalse();
    }

    @Test
    void aLoadEndsWithItsHarness() throws Exception {
        Path settings = settings("fast", 200, 600);
        Process orphan = new ProcessBuilder(command(settings).words())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        try {
            await().atMost(PATIENCE).until(() -> Files.exists(DriverControl.startedFile(settings)));
            orphan.getOutputStream().close(); // what the operating system does when the harness is killed

            assertThat(orphan.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(orphan.exitValue()).as(output()).isZero();
            assertThat(bundle.resolve("gatling/index.html")).exists();
            assertThat(bundle.resolve("commands")).content().isEqualTo("the line ended\n");
        } finally {
            orphan.destroyForcibly();
        }
    }

    @Test
    void aStallShowsInTheLatencyOfAllThatWereDueMeanwhile() throws Exception {
        start("stalls", 500, 4);
        awaitEnd();

        // Only 8 calls were slow themselves: measured from the invocation, that is 0.4 % and p99 sees nothing.
        LoadSummary all = report().overall().all();
        assertThat(all.count()).isEqualTo(2_000);
        assertThat(all.p90Micros()).isGreaterThan(300_000);
        assertThat(all.p99Micros()).isGreaterThan(700_000);
        long[] slowThemselves = {0};
        new HistoryReader(bundle.resolve("history")).read(operation -> {
            if (operation.endMicros() - operation.invokedMicros() > 300_000) {
                slowThemselves[0]++;
            }
        });
        assertThat(slowThemselves[0]).isBetween(8L, 19L);
    }

    @Test
    void failuresAreFailuresInTheHistoryAndInGatlingsReport() throws Exception {
        start("everyThirdFails", 300, 3);
        awaitEnd();

        LoadSummary all = report().overall().all();
        assertThat(all.rejected()).isEqualTo(300);
        assertThat(all.acknowledged()).isEqualTo(600);
        assertThat(all.attempts()).isEqualTo(600 + 2 * 300);
        assertThat(all.p90Micros()).isEqualTo(LoadSummary.UNBOUNDED);
        assertThat(bundle.resolve("gatling/index.html")).content().contains("REJECTED 40001");
    }

    @Test
    void whatTheDriverCouldNotSendIsCounted() throws Exception {
        start("hangs", 100, 2);
        awaitEnd();

        assertThat(driver.exitCode()).as(output()).hasValue(0);
        LoadSummary all = report().overall().all();
        assertThat(all.count()).isEqualTo(200);
        assertThat(all.indeterminate()).isEqualTo(8);
        assertThat(all.notSent()).isEqualTo(192);
        assertThat(bundle.resolve("gatling/index.html")).exists();
    }

    @Test
    void aKilledDriverLeavesAHistoryThatCanBeRead() throws Exception {
        start("fast", 500, 600);
        driver.awaitStarted(PATIENCE);
        await().atMost(PATIENCE).until(() -> report().overall().all().count() > 100);
        driver.close();
        driver.close();

        assertThat(report().overall().all().count()).isGreaterThan(100);
    }

    @Test
    void commandsAreCarriedOutInOrderAndAnswered() throws Exception {
        start("fast", 100, 600);
        driver.awaitStarted(PATIENCE);
        driver.command(List.of("fault", "f1", "start"), PATIENCE);
        assertThat(bundle.resolve("commands")).content().isEqualTo("fault f1 start\n");
        assertThatThrownBy(() -> driver.command(List.of("refuse"), PATIENCE))
                .isInstanceOf(IOException.class)
                .hasMessage("the load driver refuses 'refuse': error I refuse");
        assertThatThrownBy(() -> driver.command(List.of("two words"), PATIENCE))
                .isInstanceOf(IllegalArgumentException.class);
        driver.command(List.of("fault", "f1", "stop"), PATIENCE);
        driver.stopAndWait(PATIENCE);

        assertThat(bundle.resolve("commands")).content().isEqualTo("fault f1 start\nfault f1 stop\nthe line ended\n");
        assertThatThrownBy(() -> driver.command(List.of("late"), PATIENCE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it has ended");
    }

    @Test
    void aCommandThatIsNotAnsweredIsNotTakenForDone() throws Exception {
        start("fast", 100, 600);
        driver.awaitStarted(PATIENCE);
        assertThatThrownBy(() -> driver.command(List.of("hang"), Duration.ofMillis(300)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("has not answered 'hang'");
    }

    @Test
    void aDriverThatCannotStartSaysWhy() throws Exception {
        start("unknownTarget", 1, 1);

        assertThatThrownBy(() -> driver.awaitStarted(PATIENCE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ended with code 1")
                .hasMessageContaining("IllegalArgumentException: unknownTarget");
    }

    private void start(String target, int rate, int seconds) throws IOException {
        start(settings(target, rate, seconds));
    }

    private void start(Path settings) throws IOException {
        driver = LoadDriverProcess.start(command(settings), System::nanoTime);
    }

    private Path settings(String target, int rate, int seconds) throws IOException {
        return Files.writeString(
                folder.resolve("settings"), "target=%s\nrate=%d\nseconds=%d\n".formatted(target, rate, seconds));
    }

    private LoadDriverCommand command(Path settings) {
        return LoadDriverCommand.likeThisJvm(TestingDriver.class.getName(), settings, 256, folder.resolve("output"));
    }

    private void awaitEnd() {
        await().atMost(PATIENCE).until(() -> !driver.isAlive());
    }

    private LoadReport report() throws IOException {
        return LoadRecording.of(new HistoryReader(bundle.resolve("history")), List.of());
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("output"));
    }
}
