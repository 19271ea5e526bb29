package dev.shardproof.scenarios.runner.verdict;

import dev.shardproof.scenarios.judgement.PhaseTimeline;
import dev.shardproof.scenarios.spec.ChecksSpec;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.simulator.fault.conductor.FaultRecord;
import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.history.HistoryReader;
import dev.shardproof.verifier.recovery.GoodputTally;
import dev.shardproof.verifier.recovery.RecoveryCheck;
import dev.shardproof.verifier.recovery.RecoveryLimit;
import dev.shardproof.verifier.recovery.Stretch;
import dev.shardproof.verifier.recovery.Trigger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The check {@code recovery} with what a run has for it: the clients' history, and what disturbed them last. That is the fault
 * that ended last, or, in a run without faults, the cut-over.
 */
public final class RecoveryEvidence implements Check {

    private final Scenario scenario;
    private final ChecksSpec.Recovery wanted;
    private final Path history;
    private final List<PhaseTimeline.Span> spans;
    private final List<FaultRecord> faults;
    private final LongSupplier nanoTime;

    /** @param faults as they were when all were over */
    public RecoveryEvidence(
            Scenario scenario,
            ChecksSpec.Recovery wanted,
            Path history,
            List<PhaseTimeline.Span> spans,
            List<FaultRecord> faults,
            LongSupplier nanoTime) {
        this.scenario = scenario;
        this.wanted = wanted;
        this.history = history;
        this.spans = List.copyOf(spans);
        this.faults = List.copyOf(faults);
        this.nanoTime = nanoTime;
    }

    @Override
    public String name() {
        return RecoveryCheck.NAME;
    }

    @Override
    public CheckResult run() throws IOException {
        long begin = nanoTime.getAsLong();
        GoodputTally tally =
                new GoodputTally(scenario.workload().application().timeOuts().request());
        if (new HistoryReader(history).read(tally::add).torn()) {
            // What was under way when the driver died is not in it, and nothing that would have come later.
            return CheckResult.inconclusive(
                    name(),
                    "the history ends early, for the driver died: whether goodput came back is not known",
                    Duration.ofNanos(nanoTime.getAsLong() - begin));
        }
        long loadEnded = spans.stream()
                .flatMap(span -> span.end().stream())
                .mapToLong(RecoveryEvidence::micros)
                .max()
                .orElse(0);
        return new RecoveryCheck(
                        tally.seconds(),
                        stretch(PhaseTimeline.BASELINE),
                        trigger(),
                        loadEnded,
                        new RecoveryLimit(wanted.goodputPercent() / 100, wanted.within()),
                        nanoTime)
                .run();
    }

    private Optional<Stretch> stretch(String phase) {
        return spans.stream()
                .filter(span -> span.name().equals(phase) && span.end().isPresent())
                .reduce((one, next) -> next)
                .map(span -> new Stretch(micros(span.start()), micros(span.end().orElseThrow())));
    }

    private Optional<Trigger> trigger() {
        if (scenario.faults().isEmpty()) {
            return stretch(PhaseTimeline.CUT_OVER).map(cutOver -> new Trigger("the cut-over", cutOver, true));
        }
        return faults.stream()
                .filter(fault -> fault.started().isPresent() && fault.ended().isPresent())
                .max(Comparator.comparing(fault -> fault.ended().orElseThrow()))
                .map(fault -> new Trigger(
                        fault.placed().fault().name(),
                        new Stretch(
                                micros(fault.started().orElseThrow()),
                                micros(fault.ended().orElseThrow())),
                        fault.bitten()));
    }

    private static long micros(Instant instant) {
        return Duration.between(Instant.EPOCH, instant).toNanos() / 1_000;
    }
}
