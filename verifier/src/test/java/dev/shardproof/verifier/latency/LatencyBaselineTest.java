package dev.shardproof.verifier.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.latency.block.LatencyBlock;
import dev.shardproof.verifier.latency.block.LatencyComparison;
import dev.shardproof.verifier.latency.block.LatencyGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatencyBaselineTest {

    private static final List<LatencyLimit> P99_BY_TEN_PERCENT = List.of(new LatencyLimit(99, 0.10));

    @Test
    void equalLatencyPasses() {
        CheckResult result = judge(blocks(30, 1000, 1), blocks(30, 1000, 2), P99_BY_TEN_PERCENT, 0);

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.summary()).contains("p99").contains("limit +10.0 %");
        assertThat(result.examined()).isEqualTo(60 * 300);
    }

    @Test
    void aThirdSlowerFailsAndNamesThePercentile() {
        CheckResult result = judge(blocks(30, 1000, 1), blocks(30, 1330, 2), P99_BY_TEN_PERCENT, 0);

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Finding.Kind.LIMIT);
            assertThat(finding.key()).isEqualTo("p99");
        });
    }

    @Test
    void aDifferenceAtTheLimitIsInconclusive() {
        CheckResult result = judge(blocks(6, 1000, 1), blocks(6, 1100, 2), P99_BY_TEN_PERCENT, 0);

        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void noChangeIsHardlyEverFailedAndATwentyPercentLossIsNearlyAlwaysSeen() {
        int falseAlarms = 0;
        int seen = 0;
        for (int seed = 0; seed < 200; seed++) {
            List<LatencyBlock> before = blocks(20, 1000, seed);
            falseAlarms += judge(before, blocks(20, 1000, 1000 + seed), P99_BY_TEN_PERCENT, 0)
                                    .verdict()
                            == Verdict.FAIL
                    ? 1
                    : 0;
            seen += judge(before, blocks(20, 1200, 2000 + seed), P99_BY_TEN_PERCENT, 0)
                                    .verdict()
                            == Verdict.FAIL
                    ? 1
                    : 0;
        }
        assertThat(falseAlarms).isLessThanOrEqualTo(4);
        assertThat(seen).isGreaterThanOrEqualTo(190);
    }

    @Test
    void slownessBelowTheNoticeableIsNoFailure() {
        CheckResult result = judge(blocks(30, 1000, 1), blocks(30, 2000, 2), P99_BY_TEN_PERCENT, 5_000);

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.summary()).contains("below 5.00 ms no difference matters");
    }

    @Test
    void severalPercentilesAreJudgedAndTheWorstWins() {
        List<LatencyBlock> before = flat(10, Map.of(50.0, 100.0, 99.0, 1000.0));
        List<LatencyBlock> after = flat(10, Map.of(50.0, 130.0, 99.0, 1000.0));

        CheckResult result = judge(before, after, List.of(new LatencyLimit(99, 0.1), new LatencyLimit(50, 0.2)), 0);

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.findings()).extracting(Finding::key).containsExactly("p50");
        assertThat(result.facts().get("p99")).contains("+0.0 %");
    }

    @Test
    void noBaselineLoadIsInconclusive() {
        assertThat(judge(List.of(), blocks(30, 1000, 2), P99_BY_TEN_PERCENT, 0).verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(judge(blocks(30, 1000, 2), List.of(), P99_BY_TEN_PERCENT, 0).verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(judge(blocks(30, 1000, 1), blocks(30, 1000, 2), List.of(), 0).verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void blocksTooSmallForThePercentileDoNotCount() {
        List<LatencyBlock> tooSmall = IntStream.range(0, 30)
                .mapToObj(i -> new LatencyBlock(3, 0, Map.of(99.0, 3.0)))
                .toList();

        CheckResult result = judge(tooSmall, tooSmall, P99_BY_TEN_PERCENT, 0);

        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(result.summary()).contains("at least 100 requests");
    }

    @Test
    void failuresInMostBlocksFailThoughTheRestIsFast() {
        List<LatencyBlock> after = new ArrayList<>(blocks(10, 500, 3));
        after.addAll(flat(11, Map.of(99.0, Double.POSITIVE_INFINITY)));

        CheckResult result = judge(blocks(30, 1000, 1), after, P99_BY_TEN_PERCENT, 1e9);

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.summary()).contains("infinite in 11 of 21 blocks");
    }

    @Test
    void failuresInFewBlocksNeverPass() {
        List<LatencyBlock> after = new ArrayList<>(blocks(30, 1000, 3));
        after.addAll(flat(1, Map.of(99.0, Double.POSITIVE_INFINITY)));

        assertThat(judge(blocks(30, 1000, 1), after, P99_BY_TEN_PERCENT, 1e9).verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void failuresInTheBaselineMakeItNone() {
        List<LatencyBlock> before = new ArrayList<>(blocks(30, 1000, 3));
        before.addAll(flat(1, Map.of(99.0, Double.POSITIVE_INFINITY)));

        assertThat(judge(before, blocks(30, 1000, 1), P99_BY_TEN_PERCENT, 0).verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void aSlowShardDoesNotHideInTheMean() {
        CheckResult result = judge(
                List.of(
                        group(LatencyGroup.OVERALL, 1000, 1020),
                        group(LatencyGroup.shard("s0"), 1000, 1000),
                        group(LatencyGroup.shard("s1"), 1000, 1400),
                        group(LatencyGroup.operation("pay"), 1000, 1000)),
                P99_BY_TEN_PERCENT,
                0);

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.shard()).isEqualTo("s1");
            assertThat(finding.key()).isEqualTo("p99");
        });
        assertThat(result.summary()).contains("p99 of shard s1").doesNotContain("shard s0");
        assertThat(result.facts()).containsKeys("p99", "p99 of shard s0", "p99 of operation pay");
    }

    @Test
    void whatIsTooFastToMatterDoesNotHideWhatMatters() {
        CheckResult result = judge(
                List.of(
                        group(LatencyGroup.OVERALL, 30_000, 36_000),
                        group(LatencyGroup.shard("s0"), 30_000, 36_000),
                        group(LatencyGroup.operation("ping"), 300, 3_000)),
                P99_BY_TEN_PERCENT,
                20_000);

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.findings()).extracting(Finding::shard).containsExactly("", "s0");
    }

    @Test
    void aGroupThatLooksSlowerAndCanNotBeProvenIsInconclusive() {
        CheckResult result = judge(
                List.of(
                        group(LatencyGroup.OVERALL, 1000, 1000),
                        LatencyComparison.beforeAfter(
                                LatencyGroup.operation("pay"), blocks(6, 1000, 5), blocks(6, 1125, 6))),
                P99_BY_TEN_PERCENT,
                0);

        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(result.summary()).contains("p99 of operation pay").contains("more load would tell");
    }

    @Test
    void aGroupWithTooLittleLoadIsNamedAndDoesNotDecide() {
        CheckResult result = judge(
                List.of(
                        group(LatencyGroup.OVERALL, 1000, 1000),
                        LatencyComparison.beforeAfter(
                                LatencyGroup.shard("s9"), blocks(2, 1000, 5), blocks(2, 9000, 6))),
                P99_BY_TEN_PERCENT,
                0);

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.facts().get("p99 of shard s9")).contains("2 blocks before and 2 after");
    }

    @Test
    void aLimitBelowTheNoiseFloorIsInconclusiveAndSaysWhatToDo() {
        LatencyBaseline.Decision decision = calibrated(0.10, 1000, 1000);

        assertThat(decision.result().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(decision.moreLoadMayTell()).isFalse();
        assertThat(decision.result().summary())
                .contains("the limit is below what this machine can tell from noise")
                .contains("calibrate again");
        assertThat(decision.result().facts()).containsEntry("calibration", "of a test");
    }

    @Test
    void aLossFarBeyondTheNoiseFailsInSpiteOfIt() {
        assertThat(calibrated(0.10, 1000, 2500).result().verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void measuredNoiseThatIsSmallerThanTheLimitLeavesRoomToPass() {
        assertThat(calibrated(0.02, 1000, 1000).result().verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void withoutACalibrationFifteenPercentIsNoFailureAndTheReportSaysWhy() {
        List<LatencyBlock> before = blocks(60, 1000, 1);
        LatencyBaseline gate = new LatencyBaseline(
                List.of(LatencyComparison.beforeAfter(LatencyGroup.OVERALL, before, blocks(60, 1180, 2))),
                P99_BY_TEN_PERCENT,
                new GatePolicy(0, ErrorBudget.ONE_LOOK, NoiseFloor.assumed("never calibrated"), 1),
                () -> 0);

        CheckResult result = gate.run();

        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(result.facts().get("calibration")).startsWith("none").contains("shardproof calibrate");
        assertThat(judge(before, blocks(60, 1180, 2), P99_BY_TEN_PERCENT, 0).verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void aCalibrationThatSaysNothingOfAPercentileIsNoneForIt() {
        NoiseFloor ofAnother = new NoiseFloor(
                NoiseFloor.Origin.MEASURED,
                "of a test",
                Map.of(LatencyGroup.Kind.OVERALL, Map.of(50.0, new NoiseFloor.Deviation(0, 12))),
                Map.of());
        CheckResult result = new LatencyBaseline(
                        List.of(LatencyComparison.beforeAfter(
                                LatencyGroup.OVERALL, blocks(60, 1000, 1), blocks(60, 1180, 2))),
                        P99_BY_TEN_PERCENT,
                        new GatePolicy(0, ErrorBudget.ONE_LOOK, ofAnother, 1),
                        () -> 0)
                .run();

        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(result.summary()).contains("the calibration has no figure for it");
    }

    @Test
    void undecidedForWantOfBlocksAsksForMore() {
        LatencyBaseline gate = new LatencyBaseline(
                List.of(LatencyComparison.beforeAfter(LatencyGroup.OVERALL, blocks(6, 1000, 1), blocks(6, 1100, 2))),
                P99_BY_TEN_PERCENT,
                new GatePolicy(0, new ErrorBudget(0.05, 1, 3), NoiseFloor.NONE, 1),
                () -> 0);

        assertThat(gate.decide().moreLoadMayTell()).isTrue();
        assertThat(gate.decide().result().facts().get("error"))
                .contains("look 1")
                .contains("3 looks");
    }

    @Test
    void aStoredBaselineOfOneFigureIsEnough() {
        LatencyBlock stored = new LatencyBlock(0, 0, Map.of(99.0, 1000.0));
        LatencyComparison same = LatencyComparison.stored(LatencyGroup.OVERALL, List.of(stored), blocks(30, 1000, 2));
        LatencyComparison slower = LatencyComparison.stored(LatencyGroup.OVERALL, List.of(stored), blocks(30, 1300, 2));

        assertThat(judge(List.of(same), P99_BY_TEN_PERCENT, 0).verdict()).isEqualTo(Verdict.PASS);
        assertThat(judge(List.of(slower), P99_BY_TEN_PERCENT, 0).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void slownessThatMayLieBelowTheNoticeableIsNoFailure() {
        CheckResult result = judge(blocks(30, 1000, 1), blocks(30, 2000, 2), P99_BY_TEN_PERCENT, 2_000);

        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void pairsOfWhichOneBlockIsTooSmallAreLeftOutAsAWhole() {
        List<LatencyBlock> before = new ArrayList<>(blocks(8, 1000, 1));
        List<LatencyBlock> after = new ArrayList<>(before);
        before.set(2, new LatencyBlock(5, 0, Map.of(99.0, 1.0)));
        after.set(4, new LatencyBlock(5, 0, Map.of(99.0, 99_000.0)));

        CheckResult result =
                judge(List.of(LatencyComparison.paired(LatencyGroup.OVERALL, before, after)), P99_BY_TEN_PERCENT, 0);

        assertThat(result.facts().get("p99")).contains("+0.0 % (+0.0 % to +0.0 %");
    }

    @Test
    void impossibleNumbersAreRefused() {
        assertThatThrownBy(() -> new LatencyLimit(100, 0.1)).hasMessageContaining("between 0 and 100");
        assertThatThrownBy(() -> new LatencyLimit(99, -1)).hasMessageContaining("above -1");
        assertThatThrownBy(() -> new LatencyBlock(1, 2, Map.of())).hasMessageContaining("2 of 1 requests failed");
        assertThatThrownBy(() -> judge(List.of(group(LatencyGroup.shard("s0"), 1, 1)), P99_BY_TEN_PERCENT, 0))
                .hasMessageContaining("no comparison of all requests");
        assertThatThrownBy(() -> LatencyComparison.paired(LatencyGroup.OVERALL, blocks(5, 1, 1), blocks(6, 1, 1)))
                .hasMessageContaining("5 blocks can not be paired with 6");
        assertThatThrownBy(() -> new LatencyBlock(1, 0, Map.of(99.0, 0.0))).hasMessageContaining("above 0");
    }

    private static LatencyComparison group(LatencyGroup group, double before, double after) {
        int seed = group.hashCode();
        return LatencyComparison.beforeAfter(group, blocks(30, before, seed), blocks(30, after, seed + 1L));
    }

    private static LatencyBaseline.Decision calibrated(double deviation, double before, double after) {
        NoiseFloor noise = new NoiseFloor(
                NoiseFloor.Origin.MEASURED,
                "of a test",
                Map.of(LatencyGroup.Kind.OVERALL, Map.of(99.0, new NoiseFloor.Deviation(deviation, 12))),
                Map.of());
        return new LatencyBaseline(
                        List.of(group(LatencyGroup.OVERALL, before, after)),
                        P99_BY_TEN_PERCENT,
                        new GatePolicy(0, ErrorBudget.ONE_LOOK, noise, 1),
                        () -> 0)
                .decide();
    }

    private static CheckResult judge(
            List<LatencyBlock> before, List<LatencyBlock> after, List<LatencyLimit> limits, double ignoreBelow) {
        return judge(List.of(LatencyComparison.beforeAfter(LatencyGroup.OVERALL, before, after)), limits, ignoreBelow);
    }

    private static CheckResult judge(
            List<LatencyComparison> comparisons, List<LatencyLimit> limits, double ignoreBelow) {
        GatePolicy policy = new GatePolicy(ignoreBelow, ErrorBudget.ONE_LOOK, NoiseFloor.NONE, 1);
        return new LatencyBaseline(comparisons, limits, policy, () -> 0).run();
    }

    /** Blocks whose p99 is about {@code p99} µs, give or take 5 %. */
    private static List<LatencyBlock> blocks(int count, double p99, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    // Twelve uniform numbers make a near enough normal one.
                    double normal = random.doubles(12).sum() - 6;
                    return new LatencyBlock(300, 0, Map.of(99.0, p99 * Math.exp(0.05 * normal)));
                })
                .toList();
    }

    private static List<LatencyBlock> flat(int count, Map<Double, Double> micros) {
        return IntStream.range(0, count)
                .mapToObj(i -> new LatencyBlock(300, 0, micros))
                .toList();
    }
}
