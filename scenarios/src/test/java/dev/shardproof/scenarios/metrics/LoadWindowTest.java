package dev.shardproof.scenarios.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.shardproof.verifier.guard.GuardMetric;
import dev.shardproof.verifier.guard.Reading;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For each figure, the violation that it is there for. */
class LoadWindowTest {

    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path folder;

    private final List<ClientOperation> ended = new ArrayList<>();
    private Path activity;
    private LoadWindow window;
    private long second = 1_000;
    private long requests;
    private long attempts;

    @BeforeEach
    void start() throws IOException {
        activity = folder.resolve("activity.tsv");
        Files.writeString(activity, "shardproof-activity 2\tand what its columns are called\n");
        window = new LoadWindow(
                consumer -> {
                    ended.forEach(consumer);
                    ended.clear();
                },
                activity,
                () -> Instant.ofEpochSecond(second),
                operation -> {});
        look(0, 0);
    }

    @Test
    void fastAndAcknowledgedIsAllWell() throws IOException {
        operations(100, false, 5_000, Outcome.ACKNOWLEDGED, "");
        operations(100, true, 15_000, Outcome.ACKNOWLEDGED, "");
        List<Reading> readings = look(200, 200);

        assertThat(value(readings, GuardMetric.READ_P99).getAsDouble()).isCloseTo(0.005, within(0.0005));
        assertThat(value(readings, GuardMetric.WRITE_P99).getAsDouble()).isCloseTo(0.015, within(0.0005));
        assertThat(value(readings, GuardMetric.P99).getAsDouble()).isCloseTo(0.015, within(0.0005));
        assertThat(value(readings, GuardMetric.ERROR_RATE)).hasValue(0);
        assertThat(value(readings, GuardMetric.TIMEOUT_RATE)).hasValue(0);
        assertThat(value(readings, GuardMetric.GOODPUT)).hasValue(1);
        assertThat(value(readings, GuardMetric.RETRY_AMPLIFICATION)).hasValue(1);
    }

    @Test
    void slowReadsAreNotHiddenByFastWrites() throws IOException {
        operations(100, false, 300_000, Outcome.ACKNOWLEDGED, "");
        operations(900, true, 1_000, Outcome.ACKNOWLEDGED, "");
        List<Reading> readings = look(1_000, 1_000);

        assertThat(value(readings, GuardMetric.READ_P99).getAsDouble()).isCloseTo(0.3, within(0.01));
        assertThat(value(readings, GuardMetric.WRITE_P99).getAsDouble()).isLessThan(0.002);
        assertThat(value(readings, GuardMetric.P99).getAsDouble()).isCloseTo(0.3, within(0.01));
    }

    @Test
    void failuresAreEndlessAndCounted() throws IOException {
        operations(95, false, 1_000, Outcome.ACKNOWLEDGED, "");
        operations(2, false, 1_000, Outcome.REJECTED, "40001");
        operations(1, false, 1_000, Outcome.REJECTED, "57014");
        operations(2, true, 1_000, Outcome.INDETERMINATE, "08006");
        List<Reading> readings = look(100, 150);

        assertThat(value(readings, GuardMetric.ERROR_RATE)).hasValue(0.05);
        assertThat(value(readings, GuardMetric.TIMEOUT_RATE)).hasValue(0.03);
        assertThat(value(readings, GuardMetric.READ_P99)).hasValue(Double.POSITIVE_INFINITY);
        assertThat(value(readings, GuardMetric.GOODPUT)).hasValue(0.95);
        assertThat(value(readings, GuardMetric.RETRY_AMPLIFICATION)).hasValue(1.5);
    }

    @Test
    void requestsThatNeverEndAreNoGoodputAndEndlessLatency() throws IOException {
        operations(50, false, 1_000, Outcome.ACKNOWLEDGED, "");
        look(50, 50);
        second += 20;
        look(50, 50);
        second += 5;
        List<Reading> readings = look(100, 400);

        assertThat(value(readings, GuardMetric.GOODPUT)).hasValue(0);
        assertThat(value(readings, GuardMetric.P99)).hasValue(Double.POSITIVE_INFINITY);
        assertThat(value(readings, GuardMetric.READ_P99)).hasValue(Double.POSITIVE_INFINITY);
        assertThat(value(readings, GuardMetric.WRITE_P99))
                .as("there never was a write")
                .isEmpty();
        assertThat(value(readings, GuardMetric.RETRY_AMPLIFICATION)).hasValue(7);
    }

    @Test
    void goodputIsOfTheRequestsOfTheSameTime() throws IOException {
        List<Reading> readings = List.of();
        for (int i = 1; i <= 30; i++) {
            second++;
            operations(92, false, 1_000, Outcome.ACKNOWLEDGED, "");
            operations(8, false, 1_000, Outcome.REJECTED, "40001");
            readings = look(100L * i, 100L * i);
        }

        assertThat(value(readings, GuardMetric.GOODPUT).orElseThrow()).isCloseTo(0.92, within(0.001));
    }

    @Test
    void aServiceThatHoldsEveryThreadIsEndlessThoughNothingIsAskedAnyMore() throws IOException {
        operations(50, false, 1_000, Outcome.ACKNOWLEDGED, "");
        look(50, 50);
        second++;
        look(114, 114); // all 64 threads wait now
        for (int i = 0; i < 20; i++) {
            second++;
            look(114, 114);
        }
        List<Reading> readings = look(114, 114);

        assertThat(value(readings, GuardMetric.P99)).hasValue(Double.POSITIVE_INFINITY);
        assertThat(value(readings, GuardMetric.READ_P99)).hasValue(Double.POSITIVE_INFINITY);
        assertThat(value(readings, GuardMetric.GOODPUT)).hasValue(0);
    }

    @Test
    void aLoadThatRestsIsNoServiceThatHangs() throws IOException {
        operations(50, false, 1_000, Outcome.ACKNOWLEDGED, "");
        look(50, 50);
        second += 20;
        List<Reading> readings = look(50, 50);

        assertThat(value(readings, GuardMetric.P99)).isEmpty();
        assertThat(value(readings, GuardMetric.GOODPUT)).isEmpty();
    }

    @Test
    void whatTheDriverNeverSentIsNotTheServicesFault() throws IOException {
        operations(50, false, 1_000, Outcome.ACKNOWLEDGED, "");
        ended.add(new ClientOperation(
                "read", false, 0, 9_000_000, 9_000_000, "", 0, Outcome.REJECTED, 0, ClientOperation.NOT_SENT));
        List<Reading> readings = look(50, 50);

        assertThat(value(readings, GuardMetric.ERROR_RATE)).hasValue(0);
        assertThat(value(readings, GuardMetric.READ_P99).getAsDouble()).isLessThan(0.01);
    }

    @Test
    void oldOperationsLeaveTheWindow() throws IOException {
        operations(50, false, 1_000, Outcome.REJECTED, "40001");
        assertThat(value(look(50, 50), GuardMetric.ERROR_RATE)).hasValue(1);
        second += 11;
        operations(50, false, 1_000, Outcome.ACKNOWLEDGED, "");

        assertThat(value(look(100, 100), GuardMetric.ERROR_RATE)).hasValue(0);
    }

    @Test
    void aDriverThatHasStoppedWritingIsNotAHealthyOne() throws IOException {
        look(50, 50);
        second += 6;

        assertThatThrownBy(() -> window.look(second * SECOND))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has not written its activity for 6 s");
    }

    private void operations(int count, boolean write, long latencyMicros, Outcome outcome, String error) {
        for (int i = 0; i < count; i++) {
            ended.add(new ClientOperation(
                    write ? "write" : "read", write, 0, 0, latencyMicros, "s0", 1, outcome, 1, error));
        }
    }

    private List<Reading> look(long moreRequests, long moreAttempts) throws IOException {
        requests = Math.max(requests, moreRequests);
        attempts = Math.max(attempts, moreAttempts);
        Files.writeString(
                activity,
                "%d\t%d\t%d\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\n".formatted(second * 1_000_000, requests, attempts),
                StandardOpenOption.APPEND);
        return window.look(second * SECOND);
    }

    private static OptionalDouble value(List<Reading> readings, GuardMetric metric) {
        return readings.stream()
                .filter(reading -> reading.metric() == metric)
                .findFirst()
                .orElseThrow()
                .value();
    }
}
