package dev.shardproof.scenarios.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.scenarios.spec.workload.ArrivalsSpec;
import dev.shardproof.scenarios.spec.workload.ClientsSpec;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec.Profile;
import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import dev.shardproof.verifier.history.Effect;
import dev.shardproof.verifier.history.consistency.criteria.HistoryCheck;
import dev.shardproof.verifier.history.consistency.criteria.Ownership;
import java.time.Duration;
import java.time.Instant;
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

    @Test
    void afterTheWayBackTheFirstOwnersAreTheOwnersAgain() {
        Topology first = Planner.equalShares(List.of(new ShardId("s0")));
        Topology second = new Topology(
                2,
                first.strategy(),
                Planner.equalShares(List.of(new ShardId("s0"), new ShardId("s1")))
                        .owners());
        Topology third = new Topology(3, first.strategy(), first.owners());
        Optional<Instant> switched = Optional.of(Instant.ofEpochSecond(10, 1_500));
        Optional<Instant> back = Optional.of(Instant.ofEpochSecond(20));

        assertThat(HistoryJudgement.terms(first, second, first, Optional.empty(), Optional.empty())
                        .orElseThrow())
                .hasSize(1);
        assertThat(HistoryJudgement.terms(first, second, second, switched, Optional.empty())
                        .orElseThrow())
                .extracting(Ownership.Term::fromMicros)
                .containsExactly(0L, 10_000_001L);
        List<Ownership.Term> all =
                HistoryJudgement.terms(first, second, third, switched, back).orElseThrow();
        assertThat(all).extracting(Ownership.Term::epoch).containsExactly(1L, 2L, 3L);
        assertThat(all).extracting(Ownership.Term::fromMicros).containsExactly(0L, 10_000_001L, 20_000_000L);
        assertThat(all.get(2).owners()).isEqualTo(all.get(0).owners());
    }

    @Test
    void whoOwnedWhatIsNotKnownIfNobodySawTheSwitchOrSomebodyWentOn() {
        Topology first = Planner.equalShares(List.of(new ShardId("s0")));
        Topology second = new Topology(
                2,
                first.strategy(),
                Planner.equalShares(List.of(new ShardId("s0"), new ShardId("s1")))
                        .owners());
        Topology another = new Topology(3, first.strategy(), second.owners());
        Optional<Instant> some = Optional.of(Instant.ofEpochSecond(10));

        assertThat(HistoryJudgement.terms(first, second, second, Optional.empty(), Optional.empty()))
                .isEmpty();
        assertThat(HistoryJudgement.terms(first, second, another, some, some)).isEmpty();
        assertThat(HistoryJudgement.terms(
                        first, second, new Topology(3, first.strategy(), first.owners()), some, Optional.empty()))
                .isEmpty();
    }

    @Test
    void aShopWithoutOrdersHasNothingToJudge() {
        assertThat(HistoryCheck.of(HistoryJudgement.effects(workload(Profile.CHECKOUT, 1))))
                .as("and rules without checks are refused")
                .isEmpty();
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
