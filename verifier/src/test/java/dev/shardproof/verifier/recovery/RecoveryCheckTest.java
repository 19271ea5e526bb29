package dev.shardproof.verifier.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The baseline has 10 seconds, the trigger acts for 5, and the bound is 20. Some seconds are noisy in most of them. */
class RecoveryCheckTest {

    private static final long SECOND = 1_000_000;
    private static final int RATE = 100;
    private static final RecoveryLimit LIMIT = new RecoveryLimit(0.95, Duration.ofSeconds(20));
    private static final Stretch BASELINE = new Stretch(0, 10 * SECOND);
    private static final Trigger TRIGGER = new Trigger("slowShard s0", new Stretch(10 * SECOND, 15 * SECOND), true);

    private final List<GoodputSecond> seconds = new ArrayList<>();

    @Test
    void recoveredPassesAndTellsWhen() {
        CheckResult result = run(10, 100, 5, 10, 7, 20, 30, 99);

        assertThat(result.verdict()).as(result.summary()).isEqualTo(Verdict.PASS);
        assertThat(result.facts())
                .containsEntry("trigger", "slowShard s0 for 5.0 s")
                .containsEntry("recovery time", "7.0 s")
                .containsEntry("baseline goodput", "100.0/s, 100.0 % of what was due")
                .containsEntry("attempts a request, baseline", "1.00")
                .containsEntry("attempts a request, during the trigger", "3.70");
    }

    @Test
    void neverRecoveredFailsAndTellsTheAmplification() {
        CheckResult result = run(10, 100, 5, 10, 40, 3);

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.summary())
                .contains("goodput never came back: it is 3.0 % of the baseline 40.0 s after the trigger slowShard s0")
                .contains("3.91 attempts a request");
        assertThat(result.findings()).hasSize(1);
    }

    @Test
    void partOfTheGoodputIsNotEnough() {
        assertThat(run(10, 100, 5, 10, 40, 90).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void recoveredAndFellAgainFails() {
        CheckResult result = run(10, 100, 5, 10, 10, 100, 30, 20);

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.summary()).contains("came back, fell again and is 20.0 % of the baseline");
    }

    @Test
    void recoveredOnlyAfterTheBoundFails() {
        CheckResult late = run(10, 100, 5, 10, 25, 20, 30, 100);
        assertThat(late.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(late.summary()).contains("came back only 2");

        seconds.clear();
        CheckResult relapsed = run(10, 100, 5, 10, 22, 100, 10, 5, 20, 100);
        assertThat(relapsed.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(relapsed.summary()).contains("fell again and is back for good only 3");
    }

    @Test
    void aLoadThatEndsBeforeTheBoundIsTooShortToTell() {
        assertThat(run(10, 100, 5, 10, 18, 3).summary()).contains("ended before the bound of 20.0 s was over");
        seconds.clear();
        CheckResult justBack = run(10, 100, 5, 10, 15, 3, 6, 100);
        assertThat(justBack.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(justBack.summary()).contains("too early to see whether it lasts");
    }

    @Test
    void twoNoisySecondsInFiveChangeNothing() {
        assertThat(run(10, 100, 5, 10, 3, 100, 2, 0, 25, 100, 2, 0, 3, 100).verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void twoBadSecondsInFiveAllTheTimeAreNoNoise() {
        add(10, 100);
        add(5, 10);
        for (int i = 0; i < 12; i++) {
            add(3, 100);
            add(2, 0);
        }
        assertThat(check())
                .as("goodput is 60 % of the baseline")
                .returns(Verdict.INCONCLUSIVE, CheckResult::verdict)
                .extracting(CheckResult::summary)
                .asString()
                .contains("by its medians, but 24 of the 60 seconds from then on were bad");
    }

    @Test
    void threeBadSecondsInFiveAreNoNoise() {
        add(10, 100);
        add(5, 10);
        for (int i = 0; i < 12; i++) {
            add(2, 100);
            add(3, 0);
        }
        assertThat(check().verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void steadyNoiseOfTheBaselineIsForgivenAfterwards() {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 60; i++) {
            add(1, i >= 10 && i < 15 ? 0 : 95 + random.nextInt(6));
        }
        assertThat(check().verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aLoadThatGrewIsJudgedByWhatWasDue() {
        add(10, 100);
        add(5, 10);
        for (int i = 0; i < 40; i++) {
            seconds.add(new GoodputSecond(seconds.size() * SECOND, 300, 120, 0, 900));
        }
        assertThat(check().verdict())
                .as("more than before, but not what was asked for")
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void withoutABaselineNothingCanBeSaid() {
        assertThat(run(10, 30, 5, 10, 40, 100).summary()).contains("only 30.0 % of its operations");
        assertThat(check(Optional.empty(), Optional.of(TRIGGER)).summary()).contains("there is no baseline");
        assertThat(check(Optional.of(new Stretch(0, 4 * SECOND)), Optional.of(TRIGGER))
                        .verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void aTriggerThatNeverActedProvesNothing() {
        add(60, 100);
        Trigger unproven = new Trigger("slowShard s0", TRIGGER.acted(), false);
        assertThat(check(Optional.of(BASELINE), Optional.of(unproven)).summary())
                .isEqualTo("the trigger slowShard s0 was not proven to act");
        assertThat(check(Optional.of(BASELINE), Optional.empty()).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void tooLittleLoadProvesNothing() {
        add(10, 100);
        for (int i = 0; i < 40; i++) {
            seconds.add(new GoodputSecond(seconds.size() * SECOND, 2, 2, 0, 2));
        }
        assertThat(check().summary()).contains("too little load after the trigger");
    }

    @Test
    void whatTheDriverDidNotSendDecidesNeitherWay() {
        add(10, 100);
        add(5, 10);
        for (int i = 0; i < 40; i++) {
            seconds.add(new GoodputSecond(seconds.size() * SECOND, 100, 60, 40, 60));
        }
        assertThat(check().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(check().summary()).contains("too slow to send 1600 operations");

        seconds.clear();
        add(10, 100);
        add(5, 10);
        for (int i = 0; i < 40; i++) {
            seconds.add(new GoodputSecond(seconds.size() * SECOND, 100, 10, 20, 300));
        }
        assertThat(check().verdict())
                .as("collapsed whatever became of the rest")
                .isEqualTo(Verdict.FAIL);
    }

    /** Pairs of a length in seconds and the goodput of each of them, in percent. */
    private CheckResult run(int... lengthsAndPercent) {
        for (int i = 0; i < lengthsAndPercent.length; i += 2) {
            add(lengthsAndPercent[i], lengthsAndPercent[i + 1]);
        }
        return check();
    }

    private void add(int length, int percent) {
        for (int i = 0; i < length; i++) {
            long good = RATE * percent / 100;
            seconds.add(new GoodputSecond(seconds.size() * SECOND, RATE, good, 0, good + (RATE - good) * 4));
        }
    }

    private CheckResult check() {
        return check(Optional.of(BASELINE), Optional.of(TRIGGER));
    }

    private CheckResult check(Optional<Stretch> baseline, Optional<Trigger> trigger) {
        return new RecoveryCheck(seconds, baseline, trigger, seconds.size() * SECOND, LIMIT, () -> 0).run();
    }
}
