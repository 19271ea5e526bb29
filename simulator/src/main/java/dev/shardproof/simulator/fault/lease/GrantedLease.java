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
record GrantedLease(long id, String fault, Duration timeToLive, List<HealAction> actions) {

    GrantedLease {
        Objects.requireNonNull(fault, "fault is null");
        actions = List.copyOf(actions);
        if (timeToLive.isNegative() || timeToLive.isZero()) {
            throw new IllegalArgumentException("a lease must live for some time, found " + timeToLive);
        }
    }

    GrantedLease withTimeToLive(Duration left) {
        return new GrantedLease(id, fault, left, actions);
    }

    JsonLine toLine() {
        return new JsonLine()
                .with("grant", id)
                .with("fault", fault)
                .with("timeToLiveMillis", Math.max(1, timeToLive.toMillis()))
                .with("actions", actions.stream().map(ActionText::write).toList());
    }

    static GrantedLease of(JsonLine line) throws IOException {
        List<HealAction> actions = new ArrayList<>();
        for (JsonLine action : line.objects("actions")) {
            actions.add(ActionText.read(action));
        }
        return new GrantedLease(
                line.number("grant"), line.text("fault"), Duration.ofMillis(line.number("timeToLiveMillis")), actions);
    }
}
