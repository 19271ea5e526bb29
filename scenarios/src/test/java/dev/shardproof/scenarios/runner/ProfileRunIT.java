package dev.shardproof.scenarios.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.shardproof.scenarios.spec.CheckName;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The profiles on real servers: what their clients saw is judged, and what is wrong with it is found. */
class ProfileRunIT {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "bank, 'holdTransactions: {share: 2%, for: 300ms}', lostWrites duplicatedEffects conservation wrongOwner",
        "register, 'keys: {hotSet: {share: 80%, of: 2%, moveEvery: 2s}}',"
                + " lostWrites duplicatedEffects resurrectedDeletes staleReads readYourWrites monotonicReads abortedReads"
                + " wrongOwner",
        "append, 'valueSize: 300B', lostWrites duplicatedEffects staleReads readYourWrites monotonicReads abortedReads"
                + " listOrder wrongOwner",
        "timeline, 'sessions: 5', lostWrites duplicatedEffects conservation wrongOwner"
    })
    void aCleanReshardPassesItsProfilesJudgement(String profile, String more, String checks) throws Exception {
        TestingRun run = TestingRun.of(folder, """
                apiVersion: shardproof/v1
                name: clean-%1$s
                seed: 5
                cluster: {shards: [s0, s1]}
                data: {dataset: %1$s, rows: 3000}
                reshard: {shards: [s0, s1, s2], throttle: 100KB/s}
                workload: {profile: %1$s, rate: 120/s, readShare: 0.5, %2$s}
                phases: {baseline: 2s, after: 3s}
                checks: {rowCount: {}, fullChecksum: {}, placement: {}, history: {}}
                """.formatted(profile, more));

        assertThat(run.outcome().reasons()).isEmpty();
        assertThat(historyOf(run)).extracting(CheckResult::check).contains(checks.split(" "));
        assertThat(historyOf(run))
                .allMatch(check -> check.verdict() == Verdict.PASS)
                .allMatch(check -> check.examined() > 0);
        assertThat(run.report().load().orElseThrow().rejected())
                .as("pairs and ranges are chosen so that nobody is refused")
                .isLessThan(run.report().load().orElseThrow().acknowledged() / 20);
        assertThat(run.report().migration().orElseThrow().cleanUpDone()).isTrue();
    }

    @Test
    void writesThatTheMigratorLeavesBehindAreLostInTheEyesOfTheirClients() throws Exception {
        TestingRun run = TestingRun.of(folder, """
                apiVersion: shardproof/v1
                name: lost-writes
                seed: 5
                cluster: {shards: [s0]}
                data: {dataset: register, rows: 2000}
                reshard: {shards: [s0, s1], throttle: 50KB/s, defect: skipCatchUp}
                workload: {profile: register, rate: 200/s, readShare: 0.5, keys: uniform}
                phases: {baseline: 2s, after: 3s}
                checks: {history: {}}
                expect: {fail: [history]}
                """);

        assertThat(run.outcome().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(run.outcome().exitCode()).as("the scenario expects it").isZero();
        assertThat(run.failedChecks()).contains("lostWrites");
        CheckResult lost = historyOf(run).stream()
                .filter(check -> check.check().equals("lostWrites"))
                .findFirst()
                .orElseThrow();
        assertThat(lost.findings())
                .isNotEmpty()
                .allMatch(finding -> !finding.key().isEmpty());
        assertThat(run.report().migration().orElseThrow().cleanUpDone())
                .as("the sources keep the evidence")
                .isFalse();
    }

    @Test
    void anInstanceThatGoesByAnOldTopologyReadsWhatIsStale() throws Exception {
        TestingRun run = TestingRun.of(folder, """
                apiVersion: shardproof/v1
                name: stale-reads
                seed: 5
                cluster: {shards: [s0]}
                data: {dataset: register, rows: 300}
                reshard: {shards: [s0, s1]}
                workload: {profile: register, rate: 150/s, readShare: 0.6, keys: uniform}
                phases: {baseline: 2s, after: 12s}
                faults:
                  - {staleRoutingCache: application, instances: 1, at: after, for: 7s}
                  - {partition: "s1->s0", at: after +500ms, for: 5s}
                checks: {rowCount: {}, fullChecksum: {}, history: {}}
                expect: {fail: [history]}
                """);

        assertThat(run.outcome().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(run.failedChecks())
                .as("the shards agree, only the clients know")
                .contains("staleReads")
                .doesNotContain("rowCount", "fullChecksum", "lostWrites", "duplicatedEffects", "abortedReads");
    }

    @Test
    void theWayBackIsJudgedToo() throws Exception {
        TestingRun run = TestingRun.of(folder, """
                apiVersion: shardproof/v1
                name: way-back
                seed: 5
                cluster: {shards: [s0]}
                data: {dataset: register, rows: 1000}
                reshard: {shards: [s0, s1], fenceTimeout: 30s}
                workload: {profile: register, rate: 60/s, readShare: 0.5, keys: uniform, timeout: 1s, retries: 0}
                phases: {baseline: 6s, after: 15s}
                faults:
                  - {slowShard: s1, latency: 5s, at: after, for: 8s}
                guards: [{when: errorRate > 25%, for: 2s, then: rollback}]
                checks: {history: {staleFor: 10s}}
                expect: {fired: rollback}
                """);

        assertThat(run.report().migration().orElseThrow().finalState()).isEqualTo("ROLLED_BACK");
        assertThat(historyOf(run))
                .extracting(CheckResult::check, CheckResult::verdict)
                .contains(tuple("wrongOwner", Verdict.PASS), tuple("lostWrites", Verdict.PASS));
        assertThat(historyOf(run)).noneMatch(check -> check.verdict() == Verdict.FAIL);
    }

    private static List<CheckResult> historyOf(TestingRun run) {
        return run.report().checks().stream()
                .filter(check -> CheckName.HISTORY.covers(check.check()))
                .toList();
    }
}
