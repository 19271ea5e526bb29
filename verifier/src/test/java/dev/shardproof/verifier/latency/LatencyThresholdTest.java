package dev.shardproof.verifier.latency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.latency.block.LatencyGroup;
import dev.shardproof.verifier.latency.block.LatencyHistogram;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LatencyThresholdTest {

    private static final Set<LatencyGroup.Kind> ALL = Set.of(LatencyGroup.Kind.OVERALL);

    @Test
    void aPercentileBelowItsLimitPassesAndAboveFails() {
        assertThat(judge(histogram(1000, 0), 1000, ALL).verdict()).isEqualTo(Verdict.PASS);

        CheckResult result = judge(histogram(1000, 0), 900, ALL);
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.findings())
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.detail()).isEqualTo("0.99 ms of 1000 requests, 0 failed; limit 0.90 ms"));
    }

    @Test
    void failuresReachThePercentile() {
        CheckResult result = judge(histogram(980, 20), 1_000_000, ALL);

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.summary()).contains("infinite of 1000 requests, 20 failed");
    }

    @Test
    void tooFewRequestsProveNothing() {
        assertThat(judge(histogram(99, 0), 1000, ALL).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(judge(histogram(0, 0), 1000, ALL).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(new LatencyThreshold(Map.of(), Map.of(99.0, 1.0), ALL, () -> 0)
                        .run()
                        .verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void aShardKeepsTheLimitOnlyWhereAskedTo() {
        Map<LatencyGroup, LatencyHistogram> measured =
                Map.of(LatencyGroup.OVERALL, histogram(500, 0), LatencyGroup.shard("s1"), histogram(1000, 0));
        Set<LatencyGroup.Kind> shardsToo = Set.of(LatencyGroup.Kind.OVERALL, LatencyGroup.Kind.SHARD);

        CheckResult plain = new LatencyThreshold(measured, Map.of(99.0, 600.0), ALL, () -> 0).run();
        CheckResult strict = new LatencyThreshold(measured, Map.of(99.0, 600.0), shardsToo, () -> 0).run();

        assertThat(plain.verdict()).isEqualTo(Verdict.PASS);
        assertThat(plain.facts().get("p99 of shard s1")).contains("0.99 ms of 1000 requests");
        assertThat(strict.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(strict.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.shard()).isEqualTo("s1"));
    }

    private static CheckResult judge(LatencyHistogram histogram, double limit, Set<LatencyGroup.Kind> judged) {
        return new LatencyThreshold(Map.of(LatencyGroup.OVERALL, histogram), Map.of(99.0, limit), judged, () -> 0)
                .run();
    }

    private static LatencyHistogram histogram(int succeeded, int failures) {
        LatencyHistogram histogram = new LatencyHistogram();
        for (int i = 1; i <= succeeded; i++) {
            histogram.add(i);
        }
        for (int i = 0; i < failures; i++) {
            histogram.addFailure();
        }
        return histogram;
    }
}
