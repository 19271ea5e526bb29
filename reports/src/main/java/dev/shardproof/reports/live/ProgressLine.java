package dev.shardproof.reports.live;

import dev.shardproof.reports.text.Figures;
import dev.shardproof.reports.text.UntrustedText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Words one {@link Progress} as one line; what comes last is cut off first on a narrow terminal. */
final class ProgressLine {

    private static final int BAR_CELLS = 20;
    private static final double BYTES_PER_MEGABYTE = 1e6;

    private ProgressLine() {}

    static String of(Progress progress, EtaEstimate eta, boolean withBar) {
        List<String> parts = new ArrayList<>();
        parts.add("%-12s".formatted(UntrustedText.oneLine(progress.phase())).stripTrailing());
        progress.fraction().ifPresent(fraction -> parts.add(share(fraction, withBar)));
        if (progress.doneBytes().isPresent()) {
            eta.perSecond().ifPresent(pace -> parts.add(Figures.significant(pace / BYTES_PER_MEGABYTE) + "\u00A0MB/s"));
        }
        progress.totalBytes().stream()
                .mapToObj(eta::remaining)
                .flatMap(Optional::stream)
                .forEach(left -> parts.add("ETA " + wholeSeconds(left)));
        progress.requestsPerSecond().ifPresent(rate -> parts.add(count(rate) + "\u00A0req/s"));
        progress.failedPerSecond().stream()
                .filter(rate -> rate > 0)
                .forEach(rate -> parts.add("%s\u00A0failed".formatted(rate < 1 ? "<\u00A01" : count(rate))));
        progress.p99Micros().ifPresent(p99 -> parts.add("p99 " + Figures.micros(p99)));
        return String.join("  ", parts);
    }

    private static String count(double rate) {
        return Figures.count(Math.round(rate));
    }

    /** Part of a whole, 0 to 1. */
    static String share(double fraction, boolean withBar) {
        String percent = "%3d%%".formatted((int) Math.floor(fraction * 100));
        return withBar ? bar(fraction) + " " + percent : percent.strip();
    }

    private static String bar(double fraction) {
        int full = (int) Math.round(fraction * BAR_CELLS);
        return "█".repeat(full) + "░".repeat(BAR_CELLS - full);
    }

    static String wholeSeconds(Duration left) {
        long seconds = (left.toMillis() + 999) / 1_000;
        return seconds < 60 ? seconds + "\u00A0s" : Figures.duration(Duration.ofSeconds(seconds));
    }
}
