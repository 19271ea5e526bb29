package dev.shardproof.simulator.fault.wire.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.fault.wire.postgres.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlScriptTest {

    @Test
    void semicolonsInQuotesAndCommentsCutNothing() {
        assertThat(
                        SqlScript.statements(
                                "select ';', \"a;b\", $$;$$, $x$ ; $$ $x$, E'\\';' -- ;\n, 'it''s;' /* ; /* ; */ ; */ ; COMMIT;;"))
                .hasSize(2)
                .last()
                .isEqualTo("COMMIT");
        assertThat(SqlScript.statements("select $1;END")).containsExactly("select $1", "END");
        assertThat(SqlScript.statements("/* hint */ -- x\n COMMIT")).containsExactly("COMMIT");
        assertThat(SqlScript.statements("  ; ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'", "\"", "$$", "$a$ x", "/*", "/* /* */", "--", "E'\\", "$", "e'", ";"})
    void textThatWasCutOffIsNoError(String text) {
        SqlScript.statements("COMMIT " + text);
        assertThat(SqlScript.statements(text + "x")).hasSizeLessThan(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "COMMIT|commit work|true",
                "COMMIT|END|true",
                "COMMIT|COMMITTED|false",
                "COMMIT|SELECT 'COMMIT'|false",
                "COMMIT|INSERT INTO t VALUES (1); COMMIT|true",
                "insert into orders|INSERT  INTO\torders(a) VALUES (1)|true",
                "insert into orders|INSERT INTO orders2 VALUES (1)|false",
                "/COPY .* orders/|copy public. orders from stdin|true",
                "/COPY .* orders/|COPY customers|false",
                "/^select 1$/|SELECT 1|true",
            })
    void patternTakesItsStatements(String on, String text, boolean taken) {
        Statement statement = new Statement(List.of(text), true, true, 1);
        assertThat(StatementPattern.parse(on).matches(statement)).isEqualTo(taken);
    }

    @Test
    void impossibleAttributesAreRefused() {
        for (Map<String, Object> attributes : List.<Map<String, Object>>of(
                Map.of("action", "explode"),
                Map.of("on", "/(/"),
                Map.of("sqlstate", "4000"),
                Map.of("nth", -1L),
                Map.of("on", "x".repeat(2_001)))) {
            assertThatThrownBy(() -> SqlToxic.of("t", SqlToxicType.STATEMENT, 1, attributes))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(attributes.keySet().iterator().next());
        }
        assertThatThrownBy(() -> SqlToxic.of("t", SqlToxicType.STATEMENT, 2, Map.of()))
                .hasMessageContaining("toxicity");
    }
}
