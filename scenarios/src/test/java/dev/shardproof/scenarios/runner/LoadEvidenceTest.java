package dev.shardproof.scenarios.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.HistoryWriter;
import dev.shardproof.verifier.history.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadEvidenceTest {

    @TempDir
    private Path folder;

    @Test
    void aPhaseInWhichMostOperationsSucceedHasNoShortfall() throws IOException {
        assertThat(evidence(60, 40).shortfall("after", 100, 0.5)).isEmpty();
    }

    @Test
    void aPhaseInWhichTheClientsAreRefusedFails() throws IOException {
        assertThat(evidence(40, 60).shortfall("after", 100, 0.5)).hasValueSatisfying(trouble -> {
            assertThat(trouble.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(trouble.reason()).contains("40 of 100 operations were acknowledged");
        });
    }

    @Test
    void aPhaseWithoutLoadProvesNothing() throws IOException {
        assertThat(evidence(0, 0).shortfall("after", 100, 0.5))
                .hasValueSatisfying(trouble -> assertThat(trouble.verdict()).isEqualTo(Verdict.INCONCLUSIVE));
    }

    private LoadEvidence evidence(int acknowledged, int rejected) throws IOException {
        Path history = folder.resolve("operations.tsv");
        try (HistoryWriter writer = new HistoryWriter(history)) {
            for (int i = 0; i < acknowledged + rejected; i++) {
                boolean good = i < acknowledged;
                writer.append(new ClientOperation(
                        "read",
                        false,
                        1_000 + i,
                        1_000 + i,
                        2_000 + i,
                        "s0",
                        1,
                        good ? Outcome.ACKNOWLEDGED : Outcome.REJECTED,
                        1,
                        good ? "" : "42P01"));
            }
        }
        return LoadEvidence.read(
                history,
                List.of(new PhaseTimeline.Span("after", Instant.EPOCH, Optional.of(Instant.EPOCH.plusSeconds(1)))));
    }
}
