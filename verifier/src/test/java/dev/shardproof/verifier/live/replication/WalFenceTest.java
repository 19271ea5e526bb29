package dev.shardproof.verifier.live.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.verifier.pace.InMemoryGauge;
import dev.shardproof.verifier.pace.TestingTime;
import dev.shardproof.verifier.source.watch.ServerGauge.LogicalSlot;
import dev.shardproof.verifier.source.watch.ServerGauge.Position;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WalFenceTest {

    private final TestingTime time = new TestingTime();
    private final InMemoryGauge source = new InMemoryGauge("s0");
    private final InMemoryGauge target = new InMemoryGauge("t0");
    private List<String> names = List.of();

    @Test
    void theFenceIsPassedWhenTheSlotHasConfirmedWhatWasWritten() throws Exception {
        source.writes(1_000);
        source.slots = List.of(slot("sub", 400));
        time.onSleep = now -> {
            source.writes(9_000); // what is written later does not count
            source.slots = List.of(slot("sub", now.toMillis() < 700 ? 900 : 1_000));
        };

        assertThat(fence().pass()).isEqualTo(new FencePassage(true, true, ""));
        assertThat(time.slept).isEqualTo(Duration.ofMillis(700));
    }

    @Test
    void aSlotThatNobodyReadsIsNamed() throws Exception {
        source.writes(1_000);
        source.slots = List.of(new LogicalSlot("sub", false, OptionalLong.of(400), true));

        FencePassage passage = fence().pass();

        assertThat(passage.passed()).isFalse();
        assertThat(passage.note())
                .isEqualTo("the targets were not up to date after 5 s: slot sub of s0 is 600 bytes behind, and nobody"
                        + " reads from it; if it does not lead to the targets, name those slots that do");
        assertThat(time.slept).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aSlotThatTheServerGaveUpNeverPasses() throws Exception {
        source.slots = List.of(new LogicalSlot("sub", false, OptionalLong.of(100), false));

        assertThat(fence().pass().note()).contains("slot sub of s0 was given up by the server");
    }

    @Test
    void onlyNamedSlotsAreWaitedFor() throws Exception {
        source.slots = List.of(slot("sub", 100), slot("elsewhere", 0));
        names = List.of("sub");

        assertThat(fence().pass().proven()).isTrue();
    }

    @Test
    void aNamedSlotThatDoesNotExistIsAnError() {
        source.slots = List.of(slot("sub", 100));
        names = List.of("sbu");

        assertThatThrownBy(() -> fence().pass())
                .hasMessage("no source has a logical slot sbu in its database; there are sub");
    }

    @Test
    void withoutASlotItCanOnlyWaitAndSaysSo() throws Exception {
        FencePassage passage = fence().pass();

        assertThat(passage.passed()).isTrue();
        assertThat(passage.complete()).isFalse();
        assertThat(passage.note())
                .isEqualTo("no logical slot of s0 leads to the targets: it could only be waited for some time");
    }

    @Test
    void aTargetThatIsAStandbyOfASourceMustReplay() throws Exception {
        source.writes(1_000);
        target.position = standby("system", 900, 2_000);
        time.onSleep = now -> target.position = standby("system", 1_000, 2_000);

        assertThat(fence().pass()).isEqualTo(new FencePassage(true, true, ""));
        assertThat(time.slept).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aStandbyOfAnUnknownPrimaryMustReplayWhatItHasReceivedAndIsNoProof() throws Exception {
        source.slots = List.of(slot("sub", 100));
        target.position = standby("another", 900, 2_000);
        time.onSleep = now -> target.position = standby("another", 2_000, 2_500);

        FencePassage passage = fence().pass();

        assertThat(passage.passed()).isTrue();
        assertThat(passage.complete()).isFalse();
        assertThat(passage.note()).isEqualTo("t0 is a replica: only what it had received could be waited for");
    }

    @Test
    void aStandbyThatDoesNotReplayIsNoGroundForAVerdict() throws Exception {
        source.slots = List.of(slot("sub", 100));
        target.position = standby("another", 900, 2_000);

        FencePassage passage = fence().pass();

        assertThat(passage.passed()).isFalse();
        assertThat(passage.note()).contains("t0 has yet to replay 1100 bytes");
    }

    private WalFence fence() {
        return new WalFence(List.of(source), List.of(target), names, Duration.ofSeconds(5), time, time::nanoTime);
    }

    private static LogicalSlot slot(String name, long confirmed) {
        return new LogicalSlot(name, true, OptionalLong.of(confirmed), true);
    }

    private static Position standby(String system, long replayed, long received) {
        return new Position(true, system, replayed, OptionalLong.of(received), Optional.empty());
    }
}
