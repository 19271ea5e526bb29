package dev.shardproof.verifier.guard;

import java.util.Arrays;
import java.util.Optional;

/** What is to be done when a guard fires, the mildest first. */
public enum GuardAction {
    /** People are told; the migration goes on. */
    ALERT("alert"),
    /** The copy goes on at half its pace, and at half of that if the condition stays. */
    THROTTLE("throttle"),
    /** The migration waits until the condition is gone. */
    PAUSE("pause"),
    /** The migration is given up before the switch, and everything is taken back. */
    ABORT("abort"),
    /** The same before the switch; after it the routing goes back to the sources. */
    ROLLBACK("rollback");

    private final String key;

    GuardAction(String key) {
        this.key = key;
    }

    /** The name in scenario files. */
    public String key() {
        return key;
    }

    /** Whether the migration does not survive it. */
    public boolean ends() {
        return this == ABORT || this == ROLLBACK;
    }

    /** The action with that key, or empty. */
    public static Optional<GuardAction> ofKey(String key) {
        return Arrays.stream(values()).filter(action -> action.key.equals(key)).findFirst();
    }
}
