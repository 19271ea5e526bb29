package dev.shardproof.verifier.history;

import java.util.Objects;

/**
 * One operation as its client saw it: one small transaction on the one shard that owns its key.
 *
 * <p>All times are microseconds since the epoch. Latency counts from the intended start, for time that a request spends
 * waiting because the driver or the target is busy is time that a user waits (otherwise known as coordinated omission).
 *
 * @param name what kind of operation it is, e.g. {@code placeOrder}
 * @param write whether it was meant to change data
 * @param intendedMicros when the schedule wanted it to start
 * @param invokedMicros when it was handed to the target, or given up if it never was
 * @param endMicros when the outcome was known
 * @param shard the shard that served it last; empty if it reached none
 * @param epoch the topology epoch that it was routed by; 0 if it was not routed
 * @param outcome how it ended
 * @param attempts how often it was tried; 0 if it never left the client
 * @param error a short code of the error class, e.g. an SQLSTATE, never a row's data; empty if there was none
 * @param instance which instance of the application did it, from 0
 * @param key stands for the shard key without telling it: equal for equal keys of one history; 0 if it is not known
 * @param evidence what it says about the data
 */
public record ClientOperation(
        String name,
        boolean write,
        long intendedMicros,
        long invokedMicros,
        long endMicros,
        String shard,
        long epoch,
        Outcome outcome,
        int attempts,
        String error,
        int instance,
        long key,
        Evidence evidence) {

    /** The error code of an operation that was due but that the driver never sent, for it could not keep up. */
    public static final String NOT_SENT = "notSent";

    public ClientOperation {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(shard, "shard is null");
        Objects.requireNonNull(outcome, "outcome is null");
        Objects.requireNonNull(error, "error is null");
        Objects.requireNonNull(evidence, "evidence is null");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name is empty");
        }
        if (intendedMicros > invokedMicros || invokedMicros > endMicros) {
            throw new IllegalArgumentException("operation %s: intended %d, invoked %d, end %d are not in this order"
                    .formatted(name, intendedMicros, invokedMicros, endMicros));
        }
        if (attempts < 0) {
            throw new IllegalArgumentException("operation %s: attempts is negative: %d".formatted(name, attempts));
        }
        if (instance < 0) {
            throw new IllegalArgumentException("operation %s: instance is negative: %d".formatted(name, instance));
        }
        if (outcome == Outcome.ACKNOWLEDGED && (attempts == 0 || !error.isEmpty())) {
            throw new IllegalArgumentException(
                    "operation %s is acknowledged with %d attempts and error '%s'".formatted(name, attempts, error));
        }
    }

    /** An operation that says nothing about the data, of the first instance, with a key that is not known. */
    public ClientOperation(
            String name,
            boolean write,
            long intendedMicros,
            long invokedMicros,
            long endMicros,
            String shard,
            long epoch,
            Outcome outcome,
            int attempts,
            String error) {
        this(
                name,
                write,
                intendedMicros,
                invokedMicros,
                endMicros,
                shard,
                epoch,
                outcome,
                attempts,
                error,
                0,
                0,
                Evidence.NONE);
    }

    /** Latency as a user sees it, from the intended start, in microseconds. */
    public long latencyMicros() {
        return endMicros - intendedMicros;
    }

    /** Whether the driver left it out because it could not keep up. */
    public boolean notSent() {
        return attempts == 0 && error.equals(NOT_SENT);
    }
}
