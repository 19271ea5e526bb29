package dev.shardproof.reports.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {

    private static final long MILLI = 1_000_000L;

    private final StringBuilder out = new StringBuilder();
    private final AtomicLong now = new AtomicLong(-500);

    @Test
    void elsewhereALineAppearsAtEachChangeOfPhaseAndEveryFiveSeconds() {
        TerminalProgress progress = progress(TerminalStyle.plain(false));

        progress.show(Progress.of("preparing"));
        for (int second = 0; second < 12; second++) {
            progress.show(Progress.of("copying")
                    .withCopy(second * 2_000_000L, 48_000_000)
                    .withLoad(300, 0, OptionalLong.of(9_310)));
            now.addAndGet(1_000 * MILLI);
        }

        assertThat(text().lines())
                .containsExactly(
                        "preparing",
                        "copying  0%  300 req/s  p99 9.31 ms",
                        "copying  20%  2.00 MB/s  ETA 19 s  300 req/s  p99 9.31 ms",
                        "copying  41%  2.00 MB/s  ETA 14 s  300 req/s  p99 9.31 ms");
    }

    /** A load of which nothing succeeds is not a fast one. */
    @Test
    void failuresAreShownAndHaveNoLatency() {
        TerminalProgress progress = progress(TerminalStyle.plain(false));

        progress.show(Progress.of("copying").withLoad(50, 50, OptionalLong.empty()));

        assertThat(text()).contains("copying  50 req/s  50 failed").doesNotContain("p99");
    }

    @Test
    void onATerminalOneLineIsRedrawnInPlace() {
        TerminalProgress progress = progress(new TerminalStyle(true, false, false, 80));

        progress.show(Progress.of("copying").withCopy(0, 100_000_000));
        now.addAndGet(50 * MILLI);
        progress.show(Progress.of("copying").withCopy(10_000_000, 100_000_000));
        now.addAndGet(950 * MILLI);
        progress.show(Progress.of("copying").withCopy(50_000_000, 100_000_000));

        assertThat(text())
                .isEqualTo("\r\u001B[Kcopying  ░░░░░░░░░░░░░░░░░░░░   0%"
                        + "\r\u001B[Kcopying  ██████████░░░░░░░░░░  50%  50.0 MB/s  ETA 1 s");
    }

    @Test
    void theLiveLineIsNeverWiderThanTheTerminal() {
        TerminalProgress progress = progress(new TerminalStyle(true, false, false, 24));

        progress.show(Progress.of("copying").withCopy(50, 100).withLoad(300, 0, OptionalLong.of(9_310)));

        assertThat(text().replace("\r\u001B[K", "")).hasSize(23).endsWith("…");
    }

    @Test
    void aLineThatStaysRemovesTheLiveLineFirst() {
        TerminalProgress progress = progress(new TerminalStyle(true, false, false, 80));
        progress.show(Progress.of("copying"));
        out.setLength(0);

        progress.message("fault injected");
        progress.close();

        assertThat(text()).isEqualTo("\r\u001B[Kfault injected\n");
    }

    @Test
    void aCheckIsOneLineWithItsFirstFindings() {
        TerminalProgress progress = progress(TerminalStyle.plain(false));

        progress.check(failed("1 of 4 tables differs"));

        assertThat(text().lines())
                .containsExactly(
                        "✘ fullChecksum       FAIL          1 of 4 tables differs  (1.20 s)",
                        "    missing  public.orders  s0 → s2  id=7  no target has it",
                        "    … and 22 more");
    }

    @Test
    void eachVerdictHasItsMark() {
        TerminalProgress progress = progress(TerminalStyle.plain(false));

        progress.check(passed());
        progress.check(CheckResult.inconclusive("latencyBaseline", "no load", Duration.ZERO));

        assertThat(text().lines())
                .containsExactly(
                        "✔ rowCount           PASS          all agree  (5 ms)",
                        "? latencyBaseline    INCONCLUSIVE  no load  (0 ms)");
    }

    @Test
    void coloursAreUsedOnlyWhereTheyAreUnderstood() {
        progress(new TerminalStyle(true, true, false, 80)).check(passed());
        assertThat(text()).contains("\u001B[32m");

        out.setLength(0);
        progress(new TerminalStyle(true, false, false, 80)).check(passed());
        assertThat(text()).doesNotContain("\u001B[");
    }

    @Test
    void quietShowsTheEndAndWhatDidNotPass() {
        TerminalProgress progress = progress(new TerminalStyle(true, false, true, 80));

        progress.show(Progress.of("copying"));
        progress.message("started");
        progress.check(passed());
        progress.check(failed("1 of 4 tables differs"));
        progress.verdict(Verdict.FAIL, List.of("fullChecksum failed"), "runs/x/report.html");

        assertThat(text().lines())
                .containsExactly(
                        "✘ fullChecksum       FAIL          1 of 4 tables differs  (1.20 s)",
                        "    missing  public.orders  s0 → s2  id=7  no target has it",
                        "    … and 22 more",
                        "✘ FAIL",
                        "  fullChecksum failed",
                        "  report: runs/x/report.html");
    }

    @Test
    void textFromOutsideCanNotDriveTheTerminal() {
        TerminalProgress progress = progress(TerminalStyle.plain(false));
        String hostile = "\u001B]0;title\u0007\u001B[2J\u009B1m\rx\n\u202E";

        progress.show(Progress.of(hostile));
        progress.message(hostile);
        progress.check(new CheckResult(
                hostile,
                Verdict.FAIL,
                hostile,
                1,
                List.of(new Finding(Finding.Kind.EXTRA, hostile, hostile, hostile, hostile)),
                1,
                Map.of(),
                Duration.ZERO));
        progress.verdict(Verdict.FAIL, List.of(hostile), hostile);

        assertThat(text()).doesNotContain("\u001B", "\u0007", "\u009B", "\r", "\u202E");
        assertThat(text().lines()).hasSize(7);
    }

    private TerminalProgress progress(TerminalStyle style) {
        return new TerminalProgress(out, style, now::get);
    }

    private String text() {
        return out.toString().replace('\u00A0', ' ');
    }

    private static CheckResult passed() {
        return new CheckResult("rowCount", Verdict.PASS, "all agree", 10, List.of(), 0, Map.of(), Duration.ofMillis(5));
    }

    private static CheckResult failed(String summary) {
        return new CheckResult(
                "fullChecksum",
                Verdict.FAIL,
                summary,
                10,
                List.of(new Finding(Finding.Kind.MISSING, "public.orders", "s0 → s2", "id=7", "no target has it")),
                23,
                Map.of(),
                Duration.ofMillis(1_200));
    }
}
