package dev.shardproof.verifier.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.plan.Manners;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatabasesTest {

    @Test
    void aSessionOutlivesTheSnapshotThatItHolds() {
        assertThat(Databases.limits(manners(Duration.ofHours(6))).idle()).isGreaterThan(Duration.ofHours(6));
        assertThat(Databases.limits(Manners.DEFAULT).idle()).isGreaterThan(Manners.DEFAULT.maxSnapshotAge());
    }

    @Test
    void aServersSettingsCanHoldTheLimit() {
        assertThat(Databases.limits(manners(Duration.ofDays(400))).idle().toMillis())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void aServerThatServesOthersIsScannedInOneSession() {
        assertThat(Databases.sessions(Manners.DEFAULT, false, 1, 2)).isEqualTo(2);
        assertThat(Databases.sessions(Manners.DEFAULT, true, 1, 2)).isEqualTo(1);
        assertThat(Databases.sessions(manners(Duration.ofHours(1), Optional.of(3)), true, 1, 2))
                .as("unless somebody says so")
                .isEqualTo(3);
    }

    private static Manners manners(Duration maxSnapshotAge) {
        return manners(maxSnapshotAge, Optional.empty());
    }

    private static Manners manners(Duration maxSnapshotAge, Optional<Integer> connections) {
        return new Manners(
                Duration.ofMillis(500),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                maxSnapshotAge,
                Optional.empty(),
                connections);
    }
}
