package dev.shardproof.simulator.fault.lease;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One lease as it goes to the watchdog and into the journal.
 *
 * @param id its number in its run
 * @param fault the fault's name
 * @param timeToLive counted from when the watchdog reads it
 * @param actions what heals the fault
 */
public record GrantedLease(long id, String fault, Duration timeToLive, List<HealAction> actions) {

    public GrantedLease {
        Objects.requireNonNull(fault, "fault is null");
        actions = List.copyOf(actions);
        if (timeToLive.isNegative() || timeToLive.isZero()) {
            throw new IllegalArgumentException("a lease must live for some time, found " + timeToLive);
        }
    }

    /** The same lease for what is left of its time. */
    public GrantedLease withTimeToLive(Duration left) {
        return new GrantedLease(id, fault, left, actions);
    }

    /** As it is sent and written down. */
    public JsonLine toLine() {
        return new JsonLine()
                .with("grant", id)
                .with("fault", fault)
                .with("timeToLiveMillis", Math.max(1, timeToLive.toMillis()))
                .with("actions", actions.stream().map(ActionText::write).toList());
    }

    /**
     * Reads what {@link #toLine} has written.
     *
     * @throws IOException if it is no lease, or one of another version
     */
    public static GrantedLease of(JsonLine line) throws IOException {
        List<HealAction> actions = new ArrayList<>();
        for (JsonLine action : line.objects("actions")) {
            actions.add(ActionText.read(action));
        }
        return new GrantedLease(
                line.number("grant"), line.text("fault"), Duration.ofMillis(line.number("timeToLiveMillis")), actions);
    }
}
