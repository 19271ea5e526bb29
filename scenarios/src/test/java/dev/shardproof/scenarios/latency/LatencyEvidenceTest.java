package dev.shardproof.scenarios.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Outcome;
import dev.shardproof.verifier.latency.block.LatencyBlock;
import dev.shardproof.verifier.latency.block.LatencyComparison;
import dev.shardproof.verifier.latency.block.LatencyGroup;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LatencyEvidenceTest {

    private static final Stretch BEFORE = stretch(100, 110);
    private static final Stretch AFTER = stretch(200, 210);

    private final LatencyEvidence evidence = new LatencyEvidence(BEFORE, AFTER);

    @Test
    void everyRequestOfAStretchIsInOneBlockOfEachOfItsGroups() {
        load(100, 110, "s0", "read", 1_000);
        load(200, 210, "s0", "read", 2_000);
        load(150, 160, "s0", "read", 9_000);

        Map<LatencyGroup, LatencyComparison> comparisons = comparisons(99);

        assertThat(comparisons.keySet())
                .containsExactly(LatencyGroup.OVERALL, LatencyGroup.shard("s0"), LatencyGroup.operation("read"));
        assertThat(comparisons.values()).allSatisfy(comparison -> {
            assertThat(requests(comparison.before())).isBetween(1_900L, 2_000L);
            assertThat(requests(comparison.after())).isBetween(1_900L, 2_000L);
            assertThat(comparison.before())
                    .hasSizeBetween(10, 13)
                    .allSatisfy(block -> assertThat(block.micros().get(99.0)).isCloseTo(1_000, within(1.0)));
            assertThat(comparison.after())
                    .allSatisfy(block -> assertThat(block.micros().get(99.0)).isCloseTo(2_000, within(2.0)));
        });
        assertThat(evidence.ratio(99)).isCloseTo(2, within(0.01));
    }

    @Test
    void aNewShardIsComparedWithAllShardsBefore() {
        load(100, 110, "s0", "read", 1_000);
        load(200, 210, "s0", "read", 1_000);
        load(200, 210, "s1", "read", 5_000);

        LatencyComparison ofNew = comparisons(99).get(LatencyGroup.shard("s1"));

        assertThat(ofNew.note()).contains("new shard");
        assertThat(ofNew.before())
                .isNotEmpty()
                .allSatisfy(block -> assertThat(block.micros().get(99.0)).isCloseTo(1_000, within(1.0)));
        assertThat(ofNew.after())
                .allSatisfy(block -> assertThat(block.micros().get(99.0)).isCloseTo(5_000, within(5.0)));
    }

    @Test
    void failedOperationsAreInTheirBlocksAndNoShardIsNoGroup() {
        load(100, 110, "s0", "read", 1_000);
        for (int i = 0; i < 1_000; i++) {
            long at = 200_000_000L + i * 10_000L;
            evidence.add(new ClientOperation("read", false, at, at, at + 500, "", 1, Outcome.REJECTED, 1, "08006"));
        }

        Map<LatencyGroup, LatencyComparison> comparisons = comparisons(99);

        assertThat(comparisons.keySet())
                .containsExactly(LatencyGroup.OVERALL, LatencyGroup.shard("s0"), LatencyGroup.operation("read"));
        assertThat(comparisons.get(LatencyGroup.shard("s0")).after()).isEmpty();
        assertThat(comparisons.get(LatencyGroup.OVERALL).after())
                .isNotEmpty()
                .allSatisfy(block -> assertThat(block.micros()).containsEntry(99.0, Double.POSITIVE_INFINITY));
        assertThat(evidence.after().get(LatencyGroup.OVERALL).failures()).isEqualTo(1_000);
    }

    @Test
    void littleLoadMakesFewBlocksAndEachIsLargeEnough() {
        for (int second = 0; second < 10; second++) {
            for (int i = 0; i < 30; i++) {
                add(100_000_000L + second * 1_000_000L + i * 33_000L, "s0", "read", 1_000);
                add(200_000_000L + second * 1_000_000L + i * 33_000L, "s0", "read", 1_000);
            }
        }

        assertThat(comparisons(99).get(LatencyGroup.OVERALL).after())
                .hasSize(2)
                .allSatisfy(block -> assertThat(block.requests()).isGreaterThanOrEqualTo(120));
    }

    @Test
    void anOutageAtTheVeryEndIsNotLeftOver() {
        load(100, 110, "s0", "read", 1_000);
        long end = 210_000_000L;
        for (long at = 200_000_000L; at < end; at += 10_000) { // 8 blocks of 120, and 40 over
            boolean out = at >= end - 350_000;
            Outcome outcome = out ? Outcome.REJECTED : Outcome.ACKNOWLEDGED;
            evidence.add(
                    new ClientOperation("read", false, at, at, at + 1_000, "s0", 1, outcome, 1, out ? "08006" : ""));
        }

        List<LatencyBlock> after = comparisons(99).get(LatencyGroup.OVERALL).after();

        assertThat(requests(after)).isEqualTo(1_000);
        assertThat(after).hasSize(8);
        assertThat(after.get(7).micros()).containsEntry(99.0, Double.POSITIVE_INFINITY);
    }

    @Test
    void aStoredBaselineIsComparedWithTheGroupsThatItNames() {
        load(200, 210, "s0", "read", 1_000);
        LatencyBlock window = new LatencyBlock(0, 0, Map.of(99.0, 900.0));
        StoredBaseline stored = new StoredBaseline("from a test", Map.of(LatencyGroup.OVERALL, List.of(window)));

        List<LatencyComparison> comparisons = evidence.comparisons(stored, 99);

        assertThat(comparisons).singleElement().satisfies(comparison -> {
            assertThat(comparison.design()).isEqualTo(LatencyComparison.Design.STORED);
            assertThat(comparison.before()).containsExactly(window);
            assertThat(comparison.after()).hasSizeGreaterThan(5);
        });
    }

    /** 200 a second. */
    private void load(int fromSecond, int toSecond, String shard, String name, long latency) {
        for (long at = fromSecond * 1_000_000L; at < toSecond * 1_000_000L; at += 5_000) {
            add(at, shard, name, latency);
        }
    }

    private void add(long at, String shard, String name, long latency) {
        evidence.add(new ClientOperation(name, false, at, at, at + latency, shard, 1, Outcome.ACKNOWLEDGED, 1, ""));
    }

    private Map<LatencyGroup, LatencyComparison> comparisons(double percentile) {
        Map<LatencyGroup, LatencyComparison> byGroup = new TreeMap<>();
        evidence.comparisons(percentile).forEach(comparison -> byGroup.put(comparison.group(), comparison));
        return byGroup;
    }

    private static long requests(List<LatencyBlock> blocks) {
        return blocks.stream().mapToLong(LatencyBlock::requests).sum();
    }

    @Test
    void whatIsOnOneSideOnlyIsNamedAndHasNothingOnTheOther() {
        load(100, 110, "s0", "read", 1_000);
        load(100, 110, "s0", "old", 1_000);
        load(200, 210, "s0", "read", 1_000);
        load(200, 210, "s0", "new", 1_000);
        StoredBaseline stored = new StoredBaseline(
                "from a test",
                Map.of(LatencyGroup.operation("raed"), List.of(new LatencyBlock(0, 0, Map.of(99.0, 900.0)))));

        Map<LatencyGroup, LatencyComparison> comparisons = comparisons(99);

        assertThat(comparisons.get(LatencyGroup.operation("old")).after()).isEmpty();
        assertThat(comparisons.get(LatencyGroup.operation("new")).before()).isEmpty();
        assertThat(evidence.comparisons(stored, 99))
                .extracting(LatencyComparison::group)
                .containsExactly(LatencyGroup.OVERALL, LatencyGroup.operation("raed"));
    }

    private static Stretch stretch(long start, long end) {
        return new Stretch(Instant.ofEpochSecond(start), Instant.ofEpochSecond(end));
    }
}
