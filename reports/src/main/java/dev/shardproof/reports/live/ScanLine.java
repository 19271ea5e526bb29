package dev.shardproof.reports.live;

import dev.shardproof.reports.text.Figures;
import dev.shardproof.reports.text.UntrustedText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far the scan of databases is at one moment. What is not known stays empty and is not shown.
 *
 * @param phase what is being done
 * @param share the share of all pages that is read, 0 to 1
 * @param rowsPerSecond rows read in a second, lately
 * @param remaining how long the rest takes at that pace
 */
public record ScanLine(String phase, OptionalDouble share, OptionalDouble rowsPerSecond, Optional<Duration> remaining) {

    public ScanLine {
        Objects.requireNonNull(phase, "phase is null");
        Objects.requireNonNull(share, "share is null");
        Objects.requireNonNull(rowsPerSecond, "rowsPerSecond is null");
        Objects.requireNonNull(remaining, "remaining is null");
    }

    String words(boolean withBar) {
        List<String> parts = new ArrayList<>();
        parts.add(UntrustedText.oneLine(phase));
        share.ifPresent(part -> parts.add(ProgressLine.share(Math.min(1, part), withBar)));
        rowsPerSecond.ifPresent(rate -> parts.add(Figures.count(Math.round(rate)) + "\u00A0rows/s"));
        remaining.ifPresent(left -> parts.add("ETA " + ProgressLine.wholeSeconds(left)));
        return String.join("  ", parts);
    }
}
