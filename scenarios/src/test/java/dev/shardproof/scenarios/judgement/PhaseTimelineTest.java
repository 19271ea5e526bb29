package dev.shardproof.scenarios.judgement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhaseTimelineTest {

    private final PhaseTimeline timeline = new PhaseTimeline(() -> Instant.EPOCH);
    private final List<String> heard = new ArrayList<>();

    @Test
    void followerHearsOfAPhaseAtOnceAndOfNoOtherAfterwards() {
        timeline.follow((phase, progress) -> heard.add(phase + " " + progress));
        timeline.enter("copying");
        timeline.progressed("copying", 0.5);
        timeline.enter("catchingUp");
        timeline.progressed("copying", 0.9);
        timeline.end();
        timeline.progressed("catchingUp", 0.1);
        assertThat(heard).containsExactly("copying 0.0", "copying 0.5", "catchingUp 0.0", "catchingUp 0.0");
    }
}
