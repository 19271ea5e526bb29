package dev.shardproof.scenarios.runner.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.loadgen.driver.punctuality.Punctuality;
import dev.shardproof.loadgen.recording.LoadRecording;
import dev.shardproof.scenarios.judgement.PhaseTimeline;
import dev.shardproof.scenarios.spec.workload.ArrivalsSpec;
import dev.shardproof.scenarios.spec.workload.ShapeSpec;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.HistoryWriter;
import dev.shardproof.verifier.history.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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

    @Test
    void aDriverThatCouldNotKeepTheRateMakesTheRunInconclusive() throws IOException {
        LoadEvidence evidence = new LoadEvidence(
                evidence(60, 0).report(),
                List.of(
                        second(0, 5, 900, 900), // the warm-up does not count
                        second(5, 10, 1_000, 0),
                        second(10, 15, 500, 20)));

        assertThat(evidence.unpunctual(phase("baseline", 5, 10))).hasValueSatisfying(trouble -> {
            assertThat(trouble.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
            assertThat(trouble.reason())
                    .contains("could not keep the offered rate: of 1500 operations, 20 began more than 250 ms late");
        });
        assertThat(evidence.unpunctual(phase("baseline", 20, 30)))
                .hasValueSatisfying(trouble -> assertThat(trouble.reason()).contains("is not known"));
    }

    @Test
    void aDriverThatStandsStillAtTheEndIsFoundWhenTheRestIsCounted() throws IOException {
        Punctuality rest = new Punctuality(15_000_000, 47_000_000, 0, 0, 0, 0, 0, 0, 0, 0, 400, 30_000_000);
        LoadEvidence evidence = new LoadEvidence(
                evidence(60, 0).report(), List.of(second(5, 10, 1_000, 0), second(10, 15, 600, 0), rest));

        assertThat(evidence.unpunctual(phase("baseline", 5, 10)))
                .hasValueSatisfying(trouble -> assertThat(trouble.reason())
                        .contains("of 2000 operations, 0 began more than 250 ms")
                        .contains("400 not at all"));
    }

    @Test
    void whatIsDueFollowsTheShapeFromTheBeginningOfTheLoad() throws IOException {
        LoadEvidence evidence = evidence(10, 0); // begins at 1 ms
        ArrivalsSpec ramp = new ArrivalsSpec.Shaped(new ShapeSpec.Ramp(0, 100, Duration.ofSeconds(10)));

        PhaseTimeline.Span span = phase("after", 5, 10);
        assertThat(evidence.due(ramp, span, span.end().orElseThrow())).isBetween(374L, 376L);
        assertThat(evidence.due(new ArrivalsSpec.Rate(200), span, span.end().orElseThrow()))
                .isBetween(999L, 1_001L);
    }

    @Test
    void aClosedModelIsMeasuredByWhatItDid() throws IOException {
        ArrivalsSpec closed = new ArrivalsSpec.Closed(4, Duration.ZERO);
        PhaseTimeline.Span span = phase("after", 0, 1);

        assertThat(evidence(60, 40).due(closed, span, span.end().orElseThrow())).isEqualTo(100);
        assertThat(new LoadEvidence(new LoadRecording(List.of()).report(false), List.of())
                        .due(closed, span, span.end().orElseThrow()))
                .isEqualTo(1);
    }

    private static PhaseTimeline.Span phase(String name, long from, long to) {
        return new PhaseTimeline.Span(
                name, Instant.EPOCH.plusSeconds(from), Optional.of(Instant.EPOCH.plusSeconds(to)));
    }

    private static Punctuality second(long from, long to, long sent, long late) {
        return new Punctuality(from * 1_000_000, to * 1_000_000, sent, 0, 0, 0, late, 0, 0, 0, 0, 0);
    }

    private LoadEvidence evidence(int acknowledged, int rejected) throws IOException {
        Path history = folder.resolve("operations" + acknowledged + "-" + rejected);
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
