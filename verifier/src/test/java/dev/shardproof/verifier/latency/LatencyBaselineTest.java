package dev.shardproof.verifier.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
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
                .mapToObj(i -> LatencyBlock.ofSamples(new long[] {1, 2, 3}, 0, 99))
                .toList();

        CheckResult result = judge(tooSmall, tooSmall, P99_BY_TEN_PERCENT, 0);

        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(result.summary()).contains("at least 100 requests");
    }

    @Test
    void failedRequestsAreInfinitelySlow() {
        LatencyBlock block =
                LatencyBlock.ofSamples(LongStream.rangeClosed(1, 98).toArray(), 2, 50, 98, 99);

        assertThat(block.requests()).isEqualTo(100);
        assertThat(block.micros())
                .containsEntry(50.0, 50.0)
                .containsEntry(98.0, 98.0)
                .containsEntry(99.0, Double.POSITIVE_INFINITY);
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
    void impossibleNumbersAreRefused() {
        assertThatThrownBy(() -> new LatencyLimit(100, 0.1)).hasMessageContaining("between 0 and 100");
        assertThatThrownBy(() -> new LatencyLimit(99, -1)).hasMessageContaining("above -1");
        assertThatThrownBy(() -> new LatencyBlock(1, 2, Map.of())).hasMessageContaining("2 of 1 requests failed");
        assertThatThrownBy(() -> new LatencyBlock(1, 0, Map.of(99.0, 0.0))).hasMessageContaining("above 0");
    }

    private static CheckResult judge(
            List<LatencyBlock> before, List<LatencyBlock> after, List<LatencyLimit> limits, double ignoreBelow) {
        return new LatencyBaseline(before, after, limits, ignoreBelow, () -> 0).run();
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
