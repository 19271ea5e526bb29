package dev.shardproof.scenarios.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.reports.run.ApplicationPhase;
import dev.shardproof.scenarios.judgement.PhaseTimeline;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** How instances learn of the switch, and hedges, in whole runs on real servers. */
class SafeguardsIT {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void instancesThatAreOnlyToldFollowTheSwitchAndHedgesHelpThemThroughASlowShard() throws Exception {
        TestingRun run = run("""
                {routingCache: {ttl: never, refreshOnMoved: false, push: true}, hedging: {after: 150ms},
                 retry: {budget: 20%}, breaker: {}}""", "  - {slowShard: s0, latency: 300ms, at: copying 1%, for: 4s}\n");

        assertThat(run.outcome().reasons()).isEmpty();
        assertThat(phase(run, PhaseTimeline.AFTER).staleRequests()).isZero();
        assertThat(run.report().load().orElseThrow().application().stream()
                        .mapToLong(ApplicationPhase::hedges)
                        .sum())
                .isPositive();
        assertThat(phase(run, PhaseTimeline.BASELINE).poolWaitMicros()).isLessThan(1_000_000);
    }

    @Test
    void instancesThatLearnNothingStayOnTheStaleEpochAndAreRefused() throws Exception {
        TestingRun run = run("{routingCache: {ttl: never, refreshOnMoved: false}, timeouts: {request: 2s}}", "");

        ApplicationPhase after = phase(run, PhaseTimeline.AFTER);
        assertThat(after.staleRequests()).isPositive().isEqualTo(after.requests());
        assertThat(run.report().load().orElseThrow().rejected()).isPositive();
    }

    private TestingRun run(String application, String fault) throws Exception {
        String yaml = TestingRun.SMALL.replace(
                "readShare: 0.5}", "readShare: 0.5, application: %s}".formatted(application.replace("\n", " ")));
        return TestingRun.of(folder, yaml + (fault.isEmpty() ? "" : "faults:\n" + fault));
    }

    private static ApplicationPhase phase(TestingRun run, String name) {
        return run.report().load().orElseThrow().application().stream()
                .filter(phase -> phase.phase().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
