package dev.shardproof.verifier.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.plan.LiveSettings;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Several shards on each side, reference tables, and no slot that leads from one side to the other. */
class LiveShardsIT {

    private static final String TABLES = """
            CREATE TABLE accounts (id int PRIMARY KEY, note text);
            CREATE TABLE rates (code text PRIMARY KEY, rate numeric);
            INSERT INTO rates VALUES ('EUR', 1), ('USD', 1.1);
            INSERT INTO accounts SELECT g, 'n' || g FROM generate_series(1, 300) g WHERE g %% %d = %d""";

    @Test
    void rowsOfSeveralShardsAddUpAndCopiesDoNot() throws Exception {
        CheckResult result = judge("SELECT 1");

        assertThat(result.verdict()).as(result.summary() + result.facts()).isEqualTo(Verdict.PASS);
        assertThat(result.examined()).isEqualTo(300 + 4 * 2);
    }

    @Test
    void damageOnOneOfThemIsNamedAndThatItCouldOnlyBeWaitedForIsSaid() throws Exception {
        CheckResult result = judge("""
                INSERT INTO accounts VALUES (1, 'n1');
                UPDATE rates SET rate = 1.10 WHERE code = 'USD'""");

        assertThat(result.verdict()).as(result.summary() + result.facts()).isEqualTo(Verdict.FAIL);
        assertThat(result.findings())
                .extracting(finding -> finding.kind() + " " + finding.table() + " " + finding.shard() + " "
                        + finding.key() + ": " + finding.detail())
                .containsExactlyInAnyOrder(
                        "EXTRA public.accounts s0 + s1 → t0 + t1 + t2 1: t0 and t1 has the row, s0 + s1 has not",
                        "DIFFERENT public.rates s0 → t0 USD: differs in rate");
        assertThat(result.facts().values())
                .anyMatch(fact -> fact.contains("no logical slot of s0 leads to the targets"));
    }

    /** Accounts on the sources by remainder of 2, on the targets by remainder of 3. */
    private static CheckResult judge(String damageOnT0) throws Exception {
        List<ShardDatabase> sources = List.of(shard("s0", 2, 0), shard("s1", 2, 1));
        List<ShardDatabase> targets = List.of(shard("t0", 3, 0), shard("t1", 3, 1), shard("t2", 3, 2));
        TestingReplication.execute(targets.get(0).database(), damageOnT0);
        return new TestingLiveRun(
                        sources,
                        targets,
                        List.of(
                                TableMapping.same(TableSpec.sharded("public", "accounts")),
                                TableMapping.same(TableSpec.reference("public", "rates"))),
                        new LiveSettings(true, 3, Duration.ofMillis(50), List.of()))
                .judge();
    }

    private static ShardDatabase shard(String name, int of, int remainder) throws Exception {
        DataSource database = TestingReplication.emptyDatabase("live_" + name);
        TestingReplication.execute(database, TABLES.formatted(of, remainder));
        return new ShardDatabase(name, database);
    }
}
