package dev.shardproof.scenarios.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.reports.run.LoadReport;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.HistoryReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** When requests begin, in whole runs on real servers: what was asked for is what was offered, or the run says that it was not. */
class ArrivalsIT {

    private static final long SECOND = 1_000_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void usersOfAClosedModelDoOneThingAfterTheOtherAndThinkInBetween() throws Exception {
        int users = 4;
        long thinkMicros = 50_000;
        TestingRun run = TestingRun.of(
                folder,
                TestingRun.SMALL.replace("rate: 150/s", "closed: {users: %d, thinkTime: 50ms}".formatted(users)));

        assertThat(run.outcome().reasons()).isEmpty();
        LoadReport load = run.report().load().orElseThrow();
        assertThat(load.model()).isEqualTo("a closed model of 4 users with a think time of 50ms");
        assertThat(load.notSent()).isZero();
        List<ClientOperation> operations = history(run);
        assertThat(operations).hasSize((int) load.offered()).hasSizeGreaterThan(10 * users);
        for (int i = users; i < operations.size(); i++) {
            assertThat(operations.get(i).invokedMicros()
                            - operations.get(i - users).invokedMicros())
                    .as("of %d requests one after the other, two are of one user", users + 1)
                    .isGreaterThanOrEqualTo(thinkMicros);
        }
    }

    @Test
    void aRecordedCurveIsReplayedAtItsSpeedAndItsScale() throws Exception {
        Files.writeString(folder.resolve("traffic.csv"), """
                "time","requests per second","host"
                2026-11-22T20:00:00Z,100,a
                2026-11-22T20:10:00Z,500,a
                """);
        // Ten minutes in ten seconds, and half of the requests: from 50/s to 250/s, and on at that.
        TestingRun run = TestingRun.of(
                folder,
                TestingRun.SMALL
                        .replace("rate: 150/s", "shape: {curve: {file: traffic.csv, speed: 60, scale: 50%}}")
                        .replace("after: 2s", "after: 6s"));

        assertThat(run.outcome().reasons()).isEmpty();
        LoadReport load = run.report().load().orElseThrow();
        assertThat(load.model()).isEqualTo("the curve of traffic.csv at 60 times its speed and 50% of its rates");
        assertThat(load.notSent()).isZero();
        List<ClientOperation> operations = history(run);
        assertThat(operations).hasSize((int) load.offered());
        long begin = operations.stream()
                .mapToLong(ClientOperation::intendedMicros)
                .min()
                .orElseThrow();
        assertThat(due(operations, begin, 0, 5)).isBetween(499L, 501L);
        assertThat(due(operations, begin, 5, 10)).isBetween(999L, 1_001L);
        assertThat(due(operations, begin, 10, 12)).isBetween(499L, 501L);
        assertThat(operations)
                .as("each is sent when it is due or later, never before")
                .allMatch(operation -> operation.invokedMicros() >= operation.intendedMicros());
    }

    @Test
    void aRateThatNoMachineKeepsMakesTheRunInconclusive() throws Exception {
        // One thread asks a server through a proxy, which takes longer than the 50 µs that there are for it.
        TestingRun run = TestingRun.of(
                folder,
                TestingRun.SMALL.replace("rate: 150/s, readShare: 0.5", "rate: 20000/s, readShare: 1, threads: 1"));

        assertThat(run.outcome().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(run.outcome().exitCode()).isEqualTo(2);
        assertThat(run.outcome().reasons())
                .anyMatch(reason -> reason.startsWith("the load driver could not keep the offered rate: of "));
        LoadReport load = run.report().load().orElseThrow();
        assertThat(load.notSent()).as("shown, and not dropped in silence").isPositive();
        assertThat(load.acknowledged() + load.rejected() + load.indeterminate() + load.notSent())
                .isEqualTo(load.offered());
        assertThat(load.driver().orElseThrow().late()).isPositive();
    }

    private static long due(List<ClientOperation> operations, long begin, long fromSecond, long toSecond) {
        return operations.stream()
                .mapToLong(operation -> operation.intendedMicros() - begin)
                .filter(offset -> offset >= fromSecond * SECOND && offset < toSecond * SECOND)
                .count();
    }

    private static List<ClientOperation> history(TestingRun run) throws IOException {
        List<ClientOperation> operations = new ArrayList<>();
        new HistoryReader(run.bundle().resolve("history/operations.history")).read(operations::add);
        operations.sort(Comparator.comparingLong(ClientOperation::invokedMicros));
        return operations;
    }
}
