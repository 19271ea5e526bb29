package dev.shardproof.simulator.fault.conductor;

import dev.shardproof.simulator.fault.Measure;
import dev.shardproof.simulator.fault.Probe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Samples all measures of one fault, before, during and after. Sampling is one thread's work; {@link #effects()} is
 * thread-safe.
 */
final class FaultProof implements AutoCloseable {

    private final List<Series> series = new ArrayList<>();

    /** One measure with what was gathered; its samples are replaced as a whole. */
    private static final class Series {
        private final Measure measure;
        private volatile Samples before = Samples.NONE;
        private volatile Samples during = Samples.NONE;
        private volatile Samples after = Samples.NONE;
        private final Samples.Gathering gathering = new Samples.Gathering();

        Series(Measure measure) {
            this.measure = measure;
        }
    }

    FaultProof(List<Measure> measures) {
        measures.forEach(measure -> series.add(new Series(measure)));
    }

    /** Samples the time before the injection. */
    void before(int samples) {
        series.forEach(one -> one.before = gathered(one.measure.probe(), samples));
    }

    /** Samples each measure once while the fault acts, unless {@code overtaken} says that it may not any more. */
    void during(BooleanSupplier overtaken) {
        for (Series one : series) {
            boolean failed = false;
            double sample = 0;
            try {
                sample = one.measure.probe().sample();
            } catch (IOException e) {
                failed = true;
            }
            if (overtaken.getAsBoolean()) {
                return;
            }
            if (failed) {
                one.gathering.fail();
            } else {
                one.gathering.add(sample);
            }
            one.during = one.gathering.samples();
        }
    }

    /** Samples the time after the healing, anew. */
    void after(int samples) {
        series.forEach(one -> one.after = gathered(one.measure.probe(), samples));
    }

    List<FaultEffect> effects() {
        return series.stream()
                .map(one -> new FaultEffect(one.measure.expected(), one.before, one.during, one.after))
                .toList();
    }

    private static Samples gathered(Probe probe, int samples) {
        Samples.Gathering gathering = new Samples.Gathering();
        for (int i = 0; i < samples; i++) {
            try {
                gathering.add(probe.sample());
            } catch (IOException e) {
                gathering.fail();
            }
        }
        return gathering.samples();
    }

    @Override
    public void close() {
        series.forEach(one -> one.measure.probe().close());
    }
}
