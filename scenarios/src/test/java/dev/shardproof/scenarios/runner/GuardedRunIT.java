package dev.shardproof.scenarios.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.shardproof.reports.run.GuardReport;
import dev.shardproof.scenarios.metrics.PrometheusText;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on real servers in which a guard has something to do. */
class GuardedRunIT {

    /** Slow enough a copy that there is time to act, and so little load that a busy machine carries it. */
    private static final String SLOW = TestingRun.SMALL
            .replace("throttle: 1MB/s", "throttle: 150KB/s")
            .replace("rate: 150/s, readShare: 0.5", "rate: 30/s, readShare: 0.5, timeout: 1s, retries: 0")
            .replace("baseline: 2s", "baseline: 6s");

    private static final Path CATALOGUE = Path.of("src/main/resources/catalog");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @AfterEach
    void nothingIsLeft() {
        assertThat(ProcessHandle.current().descendants()).isEmpty();
    }

    @Test
    void theCataloguesGuardAbortsTheMigrationAndEverythingIsAsBefore() throws Exception {
        TestingRun run = TestingRun.ofFile(folder, CATALOGUE.resolve("guard-aborts-on-errors.yaml"));

        GuardReport guard = run.report().guards().get(0);
        assertThat(guard.state()).isEqualTo(GuardReport.State.FIRED);
        assertThat(guard.done()).contains("errorRate is", "the migration is given up");
        assertThat(guard.firedAt()).isPresent();
        assertThat(run.report().migration().orElseThrow().finalState()).isEqualTo("ABORTED");
        assertThat(run.outcome().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(run.outcome().reasons()).as("that is expected").isNotEmpty();
        assertThat(run.outcome().exitCode()).isZero();
        assertThat(run.report().checks())
                .allMatch(check -> check.verdict() == Verdict.PASS)
                .allMatch(check -> check.summary().startsWith("after the abort: "))
                .extracting(CheckResult::check)
                .containsExactly("cleanUp", "finalPlacement");
        assertThat(run.terminal()).contains("the scenario expects fired: abort, and so it came: exit code 0");
        assertThat(run.report().data().orElseThrow().rowsAfter().get("s1")).isZero();
        assertThat(run.report().topologyAfter().orElseThrow().epoch()).isEqualTo(1);
        assertThat(run.report().inventory().orElseThrow().equal()).isTrue();
        assertThat(Files.readString(run.bundle().resolve("events.jsonl")))
                .contains("\"event\":\"guard_fired\"", "\"level\":\"WARN\"", "errorRate > 40% for 2s");
    }

    @Test
    void aMigratorThatStandsIsToldAndTheRunGoesOn() throws Exception {
        TestingRun run = TestingRun.of(
                folder,
                SLOW
                        + "faults:\n  - {pauseMigrator: migrator, at: copying 10%, for: 8s}\n"
                        + "guards: [{when: progressStalled > 3s}]\n");

        GuardReport guard = run.report().guards().get(0);
        assertThat(run.outcome().reasons()).isEmpty();
        assertThat(run.outcome().verdict()).isEqualTo(Verdict.PASS);
        assertThat(guard.state()).isEqualTo(GuardReport.State.FIRED);
        assertThat(guard.failsTheRun()).isFalse();
        assertThat(guard.done()).contains("progressStalled is");
    }

    @Test
    void aCopyIsSlowedDownAndPausedAndGoesOn() throws Exception {
        TestingRun run = TestingRun.of(
                folder,
                SLOW
                        + "faults:\n  - {pauseMigrator: migrator, at: copying 10%, for: 6s}\n"
                        + "guards:\n"
                        + "  - {when: progressStalled > 2s, then: throttle}\n"
                        + "  - {when: progressStalled > 3s, then: pause}\n");

        assertThat(run.outcome().reasons()).isEmpty();
        assertThat(run.report().guards()).allMatch(guard -> guard.state() == GuardReport.State.FIRED);
        assertThat(run.report().guards().get(0).done()).contains("the copy goes on at 100 KB/s at most");
        assertThat(run.report().guards().get(1).done()).contains("the migration waits", "the migration goes on");
        assertThat(run.report().migration().orElseThrow().finalState()).isEqualTo("COMPLETED");
    }

    @Test
    void afterTheSwitchTheSourcesGetTheirRangesBack() throws Exception {
        TestingRun run = TestingRun.of(
                folder,
                SLOW.replace("throttle: 150KB/s", "throttle: 1MB/s, fenceTimeout: 30s")
                                .replace("after: 2s", "after: 15s")
                        + "faults:\n  - {slowShard: s1, latency: 5s, at: after, for: 8s}\n"
                        + "guards: [{when: errorRate > 25%, for: 2s, then: rollback}]\n"
                        + "expect: {fired: rollback}\n");

        GuardReport guard = run.report().guards().get(0);
        assertThat(guard.done()).contains("the routing goes back", "the sources own the ranges again");
        assertThat(run.report().migration().orElseThrow().finalState()).isEqualTo("ROLLED_BACK");
        assertThat(run.report().topologyAfter().orElseThrow().epoch()).isEqualTo(3);
        assertThat(run.report().topologyAfter().orElseThrow().ranges())
                .isEqualTo(run.report().topologyBefore().orElseThrow().ranges());
        assertThat(run.report().data().orElseThrow().rowsAfter().get("s1")).isZero();
        assertThat(run.report().inventory().orElseThrow().equal()).isTrue();
        assertThat(run.report().checks())
                .as("both directions, and all green")
                .allMatch(check -> check.verdict() == Verdict.PASS)
                .extracting(CheckResult::check)
                .containsExactly(
                        "rowCount",
                        "fullChecksum",
                        "sampledChecksum",
                        "wayBackRowCount",
                        "wayBackFullChecksum",
                        "wayBackSampledChecksum",
                        "wayBackPlacement",
                        "noLaterWrites",
                        "cleanUp",
                        "finalPlacement",
                        "selfTest");
        assertThat(run.outcome().exitCode()).as("%s", run.outcome().reasons()).isZero();
    }

    @Test
    void whatTheSourcesHaveLostByTheWayBackIsFound() throws Exception {
        TestingRun run = TestingRun.of(
                folder,
                SLOW.replace("throttle: 150KB/s", "throttle: 1MB/s, fenceTimeout: 30s")
                                .replace("after: 2s", "after: 15s")
                                .replace(", selfTest: {}", "")
                        + "faults:\n"
                        + "  - {slowShard: s1, latency: 5s, at: after, for: 8s}\n"
                        + "  - {corruptData: s0, damage: missingRow, table: public.order_lines, rows: 40, at: after,"
                        + " for: 2m}\n"
                        + "guards: [{when: errorRate > 25%, for: 2s, then: rollback}]\n"
                        + "expect: {fail: [rowCount]}\n");

        assertThat(run.report().migration().orElseThrow().finalState()).isEqualTo("ROLLED_BACK");
        assertThat(run.failedChecks())
                .as("%s", run.outcome().reasons())
                .containsOnly("wayBackRowCount", "wayBackFullChecksum", "wayBackSampledChecksum");
        assertThat(run.outcome().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(run.outcome().exitCode()).as("%s", run.outcome().reasons()).isZero();
    }

    @Test
    void whatTheJudgeFindsWrongTakesTheSwitchBack() throws Exception {
        TestingRun run = TestingRun.of(
                folder,
                SLOW.replace("throttle: 150KB/s", "throttle: 1MB/s, defect: corruptValue")
                        + "guards: [{when: any inconsistency, then: rollback}]\n");

        GuardReport guard = run.report().guards().get(0);
        assertThat(run.outcome().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(run.report().checks())
                .filteredOn(check -> check.verdict() == Verdict.FAIL)
                .extracting(CheckResult::check)
                .as("the targets had it wrong, and still had on the way back")
                .contains("fullChecksum", "wayBackFullChecksum")
                .doesNotContain("wayBackRowCount", "wayBackPlacement", "cleanUp", "finalPlacement");
        assertThat(guard.done()).contains("the sources own the ranges again");
        assertThat(run.report().migration().orElseThrow().finalState()).isEqualTo("ROLLED_BACK");
        assertThat(run.report().data().orElseThrow().rowsAfter().get("s1")).isZero();
    }

    @Test
    void metricsAreServedDuringARunOnTheLoopbackOnlyAndTheDashboardKnowsThem() throws Exception {
        AtomicReference<Set<String>> scraped = new AtomicReference<>(Set.of());
        AtomicReference<String> url = new AtomicReference<>("");
        StringBuffer printed = new StringBuffer();
        Thread scraper = new Thread(() -> {
            try {
                await().atMost(Duration.ofSeconds(120)).until(() -> printed.indexOf("/metrics") > 0);
                String text = printed.substring(printed.indexOf("http://"));
                url.set(text.substring(0, text.indexOf("/metrics") + "/metrics".length()));
                await().atMost(Duration.ofSeconds(120)).ignoreExceptions().untilAsserted(() -> {
                    String metrics = scrape(url.get());
                    scraped.set(PrometheusText.names(metrics));
                    assertThat(metrics).contains("shardproof_migration_state{state=\"copying\"} 1.0");
                });
            } catch (RuntimeException | AssertionError e) {
                printed.append("the scraper gave up: ").append(e);
            }
        });
        scraper.start();

        TestingRun run = TestingRun.served(folder, SLOW + "guards: [{when: cpu > 100%}]\n", printed, OptionalInt.of(0));
        scraper.join();

        assertThat(run.outcome().reasons()).isEmpty();
        assertThat(url.get()).startsWith("http://127.0.0.1:");
        assertThat(scraped.get()).as(printed.toString()).containsAll(PrometheusText.dashboardNames());
        assertThatThrownBy(() -> scrape(url.get())).as("after the run").isInstanceOf(UncheckedIOException.class);
    }

    private static String scrape(String url) {
        try (InputStream in = URI.create(url).toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aGuardThatFiresBeforeAnythingIsTouchedStopsTheRun() throws Exception {
        TestingRun run = TestingRun.of(
                folder,
                SLOW + "guards: [{when: readP99 > 0ms, for: 1s, then: pause}, {when: writeP99 > 0ms, for: 1s}]\n");

        assertThat(run.outcome().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(run.outcome().reasons())
                .anyMatch(reason -> reason.contains("'readP99 > 0ms for 1s: pause' fires before anything is touched"))
                .noneMatch(reason -> reason.contains("writeP99"));
        assertThat(run.report().migration().orElseThrow().finalState()).isEqualTo("PLANNED");
    }

    @Test
    void theDefaultAlertsAreCollectedAndWrittenDown() throws Exception {
        TestingRun run =
                TestingRun.of(folder, SLOW + "guards: [defaults, {when: network > 100%, capacity: 100GB/s}]\n");

        assertThat(run.report().guards()).hasSize(14).allSatisfy(guard -> {
            assertThat(guard.state()).as(guard.condition()).isNotEqualTo(GuardReport.State.INCONCLUSIVE);
            assertThat(guard.readings()).as(guard.condition()).isPositive();
        });
        assertThat(run.outcome().reasons()).isEmpty();
        assertThat(Files.readString(run.bundle().resolve("metrics.jsonl")))
                .contains(
                        "\"read_request_p99_seconds\"",
                        "\"machine_cpu_usage_ratio\"",
                        "\"machine_io_wait_ratio\"",
                        "\"machine_network_usage_ratio\"",
                        "\"server_replica_lag_seconds\"",
                        "\"server_retained_wal_bytes\"",
                        "\"server_connections_usage_ratio\"",
                        "\"request_goodput_ratio\"",
                        "\"request_attempts_ratio\"");
        assertThat(Files.readString(run.bundle().resolve("summary.md"))).contains("85% for 60s | alert |");
        assertThat(Files.readString(run.bundle().resolve("report.html"))).contains("<h2>Guards</h2>");
    }
}
