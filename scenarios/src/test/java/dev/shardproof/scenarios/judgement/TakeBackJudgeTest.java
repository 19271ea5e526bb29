package dev.shardproof.scenarios.judgement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.scenarios.runner.TestingRun;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.file.ScenarioReader;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.CheckSuite;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.checksum.CleanUpUnderLoad.Remover;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.table.TableSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A judge that gets no evidence. */
class TakeBackJudgeTest {

    @TempDir
    Path folder;

    @Test
    void whatCanNotBeFrozenMakesEveryCheckOfTheWayBackInconclusiveAndStopsNobody() throws Exception {
        try (TakeBackJudge judge = blind()) {
            judge.rollingBack();
            judge.fencedBack();
            judge.clientsAreGone();

            assertThat(new CheckSuite(judge.afterWayBack(), System::nanoTime).run(result -> {}))
                    .hasSize(7)
                    .allMatch(result -> result.verdict() == Verdict.INCONCLUSIVE)
                    .allMatch(result -> result.summary().contains("nothing could be compared: shard s0: "))
                    .extracting(CheckResult::check)
                    .contains("wayBackRowCount", "wayBackPlacement", "cleanUp", "finalPlacement");
        }
    }

    @Test
    void anAbortThatNobodyCouldLookAtIsInconclusive() throws Exception {
        try (TakeBackJudge judge = blind()) {
            judge.undoing();
            judge.clientsAreGone();

            assertThat(new CheckSuite(judge.afterAbort((table, key) -> Remover.NO_CLIENT), System::nanoTime)
                            .run(result -> {}))
                    .hasSize(2)
                    .allMatch(result -> result.verdict() == Verdict.INCONCLUSIVE);
        }
    }

    /** Nobody listens on port 1. */
    private TakeBackJudge blind() throws Exception {
        Path file = folder.resolve("scenario.yaml");
        Files.writeString(file, TestingRun.SMALL);
        Scenario scenario = ScenarioReader.read(file);
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setServerNames(new String[] {"127.0.0.1"});
        nowhere.setPortNumbers(new int[] {1});
        return new TakeBackJudge(
                scenario,
                scenario.reshard().plan(scenario.cluster()),
                List.of(new ShardDatabase("s0", nowhere), new ShardDatabase("s1", nowhere)),
                List.of(TableSpec.sharded("public", "t", "k", KeySpace.HASHED)),
                System::nanoTime);
    }
}
