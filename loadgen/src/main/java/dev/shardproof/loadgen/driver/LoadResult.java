package dev.shardproof.loadgen.driver;

import dev.shardproof.loadgen.driver.punctuality.Punctuality;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What a load came to. {@code offered = acknowledged + rejected + indeterminate + notSent}.
 *
 * @param offered how many operations were due
 * @param acknowledged how many succeeded
 * @param rejected how many certainly had no effect, although they were sent
 * @param indeterminate how many may or may not have had one, those still under way at the end included
 * @param notSent how many the driver was too slow to send
 * @param punctuality how well the driver kept its schedule
 * @param reportFolder the folder with Gatling's {@code index.html}; empty if not one operation ended, for then Gatling
 *     writes no report
 */
public record LoadResult(
        long offered,
        long acknowledged,
        long rejected,
        long indeterminate,
        long notSent,
        Punctuality punctuality,
        Optional<Path> reportFolder) {
    public LoadResult {
        Objects.requireNonNull(punctuality, "punctuality is null");
        Objects.requireNonNull(reportFolder, "reportFolder is null");
        if (offered != acknowledged + rejected + indeterminate + notSent) {
            throw new IllegalArgumentException(
                    "%d offered operations are not the sum of %d acknowledged, %d rejected, %d indeterminate, %d not sent"
                            .formatted(offered, acknowledged, rejected, indeterminate, notSent));
        }
    }

    /** The same with a report. */
    public LoadResult withReport(Optional<Path> folder) {
        return new LoadResult(offered, acknowledged, rejected, indeterminate, notSent, punctuality, folder);
    }
}
