package dev.shardproof.scenarios.runner.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.scenarios.judgement.PhaseTimeline;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.file.ScenarioReader;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.HistoryWriter;
import dev.shardproof.verifier.history.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryEvidenceTest {

    private static final int CLOSING_BLOCK_BYTES = 28;

    @TempDir
    private Path folder;

    @Test
    void aCollapseThatLastsIsAFailureUnlessItWasTheDriverThatDied() throws IOException {
        Path history = history(10);
        assertThat(recovery(history)).returns(Verdict.FAIL, CheckResult::verdict);

        cut(history);
        assertThat(recovery(history))
                .returns(Verdict.INCONCLUSIVE, CheckResult::verdict)
                .extracting(CheckResult::summary)
                .asString()
                .contains("the driver died");
    }

    @Test
    void goodputThatIsBackProvesNothingIfTheDriverDied() throws IOException {
        Path history = history(30);
        assertThat(recovery(history)).returns(Verdict.PASS, CheckResult::verdict);

        cut(history);
        assertThat(recovery(history)).returns(Verdict.INCONCLUSIVE, CheckResult::verdict);
    }

    /** Twenty operations in each of so many seconds; from 10 s to 15 s everything is refused, in the short one to its end. */
    private Path history(int seconds) throws IOException {
        Path history = folder.resolve("operations" + seconds);
        try (HistoryWriter writer = new HistoryWriter(history)) {
            for (int i = 0; i < 20 * (seconds + 10); i++) {
                long micros = i * 50_000L;
                boolean good = i < 200 || seconds > 20 && i >= 300;
                writer.append(new ClientOperation(
                        "read",
                        false,
                        micros,
                        micros,
                        micros + 1_000,
                        "s0",
                        1,
                        good ? Outcome.ACKNOWLEDGED : Outcome.REJECTED,
                        1,
                        good ? "" : "57014"));
            }
        }
        return history;
    }

    private static void cut(Path history) throws IOException {
        byte[] bytes = Files.readAllBytes(history);
        Files.write(history, Arrays.copyOf(bytes, bytes.length - CLOSING_BLOCK_BYTES));
    }

    private CheckResult recovery(Path history) throws IOException {
        Scenario scenario = ScenarioReader.read(Files.writeString(folder.resolve("scenario.yaml"), """
                apiVersion: shardproof/v1
                name: recovery
                cluster: {shards: [s0]}
                data: {dataset: orders, rows: 1000}
                reshard: {shards: [s0, s1]}
                workload: {profile: checkout, rate: 20/s}
                checks: {recovery: {goodput: 95%, within: 8s}}
                """));
        return new RecoveryEvidence(
                        scenario,
                        scenario.checks().recovery().orElseThrow(),
                        history,
                        List.of(
                                span(PhaseTimeline.BASELINE, 0, 10),
                                span(PhaseTimeline.CUT_OVER, 10, 15),
                                span(PhaseTimeline.AFTER, 15, 40)),
                        List.of(),
                        () -> 0)
                .run();
    }

    private static PhaseTimeline.Span span(String name, long from, long to) {
        return new PhaseTimeline.Span(
                name, Instant.EPOCH.plusSeconds(from), Optional.of(Instant.EPOCH.plusSeconds(to)));
    }
}
