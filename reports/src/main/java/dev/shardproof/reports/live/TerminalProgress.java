package dev.shardproof.reports.live;

import dev.shardproof.reports.text.UntrustedText;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import java.io.Flushable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tells the user how a run goes.
 *
 * <p>On a terminal one line at the bottom is redrawn in place; elsewhere (a file, a CI log) a plain line appears at
 * every change of phase and about every five seconds. Whatever else is printed goes above the live line. Text from
 * outside is made visible first, so that it can not drive the terminal. Thread-safe.
 */
public final class TerminalProgress implements AutoCloseable {

    private static final Duration REDRAW_EVERY = Duration.ofMillis(100);
    private static final Duration PLAIN_LINE_EVERY = Duration.ofSeconds(5);
    private static final Duration PACE_WINDOW = Duration.ofSeconds(10);
    private static final String CLEAR_LINE = "\r\u001B[K";

    private final Appendable out;
    private final TerminalStyle style;
    private final LongSupplier nanoTime;

    private String phase = "";
    private EtaEstimate eta = new EtaEstimate(PACE_WINDOW);
    private boolean drawn;
    private boolean everShown;
    private long lastShown;

    /**
     * @param out where to write, e.g. standard output; flushed if it can be
     * @param style what the output can show
     * @param nanoTime a monotonic clock in nanoseconds, e.g. {@code System::nanoTime}
     */
    public TerminalProgress(Appendable out, TerminalStyle style, LongSupplier nanoTime) {
        this.out = Objects.requireNonNull(out, "out is null");
        this.style = Objects.requireNonNull(style, "style is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    /** Shows how far the run is. Cheap enough to be called often: most calls draw nothing. */
    public synchronized void show(Progress progress) {
        long now = nanoTime.getAsLong();
        if (!progress.phase().equals(phase)) {
            eta = new EtaEstimate(PACE_WINDOW);
        }
        progress.doneBytes().ifPresent(done -> eta.sample(now, done));
        draw(progress.phase(), now, () -> ProgressLine.of(progress, eta, style.interactive()));
    }

    /** Shows how far the scan of databases is. Cheap enough to be called often: most calls draw nothing. */
    public synchronized void show(ScanLine scan) {
        draw(scan.phase(), nanoTime.getAsLong(), () -> scan.words(style.interactive()));
    }

    private void draw(String shown, long now, Supplier<String> words) {
        boolean phaseChanged = !shown.equals(phase);
        phase = shown;
        Duration pause = style.interactive() ? REDRAW_EVERY : PLAIN_LINE_EVERY;
        boolean due = phaseChanged || !everShown || now - lastShown >= pause.toNanos();
        if (style.quiet() || !due) {
            return;
        }
        everShown = true;
        lastShown = now;
        if (style.interactive()) {
            write(CLEAR_LINE + UntrustedText.shortened(words.get(), style.width() - 1));
            drawn = true;
        } else {
            write(words.get() + "\n");
        }
    }

    /** Prints a line that stays, e.g. what was started; not shown when quiet. */
    public synchronized void message(String text) {
        if (!style.quiet()) {
            print(UntrustedText.oneLine(text));
        }
    }

    /** Prints the result of a check, with its first findings; when quiet, only if it did not pass. */
    public synchronized void check(CheckResult result) {
        if (style.quiet() && result.verdict() == Verdict.PASS) {
            return;
        }
        CheckLines.of(result, style).forEach(this::print);
    }

    /** Prints the end: the verdict, its reasons, and where the report lies. Shown even when quiet. */
    public synchronized void verdict(Verdict verdict, List<String> reasons, String reportPath) {
        print(style.paint(verdict, style.plainMark(verdict) + " " + verdict));
        reasons.forEach(reason -> print("  " + UntrustedText.oneLine(reason)));
        print("  report: " + UntrustedText.oneLine(reportPath));
    }

    /** Removes the live line. Printing goes on to work afterwards. */
    @Override
    public synchronized void close() {
        clear();
    }

    private void print(String line) {
        clear();
        write(line + "\n");
    }

    private void clear() {
        if (drawn) {
            write(CLEAR_LINE);
            drawn = false;
        }
    }

    private void write(String text) {
        try {
            out.append(text);
            if (out instanceof Flushable flushable) {
                flushable.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal can not be written to", e);
        }
    }
}
