package dev.shardproof.verifier.shards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.checksum.FullChecksum;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.table.TableSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of every type can be compared, and unequal ones are told apart where the type's own equality would not. */
class EveryTypeIT {

    private static final TableSpec T = TableSpec.reference("public", "t");

    @Test
    void everyTypeOfTheServerCanBeAColumnAndANullInItIsSeen() throws Exception {
        TestingShards.empty();
        String columns = TestingShards.query("s0", """
                SELECT string_agg(format('%I %s', 'c' || oid, format_type(oid, NULL)), ', ') FROM pg_type
                WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype IN ('b', 'r', 'm')
                  AND typname NOT LIKE 'pg\\_%' AND typrelid = 0 AND oid < 16384 AND NOT EXISTS (
                    SELECT FROM pg_type e WHERE e.oid = pg_type.typelem AND e.typtype IN ('c', 'p'))
                  AND typname NOT IN ('_pg_attrdef')""");
        assertThat(columns.split(", ").length).as("types").isGreaterThan(100);
        TestingShards.executeOnAll("CREATE TABLE t (id int PRIMARY KEY, spare int, other int, " + columns + ")");
        TestingShards.executeOnAll("INSERT INTO t (id, spare, other) VALUES (1, 1, 1), (2, NULL, 1), (3, NULL, NULL)");

        CheckResult clean = checksum();
        TestingShards.execute("s1", "UPDATE t SET spare = 1, other = NULL WHERE id = 2");
        CheckResult moved = checksum();

        assertThat(clean.verdict()).as(clean.summary()).isEqualTo(Verdict.PASS);
        assertThat(moved.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).isEqualTo("differs in other, spare"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "numeric; '1.0'; '1.00'",
                "numeric; 'NaN'; 'Infinity'",
                "numeric[]; '{1.0}'; '{1.00}'",
                "numrange; '[1.0,2.0]'; '[1.0,2.00]'",
                "nummultirange; '{[1.0,2.0]}'; '{[1.0,2.00]}'",
                "real; '0'; '-0'",
                "double precision; '1.0000000000000002'; '1'",
                "timestamptz; 'infinity'; '-infinity'",
                "timestamp; '2026-01-01 00:00:00.000001'; '2026-01-01'",
                "timetz; '12:00+00'; '13:00+01'",
                "interval; '1 month'; '30 days'",
                "interval[]; '{1 day}'; '{24:00}'",
                "money; '1.00'; '1.01'",
                "text; ''; NULL",
                "text[]; '{NULL}'; '{\"\"}'",
                "text[]; '{NULL}'; '{\"NULL\"}'",
                "char(5); 'a'; 'b'",
                "bpchar; 'a'; 'a '",
                "text COLLATE loose; 'a'; 'A'",
                "varchar(9) COLLATE loose; 'é'; 'É'",
                "text[] COLLATE loose; '{a}'; '{A}'",
                "name; 'a'; 'A'",
                "json; '{\"a\":1}'; '{\"a\": 1}'",
                "jsonb; '[1.0]'; '[1.00]'",
                "jsonb; 'null'; NULL",
                "xml; '<a/>'; '<a></a>'",
                "bit varying; B'1'; B'10'",
                "point; '(0,1)'; '(1,0)'",
                "box; '(1,1),(0,0)'; '(2,2),(0,0)'",
                "polygon; '((0,0),(1,1))'; '((1,1),(0,0))'",
                "circle; '<(0,0),1>'; '<(1,0),1>'",
                "tsvector; 'a:1'; 'a:2'",
                "tsquery; 'a & b'; 'a | b'",
                "inet; '10.0.0.1/8'; '10.0.0.1/9'",
                "xid; '1'; '2'",
                "regclass; 'pg_class'; 'pg_type'",
                "mood; 'glad'; 'sad'",
                "mood[]; '{glad,sad}'; '{sad,glad}'",
                "amount; '1.0'; '1.00'",
                "smallamount; '1.0'; '1.00'",
                "amount[]; '{1.0}'; '{1.00}'",
                "pair; '(,)'; NULL",
                "pair; '(1,1.0)'; '(1,1.00)'",
                "pair[]; '{\"(1,)\"}'; '{\"(,1)\"}'",
                "moods; '[glad,sad]'; '[glad,glad]'",
                "int[]; '{{1,2}}'; '{1,2}'",
                "int[]; '[0:1]={1,2}'; '{1,2}'",
                // NULL is hashed as an empty string of bytes.
                "int[]; '{}'; NULL",
                "text[]; '{}'; NULL",
                "tsvector; ''; NULL",
                "bit varying; B''; NULL",
                "jsonb; '\"\"'; NULL",
                "numeric; '0'; NULL",
                "oid; '0'; NULL",
                "path; '((0,0))'; NULL",
                "bytea; ''; NULL",
                "bpchar; ''; NULL"
            })
    void unequalImagesAreToldApart(String type, String value, String other) throws Exception {
        TestingShards.empty();
        TestingShards.execute("s1", "CREATE TYPE unused AS ENUM ('a', 'b')");
        TestingShards.executeOnAll("""
                CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
                CREATE TYPE mood AS ENUM ('glad', 'sad');
                CREATE TYPE moods AS RANGE (subtype = mood);
                CREATE DOMAIN amount AS numeric;
                CREATE DOMAIN smallamount AS amount CHECK (VALUE < 10);
                CREATE TYPE pair AS (a int, b numeric);
                CREATE TABLE t (id int PRIMARY KEY, v %s);
                INSERT INTO t VALUES (1, %s), (2, %s)""".formatted(type, value, other));

        CheckResult clean = checksum();
        TestingShards.execute("s2", "UPDATE t SET v = %s WHERE id = 1".formatted(other));
        CheckResult changed = checksum();

        assertThat(clean.verdict()).as(clean.summary()).isEqualTo(Verdict.PASS);
        assertThat(changed.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.key()).isEqualTo("1");
            assertThat(finding.detail()).isEqualTo("differs in v");
        });
    }

    private static CheckResult checksum() throws Exception {
        try (SnapshotSet snapshots = TestingShards.snapshots()) {
            return TestingShards.run(
                            new FullChecksum(ComparedRows.moved(snapshots, List.of(T), List.of()), System::nanoTime))
                    .get("fullChecksum");
        }
    }
}
