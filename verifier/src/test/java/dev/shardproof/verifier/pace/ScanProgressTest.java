package dev.shardproof.verifier.pace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.source.Pace.ScannedChunk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScanProgressTest {

    private final TestingTime time = new TestingTime();
    private final List<ScanState> states = new ArrayList<>();
    private final ScanProgress progress = new ScanProgress(time::nanoTime, states::add);

    @Test
    void beforeTheFirstChunkOnlyTheShareIsKnown() {
        assertThat(progress.state().share()).isEmpty();
        progress.expect("s0", "public.t", 100);

        assertThat(progress.state().share()).hasValue(0);
        assertThat(progress.state().rowsPerSecond()).isEmpty();
        assertThat(progress.state().remaining()).isEmpty();
    }

    @Test
    void shareAndRestAreOfAllTablesAndShards() {
        progress.expect("s0", "public.t", 100);
        progress.expect("s1", "public.t", 300);
        chunk("s0", 1_000, 50, 100);
        chunk("s1", 1_000, 50, 300);

        ScanState state = states.get(1);
        assertThat(state.share()).hasValue(0.25);
        assertThat(state.rows()).isEqualTo(2_000);
        assertThat(state.rowsPerSecond()).hasValue(1_000);
        assertThat(state.remaining()).contains(Duration.ofSeconds(6));
        assertThat(state.table()).isEqualTo("public.t");
        assertThat(state.shard()).isEqualTo("s1");
    }

    @Test
    void thePaceFollowsTheLastSeconds() {
        progress.expect("s0", "public.t", 10_000);
        chunk("s0", 100_000, 1_000, 10_000);
        for (int i = 0; i < 12; i++) {
            chunk("s0", 100, 1, 10_000);
        }

        assertThat(progress.state().rowsPerSecond()).hasValue(100);
    }

    @Test
    void whatIsReadTwiceIsNotMoreThanAll() {
        progress.expect("s0", "public.t", 10);
        chunk("s0", 10, 10, 10);
        chunk("s0", 10, 10, 10);

        assertThat(progress.state().share()).hasValue(1);
        assertThat(progress.state().rows()).isEqualTo(20);
        assertThat(progress.state().remaining()).contains(Duration.ZERO);
    }

    @Test
    void aTableThatIsScannedAnewIsNotDone() {
        chunk("s0", 10, 10, 20);
        progress.again("s0", "public.t");
        assertThat(progress.state().share()).hasValue(0);

        progress.skipped("s0", "public.t", 15);
        assertThat(progress.state().share()).hasValue(0.75);
    }

    @Test
    void aPauseSlowsThePace() {
        chunk("s0", 1_000, 10, 100);
        time.pass(Duration.ofSeconds(9));

        assertThat(progress.state().rowsPerSecond()).hasValue(100);
    }

    private void chunk(String shard, long rows, long pages, long pagesOfTable) {
        time.pass(Duration.ofSeconds(1));
        progress.read(new ScannedChunk(shard, "public.t", rows, pages, pagesOfTable, Duration.ofSeconds(1)));
    }
}
