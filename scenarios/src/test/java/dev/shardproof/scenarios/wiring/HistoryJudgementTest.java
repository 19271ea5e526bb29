package dev.shardproof.scenarios.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.scenarios.spec.ArrivalsSpec;
import dev.shardproof.scenarios.spec.ClientsSpec;
import dev.shardproof.scenarios.spec.WorkloadSpec;
import dev.shardproof.scenarios.spec.WorkloadSpec.Profile;
import dev.shardproof.verifier.history.Effect;
import dev.shardproof.verifier.history.consistency.criteria.HistoryCheck;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HistoryJudgementTest {

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"USER", "SIMULATION"})
    void everyBuiltInProfileIsJudgedForLostAndDoubledWrites(Profile profile) {
        assertThat(HistoryCheck.of(HistoryJudgement.effects(workload(profile, 0.5))))
                .contains(HistoryCheck.LOST_WRITES, HistoryCheck.DUPLICATED_EFFECTS, HistoryCheck.WRONG_OWNER);
    }

    @Test
    void whatNobodyDoesIsNotJudgedForItWouldProveNothing() {
        assertThat(HistoryJudgement.effects(workload(Profile.REGISTER, 1))).containsExactly(Effect.READ);
        assertThat(HistoryJudgement.effects(workload(Profile.REGISTER, 0)))
                .containsExactlyInAnyOrder(Effect.WRITE, Effect.DELETE);
        assertThat(HistoryJudgement.effects(workload(Profile.APPEND, 0))).containsExactly(Effect.APPEND);
        assertThat(HistoryJudgement.effects(workload(Profile.BANK, 0)))
                .as("the sums of the end are there anyway")
                .containsExactlyInAnyOrder(Effect.INSERT, Effect.SUM);
    }

    private static WorkloadSpec workload(Profile profile, double readShare) {
        return new WorkloadSpec(
                profile,
                new ArrivalsSpec.Rate(100),
                OptionalDouble.of(readShare),
                new WorkloadSpec.Uniform(),
                2,
                8,
                Duration.ofSeconds(1),
                1,
                List.of(),
                new ClientsSpec(10, 0, Optional.empty()));
    }
}
