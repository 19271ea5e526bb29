package dev.shardproof.simulator.dataset.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlScannerTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'back\\slash', 'it''s \\', 1;",
                "SELECT E'quote \\' \\d' AS x;",
                "SELECT name'\\d';",
                "SELECT \"col\\umn\" FROM \"t\"\"\\x\";",
                "-- a comment \\d\nSELECT 1;",
                "/* outer /* inner */ \\d copy t from stdin; */ SELECT 1;",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT '\\d'; COPY t FROM stdin; $$;",
                "DO $body$ BEGIN PERFORM $$ \\x $$; END $body$;",
                "SELECT a$b$c, $1 FROM t; SELECT '$$', '\\';",
                "SELECT 'copy t from stdin'; INSERT INTO copy VALUES (1);",
                "COPY t FROM '/file'; SELECT 'from', stdin FROM t;",
                "COPY (SELECT 1) TO STDOUT",
                ""
            })
    void whatTheServerUnderstandsIsLeftAsItIs(String script) {
        assertThat(new SqlScanner("f.sql", script).accepted()).isEqualTo(script);
    }

    @Test
    void psqlCommandsAreRefusedWithTheirLine() {
        assertThatThrownBy(() -> new SqlScanner("f.sql", "SELECT 1;\n\n\\connect other\n").accepted())
                .hasMessage("f.sql line 3: the psql command \\connect, which only psql understands: take it out");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1;\ncopy public.t (a, b) from stdin;\n1\t2\n",
                "/* x */\nCOPY \"t\" FROM /* here */ STDIN WITH (FORMAT csv);",
                "DO $$ ; $$; -- x\nCOPY t -- y\n  FROM stdin"
            })
    void copyFromStdinIsRefusedWithItsLine(String script) {
        assertThatThrownBy(() -> new SqlScanner("f.sql", script).accepted())
                .hasMessageMatching("(?s)f.sql line [23]: COPY … FROM stdin.*pg_dump --inserts");
    }

    @Test
    void theGuardLinesOfNewerDumpsAreBlankedInPlace() {
        String script = "\\restrict a1B2\nSELECT 1;\n\\unrestrict a1B2\nSELECT x";
        String accepted = new SqlScanner("f.sql", script).accepted();
        assertThat(accepted).hasSameSizeAs(script).doesNotContain("\\").endsWith("SELECT x");
        assertThat(SqlScanner.lineAt(accepted, accepted.indexOf('x'))).isEqualTo(4);
    }
}
