package dev.shardproof.verifier.dialect;

import java.time.Duration;
import java.util.Objects;

/**
 * How long a verifying session may trouble the server.
 *
 * @param statement one statement
 * @param lock waiting for a lock, so that the verifier is the victim and not the application
 * @param idle a snapshot that nobody reads in; bounds how long a forgotten one holds back vacuum
 */
public record SessionLimits(Duration statement, Duration lock, Duration idle) {

    /** 30 minutes a statement, 5 seconds for a lock, 1 hour idle. */
    public static final SessionLimits DEFAULT =
            new SessionLimits(Duration.ofMinutes(30), Duration.ofSeconds(5), Duration.ofHours(1));

    public SessionLimits {
        requirePositive(statement, "statement");
        requirePositive(lock, "lock");
        requirePositive(idle, "idle");
    }

    private static void requirePositive(Duration limit, String name) {
        Objects.requireNonNull(limit, name + " is null");
        if (limit.toMillis() < 1 || limit.toMillis() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "the %s limit %s must lie between 1 ms and 24 days".formatted(name, limit));
        }
    }
}
