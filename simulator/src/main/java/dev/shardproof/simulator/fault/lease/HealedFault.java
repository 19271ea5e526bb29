package dev.shardproof.simulator.fault.lease;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A fault that somebody else than its injector has healed, or has tried to.
 *
 * @param fault the fault's name
 * @param reason why it was not its injector
 * @param problems what could not be done; empty if it is healed
 */
public record HealedFault(String fault, Reason reason, List<String> problems) {

    /** Why the watchdog stepped in. */
    public enum Reason {
        /** The lease had run out, and the harness lived: it was stuck, or forgot. */
        EXPIRED,
        /** The harness was gone. */
        HARNESS_DIED,
        /** The harness ended its leases in order while this one was open. */
        LEFT_OPEN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    public HealedFault {
        Objects.requireNonNull(fault, "fault is null");
        Objects.requireNonNull(reason, "reason is null");
        problems = List.copyOf(problems);
    }

    /** Whether nothing of the fault is left. */
    public boolean healed() {
        return problems.isEmpty();
    }

    /** As it is sent and written down. */
    public JsonLine toLine(long lease) {
        return new JsonLine()
                .with("healed", lease)
                .with("fault", fault)
                .with("reason", reason.name())
                .with("problems", problems);
    }

    /**
     * Reads what {@link #toLine} has written.
     *
     * @throws IOException if it is something else, or of another version
     */
    public static HealedFault of(JsonLine line) throws IOException {
        List<String> problems = new ArrayList<>();
        line.list("problems").forEach(problem -> problems.add(String.valueOf(problem)));
        try {
            return new HealedFault(line.text("fault"), Reason.valueOf(line.text("reason")), problems);
        } catch (IllegalArgumentException e) {
            throw new IOException("not a reason of this version", e);
        }
    }

    @Override
    public String toString() {
        return "%s (%s)%s".formatted(fault, reason, healed() ? "" : ", but: " + String.join("; ", problems));
    }
}
