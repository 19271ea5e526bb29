package dev.shardproof.verifier.live.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.verifier.pace.TestingTime;
import dev.shardproof.verifier.source.SourceException;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaRetryTest {

    private final TestingTime time = new TestingTime();
    private int attempts;

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "57014", "08006", "57P01", "22023"})
    void aLostSnapshotIsReadAgainOnAReplica(String state) throws Exception {
        assertThat(new ReplicaRetry(3, true, Duration.ofSeconds(1), time).run(() -> failing(state, 2)))
                .isEqualTo("read");
        assertThat(attempts).isEqualTo(3);
        assertThat(time.slept).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void afterTheLastAttemptItIsSaidWhatToSet() {
        assertThatThrownBy(() -> new ReplicaRetry(3, true, Duration.ofSeconds(1), time).run(() -> failing("40001", 9)))
                .isInstanceOf(SourceException.class)
                .hasMessageStartingWith("shard s0: conflict; the snapshot was lost in each of 3 attempts")
                .hasMessageContaining("hot_standby_feedback")
                .hasMessageContaining("max_standby_streaming_delay");
        assertThat(attempts).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"42501", "42P01", "53300"})
    void whatWouldFailAgainIsNotTriedAgain(String state) {
        assertThatThrownBy(() -> new ReplicaRetry(3, true, Duration.ofSeconds(1), time).run(() -> failing(state, 9)))
                .hasMessage("shard s0: conflict");
        assertThat(attempts).isEqualTo(1);
    }

    @Test
    void aPrimaryThatBreaksOffIsNoConflict() {
        assertThatThrownBy(() -> new ReplicaRetry(3, false, Duration.ofSeconds(1), time).run(() -> failing("08006", 9)))
                .hasMessage("shard s0: conflict");
        assertThat(attempts).isEqualTo(1);
    }

    private String failing(String state, int times) throws SourceException {
        attempts++;
        if (attempts <= times) {
            throw new SourceException("shard s0: conflict", new SQLException("conflict", state));
        }
        return "read";
    }
}
