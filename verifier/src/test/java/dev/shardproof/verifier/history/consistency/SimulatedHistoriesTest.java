package dev.shardproof.verifier.history.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.history.consistency.criteria.HistoryCheck;
import dev.shardproof.verifier.history.consistency.criteria.HistoryRules;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Histories of a store that is correct, and of the same store with one defect. */
class SimulatedHistoriesTest {

    private static final int SEEDS = 2_000;
    private static final int OPERATIONS = 250;

    @Test
    void aCorrectStoreIsNeverAccused() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Map<HistoryCheck, CheckResult> results =
                    SimulatedRun.of(seed, OPERATIONS).judge();
            for (CheckResult result : results.values()) {
                assertThat(result.findings())
                        .as("seed %d, %s", seed, result.check())
                        .isEmpty();
                assertThat(result.verdict())
                        .as("seed %d, %s", seed, result.check())
                        .isEqualTo(Verdict.PASS);
            }
        }
    }

    @Test
    void everyIndeterminateWriteIsResolvedOrSaidToBeBeyondThat() {
        long resolved = 0;
        for (long seed = 0; seed < 200; seed++) {
            TestingHistory history = SimulatedRun.of(seed, OPERATIONS);
            long[] counts = SimulatedRun.numbersIn(
                    history.judge().get(HistoryCheck.LOST_WRITES).facts().get("indeterminate writes"));
            long[] expected = SimulatedRun.indeterminate(seed, OPERATIONS);
            assertThat(counts[0] + counts[1] + counts[2]).as("seed %d", seed).isEqualTo(expected[0] + expected[1]);
            assertThat(counts[0]).as("happened, seed %d", seed).isLessThanOrEqualTo(expected[0]);
            assertThat(counts[1]).as("did not, seed %d", seed).isLessThanOrEqualTo(expected[1]);
            resolved += counts[0] + counts[1];
        }
        assertThat(resolved).isGreaterThan(1_000);
    }

    @ParameterizedTest
    @EnumSource(PlantedDefect.class)
    void aPlantedDefectIsFound(PlantedDefect defect) {
        int planted = 0;
        for (long seed = 0; seed < 150; seed++) {
            TestingHistory history = SimulatedRun.of(seed, OPERATIONS);
            if (!defect.plant(history, new SplittableRandom(seed))) {
                continue; // this history has no place for it
            }
            planted++;
            Map<HistoryCheck, CheckResult> results = history.judge(HistoryRules.strict(EnumSet.of(defect.check())));
            assertThat(results.get(defect.check()).verdict())
                    .as("seed %d: %s", seed, results)
                    .isEqualTo(Verdict.FAIL);
        }
        assertThat(planted).isGreaterThan(50);
    }

    @Test
    void everyCheckHasADefect() {
        List<HistoryCheck> judged =
                Arrays.stream(PlantedDefect.values()).map(PlantedDefect::check).toList();
        assertThat(judged).contains(HistoryCheck.values());
    }
}
