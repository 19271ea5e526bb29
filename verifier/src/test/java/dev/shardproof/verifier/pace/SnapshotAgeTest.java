package dev.shardproof.verifier.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SnapshotAgeTest {

    private final TestingTime time = new TestingTime();
    private final SnapshotAge age = new SnapshotAge(Duration.ofMinutes(10), time::nanoTime);

    @Test
    void snapshotsBeyondTheLimitAreTooOld() {
        assertThat(age.tooOld()).as("none is held").isFalse();
        age.taken();
        time.pass(Duration.ofMinutes(10));
        assertThat(age.tooOld()).isFalse();
        time.pass(Duration.ofMillis(1));
        assertThat(age.tooOld()).isTrue();

        age.taken();
        assertThat(age.tooOld()).isFalse();
    }

    @Test
    void theLongestIsRemembered() {
        age.taken();
        time.pass(Duration.ofMinutes(3));
        age.released();
        time.pass(Duration.ofMinutes(60));
        age.taken();
        time.pass(Duration.ofMinutes(1));

        assertThat(age.longest()).isEqualTo(Duration.ofMinutes(3));
    }
}
