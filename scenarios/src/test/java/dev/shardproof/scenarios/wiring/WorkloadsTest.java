package dev.shardproof.scenarios.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.loadgen.workload.Operation;
import dev.shardproof.loadgen.workload.SqlStatement;
import dev.shardproof.loadgen.workload.Workload;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.file.InvalidScenarioException;
import dev.shardproof.scenarios.spec.file.ScenarioReader;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec.Profile;
import dev.shardproof.verifier.history.Effect;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a scenario says about the clients reaches the operations of every profile, or is refused. */
class WorkloadsTest {

    private static final int MANY = 1_000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SIMULATION"})
    void transactionsOfEveryProfileAreHeldInPiecesThatNoStatementTimeOutEnds(Profile profile) throws IOException {
        List<Operation> operations = operations(
                profile,
                "holdTransactions: {share: 100%, for: 1s}, timeout: 2s, application: {timeouts: {statement: 400ms}}");

        assertThat(operations)
                .filteredOn(operation -> !operation.everyShard())
                .isNotEmpty()
                .allSatisfy(operation -> {
                    assertThat(sleeps(operation)).allMatch(piece -> piece.compareTo(new BigDecimal("0.1")) <= 0);
                    assertThat(sleeps(operation).stream().reduce(BigDecimal.ZERO, BigDecimal::add))
                            .isEqualByComparingTo("1");
                });
        assertThat(operations)
                .filteredOn(Operation::everyShard)
                .allMatch(operation -> sleeps(operation).isEmpty());
        assertThat(operations(profile, "timeout: 2s"))
                .allMatch(operation -> sleeps(operation).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"2s, 10s, 14000", "500ms, 1ms, 1001", "20s, 5m, 45000"})
    void theEndOfTheLoadWaitsForTransactionsThatAreHeldOpenButNotForEver(String timeout, String held, long millis)
            throws IOException {
        Scenario scenario = scenario(
                "orders",
                "profile: checkout, rate: 1/s, timeout: %s, holdTransactions: {share: 1%%, for: %s}"
                        .formatted(timeout, held));

        assertThat(plan(scenario).drainTimeout()).hasMillis(millis);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"USER", "SIMULATION"})
    void writesOfEveryBuiltInProfileCarryAValueOfTheSizeThatIsAskedFor(Profile profile) throws IOException {
        assertThat(operations(profile, "valueSize: 67B"))
                .filteredOn(Operation::write)
                .filteredOn(operation -> operation.intent().effect() != Effect.DELETE)
                .isNotEmpty()
                .allMatch(operation -> operation.statements().stream()
                        .flatMap(statement -> statement.parameters().stream())
                        .anyMatch(value -> value instanceof String text && text.length() == 67));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "profile: user, rate: 1/s, statements: [{sql: 'SELECT :key'}], valueSize: 1KB"
                        + " | workload.valueSize: belongs to the built-in profiles",
                "profile: user, rate: 1/s, statements: [{sql: 'SELECT :key'}], sessions: 5"
                        + " | workload.sessions: belongs to the built-in profiles",
                "simulation: com.example.Mine, valueSize: 1KB | workload.valueSize: has no effect on a simulation",
                "simulation: com.example.Mine, holdTransactions: {share: 1%, for: 1s}"
                        + " | workload.holdTransactions: has no effect on a simulation"
            })
    void whatAProfileCanNotDoIsRefused(String workload, String message) {
        assertThatThrownBy(() -> scenario("orders", workload))
                .isInstanceOf(InvalidScenarioException.class)
                .hasMessageContaining(message);
    }

    private static List<BigDecimal> sleeps(Operation operation) {
        return operation.statements().stream()
                .filter(statement -> statement.sql().contains("pg_sleep"))
                .map(SqlStatement::parameters)
                .map(parameters -> (BigDecimal) parameters.get(0))
                .toList();
    }

    private List<Operation> operations(Profile profile, String more) throws IOException {
        Scenario scenario = scenario(
                profile == Profile.USER || profile == Profile.CHECKOUT ? "orders" : profile.label(),
                "profile: %s, rate: 100/s, %s, %s"
                        .formatted(
                                profile.label(),
                                profile == Profile.USER
                                        ? "statements: [{sql: 'SELECT :key'}, {sql: 'UPDATE a SET b = 1 WHERE c = :key'}]"
                                        : "readShare: 0.5",
                                more));
        LoadPlan plan = plan(scenario);
        Workload workload = Workloads.of(plan, Workloads.chooser(plan.requests()));
        SplittableRandom random = new SplittableRandom(5);
        return IntStream.range(0, MANY)
                .mapToObj(number -> workload.next(number, random))
                .toList();
    }

    private LoadPlan plan(Scenario scenario) throws IOException {
        return TestingPlan.of(scenario, folder, "jdbc:postgresql://127.0.0.1:1/app", "app", Optional.empty());
    }

    private Scenario scenario(String dataset, String workload) throws IOException {
        return ScenarioReader.read(
                Files.writeString(folder.resolve("scenario.yaml"), """
                apiVersion: shardproof/v1
                name: clients
                cluster: {shards: [s0]}
                data: {dataset: %s, rows: 3000}
                reshard: {shards: [s0, s1]}
                workload: {%s}
                """.formatted(dataset, workload)));
    }
}
