package dev.shardproof.verifier.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same definitions on servers of different majors are equal, and a difference between them is still seen. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "older servers are there for Linux on amd64")
class TwoMajorsIT {

    @ParameterizedTest
    @ValueSource(ints = {13, 14})
    void sameDefinitionsOnTwoMajorsAreEqual(int older) throws Exception {
        CatalogueServer old = CatalogueServer.of(older);
        CatalogueServer server = CatalogueServer.of(CatalogueServer.NEWEST);
        old.create("s0", "rich");
        server.create("t1", "rich");

        CheckResult there =
                CatalogueServer.check(List.of(old.shard("s0")), List.of(server.shard("t1")), RichSchema.TABLES);
        CheckResult back =
                CatalogueServer.check(List.of(server.shard("t1")), List.of(old.shard("s0")), RichSchema.TABLES);

        for (CheckResult result : List.of(there, back)) {
            assertThat(result.findings()).isEmpty();
            assertThat(result.verdict()).as(result.summary()).isEqualTo(Verdict.PASS);
            assertThat(result.examined()).isGreaterThan(80);
        }
        assertThat(there.facts().get("versions that differ with the servers'")).contains("extension citext: 1.6 on s0");
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 14})
    void differenceBetweenTwoMajorsIsSeen(int older) throws Exception {
        CatalogueServer old = CatalogueServer.of(older);
        CatalogueServer server = CatalogueServer.of(CatalogueServer.NEWEST);
        old.create("s0", "rich");
        server.create("t1", "rich");
        server.execute("t1", "ALTER TABLE shop.orders DISABLE TRIGGER touch; DROP INDEX shop.events_region");

        CheckResult result =
                CatalogueServer.check(List.of(old.shard("s0")), List.of(server.shard("t1")), RichSchema.TABLES);

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.findings())
                .extracting(Finding::detail)
                .containsExactly(
                        "state of trigger before update of note, price for each row when ((old.note IS DISTINCT FROM"
                                + " new.note)) calls shop.touch(x\\000): s0 has enabled, t1 has disabled",
                        "t1 lacks the index on (region) (events_region on s0)");
    }

    @Test
    void expressionThatTwoMajorsWriteInTwoWaysIsNotJudged() throws Exception {
        CatalogueServer old = CatalogueServer.of(13);
        CatalogueServer server = CatalogueServer.of(CatalogueServer.NEWEST);
        String day = "CREATE INDEX by_day ON shop.orders (((at AT TIME ZONE 'UTC')::date)); "
                + "CREATE INDEX %s ON shop.orders (substring(note FROM 2)); "
                + "ALTER TABLE shop.orders ALTER note SET DEFAULT trim(CURRENT_USER)";
        old.create("s0", "rich");
        old.execute("s0", day.formatted("ends"));
        server.create("t1", "rich");
        server.execute("t1", day.formatted("tails"));

        CheckResult result =
                CatalogueServer.check(List.of(old.shard("s0")), List.of(server.shard("t1")), RichSchema.TABLES);

        assertThat(result.findings()).isEmpty();
        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(result.facts().get("shop.orders: column note, not judged")).contains("btrim(", "TRIM(BOTH FROM");
        assertThat(result.facts().get("shop.orders: index ends, not judged"))
                .contains("substring(note, 2)", "SUBSTRING(note FROM 2)");
        assertThat(result.facts().keySet()).noneMatch(fact -> fact.contains("by_day"));
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 14})
    void partitionsKeysAndTriggersOnTwoMajorsAreEqual(int older) throws Exception {
        CatalogueServer old = CatalogueServer.of(older);
        CatalogueServer server = CatalogueServer.of(CatalogueServer.NEWEST);
        old.create("p0", "template1");
        old.execute("p0", PartitionedSchema.DEFINITION);
        server.create("p1", "template1");
        server.execute("p1", PartitionedSchema.DEFINITION);

        CheckResult result =
                CatalogueServer.check(List.of(old.shard("p0")), List.of(server.shard("p1")), PartitionedSchema.TABLES);

        assertThat(result.findings()).isEmpty();
        assertThat(result.verdict()).as(result.summary()).isEqualTo(Verdict.PASS);
        assertThat(result.examined()).isGreaterThan(150);
    }
}
