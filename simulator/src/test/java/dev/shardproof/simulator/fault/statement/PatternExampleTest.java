package dev.shardproof.simulator.fault.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.cluster.trial.TrialStatement;
import dev.shardproof.simulator.cluster.trial.TrialStatement.Form;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import dev.shardproof.simulator.fault.wire.sql.StatementPattern;
import dev.shardproof.simulator.topology.ShardId;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternExampleTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COPY .* orders",
                "^insert\\s+into\\s+(?:public\\.)?orders\\b",
                "(UPDATE|DELETE FROM) accounts",
                "select .+ from [a-z_]{3,} where",
                "[^a]b+?c*+d{2}",
                "a(?=b)b",
                "(?<!x)y",
                "\\d\\w\\D\\S\\W",
                "x|y"
            })
    void exampleMatches(String regex) {
        String example = PatternExample.of(regex);
        assertThat(Pattern.compile(regex, Pattern.DOTALL).matcher(example).find())
                .as("'%s'", example)
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "\\", "{", "a{", "(?", "(?:", "[^", ")", "|", "*", "(?<name>a)", "\\Qa\\E", ""})
    void strangePatternsHaveSomeExample(String regex) {
        assertThat(PatternExample.of(regex)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COMMIT|COMMIT",
                "end|COMMIT",
                "/comm.t/|COMMIT",
                "SELECT|NOTICE",
                "/COPY .* orders/|NOTICE",
                "INSERT INTO orders|NO_SQL",
                "/^COPY orders/|NO_SQL",
                "DROP|NO_SQL"
            })
    void probesStatementIsHarmlessAndMatches(String on, Form form) {
        TrialStatement statement = StatementMeasures.statementFor(fault(FaultKind.KILL_STATEMENT, on));
        assertThat(statement.form()).isEqualTo(form);
        assertThat(StatementPattern.parse(on).matches(statement.example())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a;b/", "/(/"})
    void patternWithoutAHarmlessStatementIsRefused(String on) {
        assertThatThrownBy(() -> StatementMeasures.statementFor(fault(FaultKind.KILL_STATEMENT, on)))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("killStatement s0");
    }

    @Test
    void lostReplyNeedsAStatementThatLeavesATrace() {
        assertThatThrownBy(() -> StatementMeasures.statementFor(fault(FaultKind.LOST_REPLY, "INSERT")))
                .hasMessageContaining("lostReply s0")
                .hasMessageContaining("use COMMIT");
    }

    @Test
    void whatTheDriverWouldCutIsNoTrial() {
        assertThatThrownBy(() -> new TrialStatement(Form.NO_SQL, "DROP TABLE orders; x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TrialStatement(Form.NOTICE, "*/ DROP TABLE orders"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Fault fault(FaultKind kind, String on) {
        return new Fault(kind, FaultTarget.of(new ShardId("s0")), Map.of("on", on));
    }
}
