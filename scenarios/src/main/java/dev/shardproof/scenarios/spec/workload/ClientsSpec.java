package dev.shardproof.scenarios.spec.workload;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Who sends the requests, and how.
 *
 * @param sessions how many client sessions there are; each request belongs to one
 * @param valueBytes how long the values are that a write carries; 0 for none, or the profile's own
 * @param held transactions that stay open; empty if none does
 */
public record ClientsSpec(int sessions, int valueBytes, Optional<HeldTransactions> held) {

    public static final int SESSIONS_MAX = 1_000_000;
    public static final int VALUE_BYTES_MAX = 1_000_000;

    public ClientsSpec {
        Objects.requireNonNull(held, "held is null");
        if (sessions < 1 || sessions > SESSIONS_MAX) {
            throw new IllegalArgumentException("%d sessions are out of bounds".formatted(sessions));
        }
        if (valueBytes < 0 || valueBytes > VALUE_BYTES_MAX) {
            throw new IllegalArgumentException("values of %d bytes are out of bounds".formatted(valueBytes));
        }
    }

    /**
     * Some transactions think before they commit.
     *
     * @param share of the transactions, above 0 to 1
     * @param length how long each of them stays open
     */
    public record HeldTransactions(double share, Duration length) {

        public static final Duration LENGTH_MIN = Duration.ofMillis(1);
        public static final Duration LENGTH_MAX = Duration.ofMinutes(5);

        public HeldTransactions {
            if (!(share > 0 && share <= 1)) {
                throw new IllegalArgumentException("share must be above 0 and at most 1");
            }
            if (length.compareTo(LENGTH_MIN) < 0 || length.compareTo(LENGTH_MAX) > 0) {
                throw new IllegalArgumentException("length %s is out of bounds".formatted(length));
            }
        }
    }
}
