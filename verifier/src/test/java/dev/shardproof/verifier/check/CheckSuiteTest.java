package dev.shardproof.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckSuiteTest {

    @Test
    void worstVerdictWinsAndFailureOutweighsDoubt() {
        assertThat(Verdict.worst(List.of(Verdict.PASS, Verdict.INCONCLUSIVE))).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(Verdict.worst(List.of(Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.PASS)))
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void noVerdictAtAllIsInconclusive() {
        assertThat(Verdict.worst(List.of())).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void aCheckThatThrowsIsInconclusiveAndTheNextOneStillRuns() {
        CheckSuite suite = new CheckSuite(
                List.of(
                        check("broken", () -> {
                            throw new IllegalStateException("connection lost");
                        }),
                        check("fine", () -> passed("fine", 7))),
                () -> 0L);

        List<CheckResult> results = suite.run(result -> {});

        assertThat(results).extracting(CheckResult::verdict).containsExactly(Verdict.INCONCLUSIVE, Verdict.PASS);
        assertThat(results.get(0).summary()).contains("connection lost");
    }

    @Test
    void anInterruptedSuiteNamesTheChecksThatDidNotRun() {
        CheckSuite suite = new CheckSuite(
                List.of(
                        check("first", () -> {
                            throw new InterruptedException();
                        }),
                        check("second", () -> passed("second", 1))),
                () -> 0L);

        List<CheckResult> results = suite.run(result -> {});

        assertThat(Thread.interrupted()).isTrue();
        assertThat(results).extracting(CheckResult::verdict).containsOnly(Verdict.INCONCLUSIVE);
        assertThat(results.get(1).summary()).contains("not run");
    }

    @Test
    void aPassThatExaminedNothingIsRefused() {
        assertThatThrownBy(() -> passed("empty", 0)).hasMessageContaining("without examining anything");
    }

    private static CheckResult passed(String name, long examined) {
        return new CheckResult(name, Verdict.PASS, "ok", examined, List.of(), 0, Map.of(), Duration.ZERO);
    }

    private interface Body {
        CheckResult run() throws Exception;
    }

    private static Check check(String name, Body body) {
        return new Check() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public CheckResult run() throws Exception {
                return body.run();
            }
        };
    }
}
