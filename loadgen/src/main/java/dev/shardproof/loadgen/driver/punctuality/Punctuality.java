package dev.shardproof.loadgen.driver.punctuality;

import java.util.List;

/**
 * How well the driver kept its schedule in some stretch of time. An operation can start late for two reasons, which are
 * kept apart: all threads were busy with the target, which then is the one that is slow, and that is what a load test is
 * to find out; or the driver itself was late although a thread was free, e.g. since its JVM stood still or the machine
 * was busy, and that makes figures of the target wrong.
 *
 * @param startMicros where the stretch begins, since the epoch
 * @param endMicros where it ends
 * @param sent operations that began in it
 * @param ownP50Micros median of the delay that is the driver's own fault
 * @param ownP99Micros its 99th percentile
 * @param ownMaxMicros its longest
 * @param ownLate how many began more than {@link #LATE_MICROS} late by the driver's own fault
 * @param waited how many waited more than a millisecond since all threads were busy with the target
 * @param waitMaxMicros the longest such wait
 * @param notSent how many were given up unsent while all threads were busy with the target
 * @param ownNotSent how many were given up unsent by the driver's own fault
 * @param pauseMicros the longest time that a thread which only sleeps was late: a pause of the JVM or of the machine
 */
public record Punctuality(
        long startMicros,
        long endMicros,
        long sent,
        long ownP50Micros,
        long ownP99Micros,
        long ownMaxMicros,
        long ownLate,
        long waited,
        long waitMaxMicros,
        long notSent,
        long ownNotSent,
        long pauseMicros) {

    /**
     * From here on, an operation is late. A machine that is shared lets a thread wait some ten milliseconds now and
     * then; who comes a quarter of a second late has not offered the rate any more.
     */
    public static final long LATE_MICROS = 250_000;

    /** More than that, and the percentiles that are judged are the driver's and not the target's. */
    private static final double OWN_FAILED_MAX = 0.01;

    public Punctuality {
        if (startMicros > endMicros) {
            throw new IllegalArgumentException("a stretch from %d to %d".formatted(startMicros, endMicros));
        }
    }

    /**
     * Some stretches as one. Percentiles can not be added up: there stand the highest of all stretches.
     *
     * @param stretches at least one, in their order
     */
    public static Punctuality sum(List<Punctuality> stretches) {
        return stretches.stream()
                .reduce((a, b) -> new Punctuality(
                        a.startMicros,
                        Math.max(a.endMicros, b.endMicros),
                        a.sent + b.sent,
                        Math.max(a.ownP50Micros, b.ownP50Micros),
                        Math.max(a.ownP99Micros, b.ownP99Micros),
                        Math.max(a.ownMaxMicros, b.ownMaxMicros),
                        a.ownLate + b.ownLate,
                        a.waited + b.waited,
                        Math.max(a.waitMaxMicros, b.waitMaxMicros),
                        a.notSent + b.notSent,
                        a.ownNotSent + b.ownNotSent,
                        Math.max(a.pauseMicros, b.pauseMicros)))
                .orElseThrow();
    }

    /** Whether the driver kept the offered rate; if not, no figure about the load means anything. */
    public boolean keptUp() {
        return ownFailedShare() <= OWN_FAILED_MAX;
    }

    /** The share of what was due that the driver, by its own fault, sent late or not at all; 0 if nothing was due. */
    public double ownFailedShare() {
        long due = sent + notSent + ownNotSent;
        return due == 0 ? 0 : (double) (ownLate + ownNotSent) / due;
    }
}
