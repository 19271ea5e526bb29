package dev.shardproof.verifier.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether each check found the damage that was planted for it in a sandbox.
 *
 * @param sandbox where, in words
 * @param seed what decided which rows were damaged
 * @param rows one for each check
 * @param failure why the self-test could not be made; empty if it could
 */
public record SelfTestReport(String sandbox, long seed, List<Row> rows, Optional<String> failure) {

    /**
     * What one check found.
     *
     * @param check its name
     * @param planted how many kinds of damage were planted that it claims to see
     * @param found how many of them it saw
     * @param missed the kinds that it did not see
     */
    public record Row(String check, int planted, int found, List<String> missed) {
        public Row {
            Objects.requireNonNull(check, "check is null");
            missed = List.copyOf(missed);
            if (found < 0 || found > planted || missed.size() != planted - found) {
                throw new IllegalArgumentException(
                        "%s: %d planted, %d found, missed %s".formatted(check, planted, found, missed));
            }
        }

        /** Whether the check saw nothing of what it claims to see: then its verdict is worth nothing. */
        public boolean blind() {
            return planted > 0 && found == 0;
        }
    }

    public SelfTestReport {
        Objects.requireNonNull(sandbox, "sandbox is null");
        rows = List.copyOf(rows);
        Objects.requireNonNull(failure, "failure is null");
    }
}
