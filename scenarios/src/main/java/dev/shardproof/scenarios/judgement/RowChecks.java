package dev.shardproof.scenarios.judgement;

import dev.shardproof.scenarios.spec.CheckName;
import dev.shardproof.scenarios.spec.ChecksSpec;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.checksum.FullChecksum;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.count.RowCount;
import dev.shardproof.verifier.sample.SamplePlan;
import dev.shardproof.verifier.sample.SampledChecksum;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** The checks of a scenario that hold the rows of two sides against each other, whichever the sides are. */
final class RowChecks {

    private final Scenario scenario;
    private final LongSupplier nanoTime;

    RowChecks(Scenario scenario, LongSupplier nanoTime) {
        this.scenario = scenario;
        this.nanoTime = nanoTime;
    }

    /** Those that the scenario asks for. */
    List<Check> of(ComparedRows rows) {
        ChecksSpec wanted = scenario.checks();
        List<Check> checks = new ArrayList<>();
        if (wanted.enabled().contains(CheckName.ROW_COUNT)) {
            checks.add(new RowCount(rows, nanoTime));
        }
        if (wanted.enabled().contains(CheckName.FULL_CHECKSUM)) {
            checks.add(new FullChecksum(rows, nanoTime));
        }
        wanted.sampledChecksum()
                .ifPresent(sampled -> checks.add(new SampledChecksum(
                        rows, new SamplePlan(sampled.confidence(), sampled.detect()), scenario.seed(), nanoTime)));
        return checks;
    }

    /** The same where there are no rows to be had: none of them can say anything. */
    List<Check> without(Evidence<?> evidence) {
        return Stream.of(CheckName.ROW_COUNT, CheckName.FULL_CHECKSUM, CheckName.SAMPLED_CHECKSUM)
                .filter(scenario.checks().enabled()::contains)
                .map(name -> evidence.check(name.label(), any -> {
                    throw new IllegalStateException("there is evidence: compare it");
                }))
                .toList();
    }
}
