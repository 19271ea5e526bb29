package dev.shardproof.loadgen.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.HistoryReader;
import dev.shardproof.verifier.history.HistoryWriter;
import dev.shardproof.verifier.history.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadRecordingTest {

    private static final long S = 1_000_000;

    @Test
    void percentilesAreThoseOfTheLatencyFromTheIntendedStart() {
        LoadRecording recording = new LoadRecording(List.of());
        for (int i = 1; i <= 1_000; i++) {
            // It waited for i µs before it was sent and then took no time at all.
            recording.add(new ClientOperation("r", false, 0, i, i, "s0", 1, Outcome.ACKNOWLEDGED, 1, ""));
        }

        LoadSummary all = recording.report(false).overall().all();
        assertThat(all.p50Micros()).isEqualTo(500);
        assertThat(all.p90Micros()).isEqualTo(900);
        assertThat(all.p99Micros()).isEqualTo(990);
        assertThat(all.p999Micros()).isEqualTo(999);
        assertThat(all.maxMicros()).isEqualTo(1_000);
    }

    @Test
    void aFailureIsInfinitelySlow() {
        LoadRecording recording = new LoadRecording(List.of());
        for (int i = 0; i < 97; i++) {
            recording.add(acknowledged(i, 100, "s0"));
        }
        recording.add(failed(97, Outcome.REJECTED, 2, "40001"));
        recording.add(failed(98, Outcome.INDETERMINATE, 1, "timeout"));
        recording.add(failed(99, Outcome.REJECTED, 0, ClientOperation.NOT_SENT));

        LoadSummary all = recording.report(false).overall().all();
        assertThat(all.p90Micros()).isEqualTo(100);
        assertThat(all.p99Micros()).isEqualTo(LoadSummary.UNBOUNDED);
        assertThat(all.maxMicros()).isEqualTo(100);
        assertThat(List.of(all.count(), all.acknowledged(), all.rejected(), all.indeterminate(), all.notSent()))
                .containsExactly(100L, 97L, 1L, 1L, 1L);
        assertThat(all.attempts()).isEqualTo(97 + 2 + 1);
        assertThat(all.failed()).isEqualTo(3);
    }

    @Test
    void theLastRankThatSucceededIsStillBounded() {
        LoadRecording recording = new LoadRecording(List.of());
        for (int i = 0; i < 99; i++) {
            recording.add(acknowledged(i, i == 98 ? 777 : 100, "s0"));
        }
        recording.add(failed(99, Outcome.REJECTED, 1, "x"));

        LoadSummary all = recording.report(false).overall().all();
        assertThat(all.p99Micros()).isEqualTo(777);
        assertThat(all.p999Micros()).isEqualTo(LoadSummary.UNBOUNDED);
    }

    @Test
    void anOperationBelongsToThePhaseInWhichItWasDue() {
        LoadRecording recording = new LoadRecording(
                List.of(new Phase("baseline", 0, 10), new Phase("copying", 10, 20), new Phase("after", 20, 30)));
        recording.add(acknowledged(9, 100, "s0"));
        recording.add(acknowledged(10, 1, "s0"));
        recording.add(acknowledged(30, 1, "s0"));

        LoadReport report = recording.report(false);
        assertThat(report.phases()).containsOnlyKeys("baseline", "copying", "after");
        assertThat(report.phases().get("baseline").all().maxMicros()).isEqualTo(100);
        assertThat(report.phases().get("copying").all().count()).isEqualTo(1);
        assertThat(report.phases().get("after").all().count()).isZero();
        assertThat(report.phases().get("after").all().p50Micros()).isEqualTo(LoadSummary.UNBOUNDED);
        assertThat(report.overall().all().count()).isEqualTo(3);
    }

    @Test
    void aSlowShardDoesNotHideInTheMean() {
        LoadRecording recording = new LoadRecording(List.of(new Phase("all", 0, S)));
        for (int i = 0; i < 90; i++) {
            recording.add(acknowledged(i, 100, "s0"));
        }
        for (int i = 0; i < 10; i++) {
            recording.add(acknowledged(i, 9_000, "s1"));
        }

        var byShard = recording.report(false).phases().get("all").byShard();
        assertThat(byShard).containsOnlyKeys("s0", "s1");
        assertThat(byShard.get("s0").p99Micros()).isEqualTo(100);
        assertThat(byShard.get("s1").p50Micros()).isBetween(8_991L, 9_009L);
    }

    @Test
    void secondsCountWhatWasDueAndWhatEnded() {
        LoadRecording recording = new LoadRecording(List.of());
        recording.add(acknowledged(5 * S + 1, 50, "s0"));
        recording.add(acknowledged(5 * S + 2, 2 * S, "s0"));
        recording.add(new ClientOperation("w", true, 5 * S, 6 * S, 8 * S, "s0", 1, Outcome.INDETERMINATE, 1, "t"));

        List<LoadSecond> seconds = recording.report(false).seconds();
        assertThat(seconds).hasSize(4);
        assertThat(seconds.get(0))
                .isEqualTo(new LoadSecond(5 * S, 3, 1, 0, seconds.get(0).p50Micros(), LoadSummary.UNBOUNDED));
        assertThat(seconds.get(0).p50Micros()).isBetween(2 * S - S / 50, 2 * S + S / 50);
        assertThat(seconds.get(1)).isEqualTo(new LoadSecond(6 * S, 0, 0, 0, 0, 0));
        assertThat(seconds.get(2)).isEqualTo(new LoadSecond(7 * S, 0, 1, 0, 0, 0));
        assertThat(seconds.get(3)).isEqualTo(new LoadSecond(8 * S, 0, 0, 1, 0, 0));
    }

    @Test
    void aHistoryFileIsSummedUp(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("h");
        try (HistoryWriter writer = new HistoryWriter(file)) {
            writer.append(acknowledged(1, 2, "s0"));
            writer.append(acknowledged(2, 2, "s1"));
        }

        LoadReport report = LoadRecording.of(new HistoryReader(file), List.of(new Phase("p", 0, 2)));
        assertThat(report.overall().all().count()).isEqualTo(2);
        assertThat(report.phases().get("p").all().count()).isEqualTo(1);
        assertThat(report.torn()).isFalse();
    }

    @Test
    void overlappingPhasesAreRefused() {
        assertThatThrownBy(() -> new LoadRecording(List.of(new Phase("a", 0, 10), new Phase("b", 9, 12))))
                .hasMessageContaining("overlap");
        assertThatThrownBy(() -> new LoadRecording(List.of(new Phase("a", 0, 10), new Phase("a", 10, 12))))
                .hasMessageContaining("called 'a'");
    }

    @Test
    void anEmptyHistoryHasNoFigures() {
        LoadReport report = new LoadRecording(List.of()).report(true);
        assertThat(report.seconds()).isEmpty();
        assertThat(report.overall().all().count()).isZero();
        assertThat(report.torn()).isTrue();
    }

    private static ClientOperation acknowledged(long due, long latency, String shard) {
        return new ClientOperation("r", false, due, due, due + latency, shard, 1, Outcome.ACKNOWLEDGED, 1, "");
    }

    private static ClientOperation failed(long due, Outcome outcome, int attempts, String error) {
        return new ClientOperation("w", true, due, due, due + 1, "s0", 1, outcome, attempts, error);
    }
}
