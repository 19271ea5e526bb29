package dev.shardproof.loadgen.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.shardproof.loadgen.workload.UserWorkload.Statement;
import dev.shardproof.loadgen.workload.key.KeyChooser;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserWorkloadTest {

    static List<Arguments> statementsAndTheirJdbcForm() {
        return List.of(
                Arguments.of("SELECT * FROM t WHERE k = :key", "SELECT * FROM t WHERE k = ?", 1),
                Arguments.of("SELECT :key,:key,(:key)", "SELECT ?,?,(?)", 3),
                Arguments.of("SELECT ':key', :key", "SELECT ':key', ?", 1),
                Arguments.of("SELECT 'it''s :key', :key", "SELECT 'it''s :key', ?", 1),
                Arguments.of("SELECT E'\\':key', :key", "SELECT E'\\':key', ?", 1),
                Arguments.of("SELECT '\\', :key", "SELECT '\\', ?", 1),
                Arguments.of("SELECT \":key\" FROM t WHERE k = :key", "SELECT \":key\" FROM t WHERE k = ?", 1),
                Arguments.of("SELECT \"a\"\":key\" WHERE k = :key", "SELECT \"a\"\":key\" WHERE k = ?", 1),
                Arguments.of("SELECT x::text, x::key, :key", "SELECT x::text, x::key, ?", 1),
                Arguments.of("SELECT :key::text", "SELECT ?::text", 1),
                Arguments.of("SELECT :keys, :key_2, :key", "SELECT :keys, :key_2, ?", 1),
                Arguments.of("SELECT $$:key$$, $a$ :key $$ $a$, :key", "SELECT $$:key$$, $a$ :key $$ $a$, ?", 1),
                Arguments.of("SELECT -- :key\n :key", "SELECT -- :key\n ?", 1),
                Arguments.of("SELECT /* :key /* :key */ :key */ :key", "SELECT /* :key /* :key */ :key */ ?", 1),
                Arguments.of("SELECT j ? 'a' FROM t WHERE k=:key", "SELECT j ?? 'a' FROM t WHERE k=?", 1));
    }

    @ParameterizedTest
    @MethodSource("statementsAndTheirJdbcForm")
    void onlyPlaceholdersBecomeParameters(String sql, String jdbc, int keys) {
        SqlStatement statement = StatementTemplate.parse(sql).with(7L);

        assertThat(statement.sql()).isEqualTo(jdbc);
        assertThat(statement.parameters()).hasSize(keys).containsOnly(7L);
    }

    @ParameterizedTest
    @CsvSource({
        "SELECT :key, false",
        "'  /* x */ select :key', false",
        "UPDATE t SET a = 1 WHERE k = :key, true",
        "WITH x AS (SELECT 1) SELECT :key, true",
        "selection(:key), true",
        "CALL f(:key), true"
    })
    void everythingButSelectIsAWrite(String sql, boolean write) {
        assertThat(StatementTemplate.parse(sql).write()).isEqualTo(write);
    }

    @Test
    void aStatementMayDeclareItself() {
        Workload workload = workload(
                List.of(new Statement("with", "WITH x AS (SELECT 1) SELECT :key", 1, Optional.of(false))),
                List.of("a"));

        assertThat(workload.next(0, new SplittableRandom(1)).write()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SELECT 1", "SELECT ':key'", "", "-- :key", "SELECT 'open :key", "SELECT /* :key", "$x$ :key"})
    void aStatementThatCannotWorkIsRefused(String sql) {
        assertThatThrownBy(() -> StatementTemplate.parse(sql))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + sql + "'");
    }

    @Test
    void weightsDecideHowOftenAStatementComes() {
        Workload workload = workload(
                List.of(
                        new Statement("one", "SELECT :key", 1, Optional.empty()),
                        new Statement("three", "SELECT :key + 1", 3, Optional.empty())),
                List.of(1L, 2L));
        SplittableRandom random = new SplittableRandom(42);
        Map<String, Long> counts = IntStream.range(0, 20_000)
                .mapToObj(i -> workload.next(i, random).name())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(counts.get("three") / 20_000.0).isCloseTo(0.75, within(0.02));
        assertThat(counts).containsOnlyKeys("one", "three");
    }

    @Test
    void keysComeFromTheList() {
        UUID uuid = new UUID(1, 2);
        Workload workload =
                workload(List.of(new Statement("s", "SELECT :key", 1, Optional.empty())), List.of("a", 5L, uuid));
        SplittableRandom random = new SplittableRandom(42);

        assertThat(IntStream.range(0, 100)
                        .mapToObj(i -> workload.next(i, random).key())
                        .distinct())
                .containsExactlyInAnyOrder("a", 5L, uuid);
    }

    @Test
    void contradictionsAreRefused() {
        Statement statement = new Statement("s", "SELECT :key", 1, Optional.empty());
        assertThatThrownBy(() -> workload(List.of(), List.of("a"))).hasMessageContaining("no statements");
        assertThatThrownBy(() -> workload(List.of(statement, statement), List.of("a")))
                .hasMessageContaining("called 's'");
        assertThatThrownBy(() -> workload(List.of(statement), List.of(1))).hasMessageContaining("java.lang.Integer");
        assertThatThrownBy(() -> new UserWorkload(List.of(statement), List.of("a"), KeyChooser.uniform(2)))
                .hasMessageContaining("1 keys");
        assertThatThrownBy(() -> new Statement("s", "SELECT :key", 0, Optional.empty()))
                .hasMessageContaining("weight 0");
    }

    private static UserWorkload workload(List<Statement> statements, List<?> keys) {
        return new UserWorkload(statements, keys, KeyChooser.uniform(keys.size()));
    }
}
