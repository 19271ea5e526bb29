package dev.shardproof.verifier.preflight;

import java.util.Objects;

/**
 * One reason why a role could write.
 *
 * @param reason what it can do, in words
 * @param remedy the SQL that takes it away, run by somebody who may; identifiers were quoted by the database
 */
public record WriteRight(String reason, String remedy) {
    public WriteRight {
        Objects.requireNonNull(reason, "reason is null");
        Objects.requireNonNull(remedy, "remedy is null");
    }
}
