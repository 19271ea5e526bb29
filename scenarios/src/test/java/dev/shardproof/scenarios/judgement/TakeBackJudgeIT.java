package dev.shardproof.scenarios.judgement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.scenarios.runner.TestingRun;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.file.ScenarioReader;
import dev.shardproof.scenarios.wiring.Translation;
import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.dataset.Column;
import dev.shardproof.simulator.dataset.ShardKey;
import dev.shardproof.simulator.dataset.TableLayout;
import dev.shardproof.simulator.topology.KeyType;
import dev.shardproof.simulator.topology.ReshardPlan;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.CheckSuite;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.checksum.CleanUpUnderLoad.Remover;
import dev.shardproof.verifier.source.ShardDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Damage that is done on the way back, or by an abort, and what the judge says of it. s0 gave a half of its rows to s1 and
 * has followed since: both have the moved rows. Real servers; nobody replicates, so that the damage is the test's.
 */
class TakeBackJudgeIT {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");

    private static RunRegistry registry;
    private static Cluster cluster;
    private static Scenario scenario;
    private static ReshardPlan plan;
    private static String moved;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("scenario.yaml");
        Files.writeString(file, TestingRun.SMALL);
        scenario = ScenarioReader.read(file);
        plan = scenario.reshard().plan(scenario.cluster());
        moved = plan.moves().stream()
                .map(move -> "hashint8extended(k, 0) BETWEEN %d AND %d"
                        .formatted(move.range().first(), move.range().last()))
                .collect(Collectors.joining(" OR ", "(", ")"));
        registry = RunRegistry.open(StateFolder.ofCurrentUser());
        cluster = EmbeddedCluster.start(List.of(S0, S1), registry);
    }

    @AfterAll
    static void stop() {
        cluster.close();
        registry.close();
    }

    @BeforeEach
    void switched() throws Exception {
        for (ShardServer server : cluster.shards()) {
            execute(
                    server.id(),
                    "DROP TABLE IF EXISTS t; CREATE TABLE t (k bigint PRIMARY KEY, v text);"
                            + " INSERT INTO t SELECT k, 'value ' || k FROM generate_series(1, 400) k"
                            + (server.id().equals(S1) ? " WHERE " + moved : ""));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "nothing | s0 | SELECT 1 | ",
                "a row is lost | s0 | DELETE FROM t WHERE k = (SELECT min(k) FROM t WHERE MOVED)"
                        + " | wayBackRowCount wayBackFullChecksum wayBackSampledChecksum",
                "a value changed | s0 | UPDATE t SET v = 'stale' WHERE k = (SELECT min(k) FROM t WHERE MOVED)"
                        + " | wayBackFullChecksum wayBackSampledChecksum",
                "a row came back | s0 | INSERT INTO t SELECT k, 'old' FROM generate_series(1000, 2000) k WHERE MOVED LIMIT 1"
                        + " | wayBackRowCount wayBackFullChecksum wayBackSampledChecksum",
                "a row is on the wrong shard | s1"
                        + " | INSERT INTO t SELECT k, 'old' FROM generate_series(1000, 2000) k WHERE NOT MOVED LIMIT 1"
                        + " | wayBackPlacement cleanUp finalPlacement"
            })
    void damageOnTheWayBackTurnsItsChecksRed(String damage, String shard, String sql, String red) throws Exception {
        List<CheckResult> results = wayBack(shard, sql, "DELETE FROM t WHERE MOVED", "SELECT 1");

        assertThat(red(results)).isEqualTo(red == null ? "" : red);
        assertThat(results)
                .extracting(CheckResult::check)
                .containsExactly(
                        "wayBackRowCount",
                        "wayBackFullChecksum",
                        "wayBackSampledChecksum",
                        "wayBackPlacement",
                        "noLaterWrites",
                        "cleanUp",
                        "finalPlacement");
        assertThat(results.subList(0, 4))
                .allMatch(result -> result.summary().startsWith("on the way back, targets → sources: "))
                .allMatch(result -> result.facts().get("judged").equals("on the way back, targets → sources"));
        assertThat(results.subList(4, 7)).allMatch(result -> result.summary().startsWith("after the way back: "));
        assertThat(results.get(1).facts().keySet()).anyMatch(fact -> fact.startsWith("public.t, s1 → s0"));
    }

    /** It would be lost with the clean-up, and its client was told that it is safe. */
    @Test
    void aWriteThatATargetTookAfterTheWayBackIsFound() throws Exception {
        try (TakeBackJudge judge = judge()) {
            judge.rollingBack();
            judge.fencedBack();
            execute(S1, "UPDATE t SET v = 'late' WHERE k = (SELECT min(k) FROM t)");
            judge.clientsAreGone();
            execute(S1, "DELETE FROM t");

            assertThat(red(run(judge.afterWayBack()))).isEqualTo("noLaterWrites");
        }
    }

    @Test
    void aRowThatTheCleanUpLeftOnTheTargetIsFound() throws Exception {
        List<CheckResult> results =
                wayBack("s0", "SELECT 1", "DELETE FROM t WHERE MOVED AND k <> (SELECT min(k) FROM t)", "SELECT 1");

        assertThat(red(results)).isEqualTo("cleanUp finalPlacement");
    }

    @Test
    void aRowThatTheCleanUpTookFromItsSourceIsFound() throws Exception {
        List<CheckResult> results = wayBack("s0", "SELECT 1", "DELETE FROM t WHERE MOVED", "DELETE FROM t WHERE k = 7");

        assertThat(red(results)).isEqualTo("cleanUp");
    }

    private List<CheckResult> wayBack(String shard, String damage, String onTarget, String onSource) throws Exception {
        try (TakeBackJudge judge = judge()) {
            judge.rollingBack();
            execute(new ShardId(shard), damage);
            judge.fencedBack();
            execute(S0, "UPDATE t SET v = 'a client goes on' WHERE k % 3 = 0"); // the fence is down again
            judge.clientsAreGone();
            execute(S1, onTarget);
            execute(S0, onSource);
            return run(judge.afterWayBack());
        }
    }

    @Test
    void anAbortThatTookNothingAndLeftNothingPassesThoughClientsWentOn() throws Exception {
        List<CheckResult> results = abort("DELETE FROM t", "SELECT 1", Remover.NO_CLIENT);

        assertThat(results).extracting(CheckResult::check).containsExactly("cleanUp", "finalPlacement");
        assertThat(results)
                .allMatch(result -> result.verdict() == Verdict.PASS)
                .allMatch(result -> result.summary().startsWith("after the abort: "));
    }

    @Test
    void whatAnAbortTookOrLeftIsFound() throws Exception {
        assertThat(red(abort("DELETE FROM t WHERE k > 20", "SELECT 1", Remover.NO_CLIENT)))
                .isEqualTo("cleanUp finalPlacement");
        switched();
        String lost = "DELETE FROM t WHERE k = 7";
        assertThat(red(abort("DELETE FROM t", lost, Remover.NO_CLIENT))).isEqualTo("cleanUp");
        switched();
        assertThat(abort("DELETE FROM t", lost, Remover.NOBODY_KNOWS))
                .extracting(CheckResult::verdict)
                .containsExactly(Verdict.INCONCLUSIVE, Verdict.PASS);
    }

    @Test
    void anAbortThatTheJudgeWasNotToldOfInTimeIsInDoubt() throws Exception {
        try (TakeBackJudge judge = judge()) {
            execute(S1, "DELETE FROM t");
            judge.clientsAreGone();

            assertThat(run(judge.afterAbort((table, key) -> Remover.NO_CLIENT)))
                    .extracting(CheckResult::verdict)
                    .containsExactly(Verdict.INCONCLUSIVE, Verdict.PASS);
        }
    }

    private List<CheckResult> abort(String onTarget, String onSource, Remover remover) throws Exception {
        try (TakeBackJudge judge = judge()) {
            judge.undoing();
            execute(S1, onTarget);
            execute(S0, onSource);
            execute(
                    S0,
                    "UPDATE t SET v = 'a client goes on' WHERE k % 3 = 0;"
                            + " INSERT INTO t SELECT k, 'new' FROM generate_series(1000, 1100) k");
            judge.clientsAreGone();
            return run(judge.afterAbort((table, key) -> remover));
        }
    }

    private static TakeBackJudge judge() {
        TableLayout table = new TableLayout(
                "public",
                "t",
                List.of(new Column("k", "int8", false, false), new Column("v", "text", false, false)),
                List.of("k"),
                Optional.of(new ShardKey("k", KeyType.INTEGER)));
        return new TakeBackJudge(
                scenario,
                plan,
                cluster.shards().stream()
                        .map(server -> new ShardDatabase(server.id().name(), server.dataSource(server.endpoint())))
                        .toList(),
                Translation.judgedTables(
                        List.of(table), scenario.cluster().topology().strategy()),
                System::nanoTime);
    }

    private static List<CheckResult> run(List<Check> checks) {
        return new CheckSuite(checks, System::nanoTime).run(result -> {});
    }

    private static String red(List<CheckResult> results) {
        return results.stream()
                .filter(result -> result.verdict() != Verdict.PASS)
                .peek(result -> assertThat(result.verdict()).isEqualTo(Verdict.FAIL))
                .map(CheckResult::check)
                .collect(Collectors.joining(" "));
    }

    private static void execute(ShardId shard, String sql) throws Exception {
        try (Connection connection = cluster.shard(shard).connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql.replace("MOVED", moved));
        }
    }
}
