package dev.shardproof.verifier.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GuardWatchTest {

    private static final long SECOND = 1_000_000_000L;

    /** Somewhere in the middle, as a real monotonic clock is. */
    private static final long START = -77 * SECOND;

    private final List<Decision> decisions = new ArrayList<>();

    static Stream<Guard> defaults() {
        return Guard.defaults().stream();
    }

    @Test
    void theDefaultsCoverTheOperationsTableAndFourMore() {
        assertThat(defaults().map(guard -> guard.condition().metric().key()))
                .containsExactly(
                        "progressStalled",
                        "eta",
                        "readP99",
                        "writeP99",
                        "errorRate",
                        "timeoutRate",
                        "cpu",
                        "ioWait",
                        "network",
                        "replicaLag",
                        "retainedWal",
                        "retryAmplification",
                        "goodput",
                        "connections");
        assertThat(defaults()).allMatch(guard -> guard.action() == GuardAction.ALERT);
        assertThat(defaults().map(guard -> guard.condition().toString()))
                .contains(
                        "progressStalled > 5m",
                        "eta growing for 2m",
                        "readP99 > 50ms for 60s",
                        "errorRate > 0.1% for 60s",
                        "timeoutRate > 0.01% for 60s",
                        "cpu > 85% for 60s",
                        "replicaLag > 10s for 10s",
                        "retainedWal > 1GB for 10s",
                        "goodput < 95% for 30s");
    }

    @ParameterizedTest
    @MethodSource("defaults")
    void eachDefaultFiresOnAPlantedViolation(Guard guard) {
        GuardWatch watch = watch(guard);

        run(watch, guard.condition().metric(), 0, 400, second -> violation(guard.condition(), second));

        assertThat(decisions).extracting(Decision::kind).startsWith(Decision.Kind.FIRED);
        assertThat(decisions).extracting(Decision::kind).doesNotContain(Decision.Kind.BLINDED);
        assertThat(decisions.get(0).reason())
                .contains(guard.condition().metric().key());
        assertThat(watch.statuses().get(0).state()).isEqualTo(GuardStatus.State.FIRING);
    }

    @ParameterizedTest
    @MethodSource("defaults")
    void noDefaultFiresInItsNormalRange(Guard guard) {
        GuardWatch watch = watch(guard);

        run(watch, guard.condition().metric(), 0, 400, second -> normal(guard.condition(), second));

        assertThat(decisions).isEmpty();
        assertThat(watch.statuses().get(0).state()).isEqualTo(GuardStatus.State.WATCHING);
        assertThat(watch.statuses().get(0).peak()).isPresent();
    }

    private static double violation(Condition condition, int second) {
        return switch (condition.test()) {
            case ABOVE -> condition.metric() == GuardMetric.PROGRESS_STALLED ? second : condition.threshold() * 1.2;
            case BELOW -> condition.threshold() * 0.8;
            case GROWING -> 100 + second;
        };
    }

    private static double normal(Condition condition, int second) {
        return condition.test() == Condition.Test.GROWING
                ? 500 - second
                : condition.metric().normal().orElseThrow();
    }

    @Test
    void aWindowMustBeFullBeforeItFires() {
        GuardWatch watch = watch(GuardMetric.ERROR_RATE, 0.01, 20);

        run(watch, GuardMetric.ERROR_RATE, 0, 20, second -> 0.5);
        assertThat(decisions).isEmpty();
        run(watch, GuardMetric.ERROR_RATE, 20, 21, second -> 0.5);

        assertThat(decisions).singleElement().satisfies(decision -> {
            assertThat(decision.kind()).isEqualTo(Decision.Kind.FIRED);
            assertThat(decision.reason()).isEqualTo("errorRate is 50%, 21 of 21 readings");
        });
    }

    @Test
    void withoutAWindowOneReadingIsEnough() {
        GuardWatch watch = watch(GuardMetric.INCONSISTENCY, 0, 0);

        run(watch, GuardMetric.INCONSISTENCY, 0, 5, second -> 0);
        assertThat(decisions).isEmpty();
        run(watch, GuardMetric.INCONSISTENCY, 5, 6, second -> 1);

        assertThat(decisions).extracting(Decision::kind).containsExactly(Decision.Kind.FIRED);
        assertThat(decisions.get(0).guard().condition()).hasToString("any inconsistency");
    }

    @Test
    void aPeakDoesNotFireAndOneGoodReadingDoesNotHideABadMinute() {
        GuardWatch peaks = watch(GuardMetric.CPU, 0.85, 20);
        run(peaks, GuardMetric.CPU, 0, 200, second -> second % 15 == 0 ? 1 : 0.3);
        assertThat(decisions).isEmpty();
        assertThat(peaks.statuses().get(0).peak()).hasValue(1);

        GuardWatch bad = watch(GuardMetric.CPU, 0.85, 20);
        run(bad, GuardMetric.CPU, 0, 60, second -> second % 15 == 0 ? 0.3 : 1);
        assertThat(decisions).extracting(Decision::kind).contains(Decision.Kind.FIRED);
    }

    @Test
    void whatFlapsFiresOnceUntilItIsCalm() {
        GuardWatch watch = watch(GuardMetric.CPU, 0.85, 10);

        run(watch, GuardMetric.CPU, 0, 20, second -> 1);
        run(watch, GuardMetric.CPU, 20, 60, second -> second % 4 == 0 ? 0.3 : 1);
        assertThat(decisions)
                .filteredOn(decision -> decision.kind() == Decision.Kind.FIRED)
                .hasSize(1);
        assertThat(decisions).extracting(Decision::kind).doesNotContain(Decision.Kind.CALMED);
        run(watch, GuardMetric.CPU, 60, 80, second -> 0.3);

        assertThat(decisions).extracting(Decision::kind).endsWith(Decision.Kind.CALMED);
        assertThat(watch.statuses().get(0).state()).isEqualTo(GuardStatus.State.CALM);
        assertThat(watch.statuses().get(0).fired()).isEqualTo(1);
        run(watch, GuardMetric.CPU, 80, 100, second -> 1);
        assertThat(watch.statuses().get(0).fired()).isEqualTo(2);
    }

    @Test
    void whileItLastsAGuardSaysSoOnceAWindow() {
        GuardWatch watch = watch(GuardMetric.CPU, 0.85, 10);

        run(watch, GuardMetric.CPU, 0, 41, second -> 1);

        assertThat(decisions)
                .extracting(Decision::kind)
                .containsExactly(Decision.Kind.FIRED, Decision.Kind.STILL, Decision.Kind.STILL, Decision.Kind.STILL);
    }

    @Test
    void aMetricThatNeverComesIsBlindAndNotGreen() {
        GuardWatch watch = watch(GuardMetric.IO_WAIT, 0.25, 10);

        assertThat(watch.blind(START)).hasSize(1);
        assertThat(watch.decide(START + 16 * SECOND))
                .singleElement()
                .satisfies(decision -> assertThat(decision.reason()).isEqualTo("nothing came from ioWait for 16s"));
        assertThat(watch.statuses().get(0).state()).isEqualTo(GuardStatus.State.BLIND);
    }

    @Test
    void aMetricThatStopsComingMakesItsGuardBlindForGood() {
        GuardWatch watch = watch(GuardMetric.CPU, 0.85, 10);
        run(watch, GuardMetric.CPU, 0, 30, second -> 0.3);

        for (int second = 30; second < 60; second++) {
            decisions.addAll(watch.decide(START + second * SECOND));
        }
        run(watch, GuardMetric.CPU, 60, 90, second -> 0.3);

        assertThat(decisions).extracting(Decision::kind).containsExactly(Decision.Kind.BLINDED);
        assertThat(watch.statuses().get(0).state()).isEqualTo(GuardStatus.State.BLIND);
        assertThat(watch.statuses().get(0).longestGap()).isEqualTo(Duration.ofSeconds(31));
        assertThat(watch.blind(START + 90 * SECOND)).isEmpty();
    }

    @Test
    void aGapThatIsTooShortForBlindnessDoesNotFillAWindow() {
        GuardWatch watch = watch(GuardMetric.CPU, 0.85, 20);
        run(watch, GuardMetric.CPU, 0, 2, second -> 1);
        run(watch, GuardMetric.CPU, 16, 22, second -> 1);

        assertThat(decisions)
                .as("8 readings of the 20 that belong into the window")
                .isEmpty();
    }

    @Test
    void readingsThatComeTooSeldomForTheWindowMakeTheGuardBlindAndNotQuiet() {
        GuardWatch watch = watch(GuardMetric.REPLICA_LAG, 10, 10);
        for (int i = 0; i < 60; i++) { // servers that take their time: each look lasts 2.5 s, and one more passes
            watch.observe(Reading.of(GuardMetric.REPLICA_LAG, START + i * 3_500_000_000L, 60));
            for (int look = 0; look < 7; look++) {
                decisions.addAll(watch.decide(START + i * 3_500_000_000L + look * 500_000_000L));
            }
        }

        assertThat(decisions).singleElement().satisfies(decision -> {
            assertThat(decision.kind()).isEqualTo(Decision.Kind.BLINDED);
            assertThat(decision.reason())
                    .isEqualTo("too little came from replicaLag to judge by: 3 readings of 10 in 10s");
        });
        assertThat(watch.statuses().get(0).state()).isEqualTo(GuardStatus.State.BLIND);
    }

    @Test
    void aGapThatNobodyLookedIntoIsAGapAllTheSame() {
        GuardWatch watch = watch(GuardMetric.CPU, 0.85, 10);
        run(watch, GuardMetric.CPU, 0, 10, second -> 0.3);

        run(watch, GuardMetric.CPU, 60, 90, second -> 0.3); // the whole process stood still

        assertThat(decisions).singleElement().satisfies(decision -> {
            assertThat(decision.kind()).isEqualTo(Decision.Kind.BLINDED);
            assertThat(decision.reason()).isEqualTo("nothing came from cpu for 51s");
        });
        assertThat(watch.statuses().get(0).state()).isEqualTo(GuardStatus.State.BLIND);
    }

    @Test
    void readingsThatComeLateOnABusyMachineAreEnough() {
        GuardWatch watch = watch(GuardMetric.CPU, 0.85, 20);
        for (int i = 0; i < 30; i++) {
            long now = START + i * 1_600_000_000L;
            watch.observe(Reading.of(GuardMetric.CPU, now, 1));
            decisions.addAll(watch.decide(now));
        }

        assertThat(decisions).extracting(Decision::kind).contains(Decision.Kind.FIRED);
    }

    @Test
    void nothingToSayIsAReadingAndNoViolation() {
        GuardWatch watch = watch(GuardMetric.PROGRESS_STALLED, 5, 0);
        for (int second = 0; second < 60; second++) {
            watch.observe(Reading.nothing(GuardMetric.PROGRESS_STALLED, START + second * SECOND));
            decisions.addAll(watch.decide(START + second * SECOND));
        }

        assertThat(decisions).isEmpty();
        assertThat(watch.blind(START + 60 * SECOND)).isEmpty();
    }

    @Test
    void endlessLatencyIsAViolation() {
        GuardWatch watch = watch(GuardMetric.P99, 0.2, 5);

        run(watch, GuardMetric.P99, 0, 10, second -> Double.POSITIVE_INFINITY);

        assertThat(decisions.get(0).reason()).startsWith("p99 is no end");
    }

    @Test
    void anEtaThatShrinksMoreSlowlyThanTimePassesIsNotGrowing() {
        GuardWatch watch = watch(new Guard(
                new Condition(GuardMetric.ETA, Condition.Test.GROWING, 0, Duration.ofSeconds(20)), GuardAction.PAUSE));

        run(watch, GuardMetric.ETA, 0, 100, second -> 300 - second * 0.5 + second % 3);
        assertThat(decisions).isEmpty();
        run(watch, GuardMetric.ETA, 100, 130, second -> Double.POSITIVE_INFINITY);

        assertThat(decisions).extracting(Decision::kind).contains(Decision.Kind.FIRED);
    }

    @Test
    void armingForgetsThatItWasBlindBefore() {
        GuardWatch watch = watch(GuardMetric.CPU, 0.85, 10);
        watch.decide(START + 20 * SECOND);
        watch.observe(Reading.of(GuardMetric.CPU, START + 21 * SECOND, 0.1));

        watch.arm(START + 22 * SECOND);

        assertThat(watch.statuses().get(0).state()).isEqualTo(GuardStatus.State.WATCHING);
        assertThat(watch.statuses().get(0).longestGap()).isZero();
    }

    @Test
    void aReadingOfAnotherMetricIsNoReading() {
        GuardWatch watch = watch(GuardMetric.CPU, 0.85, 10);

        watch.observe(Reading.of(GuardMetric.IO_WAIT, START, 1));

        assertThat(watch.blind(START)).hasSize(1);
    }

    @Test
    void impossibleValuesAreRefused() {
        assertThatThrownBy(() -> Reading.of(GuardMetric.CPU, 0, Double.NaN)).hasMessageContaining("cpu is NaN");
        assertThatThrownBy(() -> condition(GuardMetric.CPU, -1, 0)).hasMessageContaining("threshold of cpu");
        assertThatThrownBy(() -> condition(GuardMetric.CPU, 1, 3601)).hasMessageContaining("window of cpu");
        assertThatThrownBy(() -> new Condition(GuardMetric.CPU, Condition.Test.GROWING, 0, Duration.ofMinutes(1)))
                .hasMessageContaining("only eta");
    }

    private static GuardWatch watch(GuardMetric metric, double threshold, int seconds) {
        return watch(new Guard(condition(metric, threshold, seconds), GuardAction.ALERT));
    }

    private static Condition condition(GuardMetric metric, double threshold, int seconds) {
        return new Condition(metric, Condition.Test.ABOVE, threshold, Duration.ofSeconds(seconds));
    }

    private static GuardWatch watch(Guard guard) {
        return new GuardWatch(List.of(guard), WatchRules.STANDARD, START);
    }

    private void run(GuardWatch watch, GuardMetric metric, int from, int to, IntToDoubleFunction value) {
        for (int second = from; second < to; second++) {
            long now = START + second * SECOND;
            watch.observe(Reading.of(metric, now, value.applyAsDouble(second)));
            decisions.addAll(watch.decide(now));
        }
    }
}
