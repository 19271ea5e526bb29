package dev.shardproof.scenarios.spec.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.shardproof.scenarios.spec.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake is found at its place, alone, with a message that helps. The mark § shows the place. */
class ScenarioProblemsTest {

    @TempDir
    Path folder;

    @BeforeEach
    void writeTheFilesThatScenariosName() throws IOException {
        Files.writeString(folder.resolve("schema.sql"), "CREATE TABLE orders (customer_id bigint)");
        Files.writeString(folder.resolve("orders.csv"), "customer_id\n1\n");
        Files.writeString(folder.resolve("or.de.rs.csv"), "customer_id\n1\n");
        Files.writeString(folder.resolve("currencies.csv"), "code\nEUR\n");
    }

    record Mistake(ScenarioText scenario, String... messageParts) {
        @Override
        public String toString() {
            return messageParts[0];
        }
    }

    static Stream<Mistake> rootMistakes() {
        ScenarioText text = ScenarioText.minimal();
        return Stream.of(
                new Mistake(
                        text.with("apiVersion: §shardproof/v2"),
                        "apiVersion: found 'shardproof/v2'",
                        "did you mean 'shardproof/v1'?"),
                new Mistake(text.without("apiVersion").with("name: a-test").with("seed: 1"), "'apiVersion' is missing"),
                new Mistake(text.without("workload"), "'workload' is missing"),
                new Mistake(text.with("name: §My Test"), "name: found 'My Test'", "lower-case words joined by '-'"),
                new Mistake(text.with("name: §" + "a".repeat(61)), "name: found 'aaaa", "at most 60 characters"),
                new Mistake(text.with("name: §42"), "name: found '42'", "a letter first"),
                new Mistake(text.with("description: §42"), "description: found '42'", "put it in quotes"),
                new Mistake(text.with("name:§"), "name: found no value"),
                new Mistake(text.with("description: §{a: b}"), "description: found a mapping", "a text"),
                new Mistake(text.with("description: §" + "é".repeat(2001)), "at most 2000 characters"),
                new Mistake(text.with("seed: §\"42\""), "seed: found '42'", "without quotes"),
                new Mistake(text.with("seed: §9223372036854775808"), "seed: found", "a whole number of 64 bits"),
                new Mistake(text.with("seed: §0x1F"), "seed: found '0x1F'"),
                new Mistake(
                        text.with("§wrokload: {}"),
                        "unknown key 'wrokload'; did you mean 'workload'?",
                        "allowed: apiVersion, name, description, seed, cluster, data, reshard, workload"),
                new Mistake(text.with("§zebra: 1"), "unknown key 'zebra'; allowed: apiVersion"),
                new Mistake(
                        text.with("§guards: [{when: errorRate > 1%, for: 2m, then: rollback}]"),
                        "guards come with a later release: remove 'guards'"),
                new Mistake(text.with("phases: {baseline: §0s}"), "phases.baseline: found '0s'", "from 1s to 1h"),
                new Mistake(text.with("phases: {baseline: §10}"), "phases.baseline: found '10'", "such as 200ms"),
                new Mistake(text.with("phases: {after: §1.5s}"), "phases.after: found '1.5s'"),
                new Mistake(
                        text.with("phases: {§before: 1s}"), "unknown key 'before' in phases; allowed: baseline, after"),
                new Mistake(
                        text.with("phases: §[]"), "phases: found a list; expected a mapping with the keys baseline"));
    }

    static Stream<Mistake> clusterMistakes() {
        ScenarioText text = ScenarioText.minimal();
        ScenarioText plain = text.with("reshard: {shards: [s0], ranges: {s0: \"..\"}}");
        return Stream.of(
                new Mistake(
                        text.with("cluster: {provider: §docker, shards: [s0, s1]}"),
                        "cluster.provider: found 'docker'; expected one of embedded, containers, external"),
                new Mistake(
                        text.with("cluster: {provider: external, shards: [s0, s1],"
                                + " §servers: {s0: \"postgresql://u@h0/d\", s1: \"postgresql://u@h1/d\"}}"),
                        "cluster.servers: there is none for the shard 's2'"),
                new Mistake(
                        text.with("cluster: {shards: [s0, s1], §servers: {s7: \"postgresql://u@h0/d\"}}"),
                        "there is no shard 's7'; the shards are s0, s1, s2"),
                new Mistake(
                        text.with("cluster: {shards: [s0, s1],"
                                + " servers: {s0: \"postgresql://u@h0/d\", s1: §\"postgresql://u@H0/d\"}}"),
                        "this is the same database as that of 's0'"),
                new Mistake(
                        text.with("cluster: {shards: [s0, s1],"
                                + " servers: {s0: \"postgresql://u@h0/d\", s1: §\"postgresql://v@h1/d\"}}"),
                        "its user differs from that of 's0'"),
                new Mistake(
                        text.with("cluster: {shards: [s0, s1], servers: {s0: §\"postgresql://u:secret@h0/d\"}}"),
                        "the URL holds a password"),
                new Mistake(
                        text.with("cluster: {shards: [s0, s1],"
                                + " servers: {s0: {host: h0, database: d, user: u, §password: secret}}}"),
                        "a password is not allowed in a scenario"),
                new Mistake(
                        text.with("cluster: {shards: [s0, s1], servers: §[a]}"),
                        "cluster.servers: found a list; expected a mapping of shards to servers"),
                new Mistake(text.with("cluster: {provider: §embeded, shards: [s0, s1]}"), "did you mean 'embedded'?"),
                new Mistake(text.with("cluster: §{provider: embedded}"), "'shards' is missing in cluster"),
                new Mistake(text.with("cluster: {shards: §[]}"), "cluster.shards: found an empty list"),
                new Mistake(text.with("cluster: {shards: §s0}"), "cluster.shards: found 's0'; expected a list"),
                new Mistake(
                        text.with("cluster: {shards: [s0, §S1]}"), "cluster.shards: found 'S1'", "lower-case letters"),
                new Mistake(text.with("cluster: {shards: [s0, §s0]}"), "shard 's0' is named twice"),
                new Mistake(text.with("cluster: {shards: [s0, §null]}"), "cluster.shards: found no value"),
                new Mistake(
                        text.with("cluster: {shards: [s0, s1], strategy: §hash}"),
                        "cluster.strategy: found 'hash'; expected one of hashed, plain; did you mean 'hashed'?"),
                new Mistake(
                        plain.with("cluster: {shards: [s0, s1], §strategy: plain}"),
                        "the plain strategy needs 'ranges'"),
                new Mistake(
                        plain.with("cluster: {shards: [s0, s1], strategy: plain, ranges: {s0: \"..0\", s1: §\"5..\"}}"),
                        "cluster.ranges: no shard owns the keys 0..5"),
                new Mistake(
                        plain.with(
                                "cluster: {shards: [s0, s1], strategy: plain, ranges: {s0: §\"-9..0\", s1: \"0..\"}}"),
                        "no shard owns the keys ..-9"),
                new Mistake(
                        plain.with(
                                "cluster: {shards: [s0, s1], strategy: plain, ranges: §{s0: \"..0\", s1: \"0..7\"}}"),
                        "no shard owns the keys 7.."),
                new Mistake(
                        plain.with(
                                "cluster: {shards: [s0, s1], strategy: plain, ranges: {s0: \"..9\", s1: [§\"5..\"]}}"),
                        "range 5.. of s1 overlaps range ..9 of s0"),
                new Mistake(
                        plain.with("cluster: {shards: [s0, s1], ranges: {s0: §\"9..5\", s1: \"9..\"}}"),
                        "cluster.ranges.s0: found '9..5'",
                        "the start belongs to it, the end does not"),
                new Mistake(
                        plain.with("cluster: {shards: [s0], ranges: {s0: §\"99999999999999999999..\"}}"),
                        "cluster.ranges.s0: found '99999999999999999999..'"),
                new Mistake(plain.with("cluster: {shards: [s0], ranges: {s0: §5}}"), "cluster.ranges.s0: found '5'"),
                new Mistake(
                        plain.with("cluster: {shards: [s0, s1], ranges: {s0: \"..\", §s2: \"5..\"}}"),
                        "cluster.ranges: there is no shard 's2', did you mean 's0'?; allowed: s0, s1"),
                new Mistake(
                        plain.with("cluster: {shards: [s0, s1], ranges: §{s0: \"..\"}}"), "shard 's1' has no range"));
    }

    static Stream<Mistake> dataMistakes() {
        ScenarioText text = ScenarioText.minimal();
        ScenarioText own = ScenarioText.ownSchema();
        return Stream.of(
                new Mistake(text.with("data: {dataset: §order}"), "did you mean 'orders'?"),
                new Mistake(text.with("data: {dataset: orders, rows: §0}"), "a whole number from 1 to 1000000000"),
                new Mistake(text.with("data: {dataset: orders, rows: §1e3}"), "data.rows: found '1e3'"),
                new Mistake(text.with("data: §{rows: 5}"), "data.dataset: missing; give a data set"),
                new Mistake(
                        text.with("data: {dataset: orders, §schema: schema.sql}"),
                        "data.schema: can not be combined with 'dataset'"),
                new Mistake(
                        own.with("data: §{load: [orders.csv], shardKey: {orders: id}}"), "'schema' is missing in data"),
                new Mistake(
                        own.with("data: §{schema: schema.sql, load: [orders.csv]}"), "'shardKey' is missing in data"),
                new Mistake(
                        own.with("data: {schema: §nowhere.sql, load: [orders.csv], shardKey: {orders: id}}"),
                        "data.schema: there is no file 'nowhere.sql' in the scenario's folder"),
                new Mistake(
                        own.with("data: {schema: schema.sql, load: [§orders.txt], shardKey: {orders: id}}"),
                        "data.load: found 'orders.txt'; expected the name of a file that ends in .sql or .csv"),
                new Mistake(
                        own.with("data: {schema: schema.sql, load: [§or.de.rs.csv], shardKey: {orders: id}}"),
                        "'or.de.rs' is not a table name; write {table: …, file: …}"),
                new Mistake(
                        own.with("data: {schema: schema.sql, load: [§currencies.csv], shardKey: {orders: id}}"),
                        "table 'currencies' has neither an entry in shardKey nor in reference"),
                new Mistake(
                        own.with("data: {schema: schema.sql, load: [§{file: orders.csv}], shardKey: {orders: id}}"),
                        "'table' is missing in data.load"),
                new Mistake(own.with("data: {schema: schema.sql, load: §[], shardKey: {orders: id}}"), "an empty list"),
                new Mistake(
                        own.with("data: {schema: schema.sql, load: [orders.csv], shardKey: §{}}"),
                        "data.shardKey: found an empty mapping; expected a mapping such as {orders: customer_id}"),
                new Mistake(
                        own.with("data: {schema: schema.sql, load: [orders.csv], shardKey: {§a.b.c: id}}"),
                        "data.shardKey: found 'a.b.c'; expected a table name"),
                new Mistake(
                        own.with("data: {schema: schema.sql, load: [orders.csv],"
                                + " shardKey: {orders: id, §public.orders: id}}"),
                        "table 'orders' is named twice"),
                new Mistake(
                        own.with("data: {schema: schema.sql, load: [orders.csv],"
                                + " shardKey: {orders: id}, reference: [§public.orders]}"),
                        "table 'orders' has a shard key too"));
    }

    static Stream<Mistake> reshardMistakes() {
        ScenarioText text = ScenarioText.minimal();
        ScenarioText plain =
                text.with("cluster: {shards: [s0, s1], strategy: plain, ranges: {s0: \"..0\", s1: \"0..\"}}");
        return Stream.of(
                new Mistake(text.with("reshard: {shards: §[s1, s0]}"), "reshard.shards: nothing would move"),
                new Mistake(
                        plain.with("reshard: {shards: [s0, s1], ranges: §{s0: [\"..-5\", \"-5..0\"], s1: \"0..\"}}"),
                        "reshard.ranges: nothing would move"),
                new Mistake(
                        plain.with("reshard: §{shards: [s0, s1, s2]}"), "reshard.ranges: missing; the plain strategy"),
                new Mistake(text.with("reshard: {shards: [s0], migrator: §command}"), "comes with a later release"),
                new Mistake(
                        text.with("reshard: {shards: [s0], throttle: §100MB}"),
                        "reshard.throttle: found '100MB'; expected a throughput such as 100MB/s"),
                new Mistake(
                        text.with("reshard: {shards: [s0], throttle: §100Mb/s}"), "reshard.throttle: found '100Mb/s'"),
                new Mistake(text.with("reshard: {shards: [s0], throttle: §1B/s}"), "from 1KB/s to 100GB/s"),
                new Mistake(text.with("reshard: {shards: [s0], maxLag: §64}"), "reshard.maxLag: found '64'"),
                new Mistake(
                        text.with("reshard: {shards: [s0], fenceTimeout: §40s}"),
                        "reshard.cutOverTimeout: 30s is less than the fenceTimeout of 40s"),
                new Mistake(
                        text.with("reshard: {shards: [s0], defect: §droprow}"),
                        "expected one of dropRow, corruptValue, skipCatchUp, misplaceRow; did you mean 'dropRow'?"),
                new Mistake(
                        text.with("reshard: {shards: [s0], §trottle: 1MB/s}"),
                        "unknown key 'trottle' in reshard; did you mean 'throttle'?"));
    }

    static Stream<Mistake> workloadMistakes() {
        ScenarioText text = ScenarioText.minimal();
        ScenarioText own = ScenarioText.ownSchema();
        return Stream.of(
                new Mistake(
                        text.with("workload: {profile: checkout, rate: §300}"), "found '300'", "a rate such as 300/s"),
                new Mistake(text.with("workload: {profile: checkout, rate: §0/s}"), "from 1/s to 100000/s"),
                new Mistake(text.with("workload: {profile: checkout, rate: §300/min}"), "found '300/min'"),
                new Mistake(text.with("workload: §{profile: checkout}"), "'rate' is missing in workload"),
                new Mistake(
                        text.with("workload: {profile: §shopping, rate: 1/s}"),
                        "expected one of checkout, bank, register"),
                new Mistake(
                        text.with("workload: {profile: checkout, rate: 1/s, readShare: §80%}"), "a number from 0 to 1"),
                new Mistake(
                        text.with("workload: {profile: checkout, rate: 1/s, readShare: §1.1}"), "a number from 0 to 1"),
                new Mistake(
                        text.with("workload: {profile: checkout, rate: 1/s, readShare: §.nan}"),
                        "a number from 0 to 1"),
                new Mistake(
                        text.with("workload: {profile: checkout, rate: 1/s, keys: §zipf}"),
                        "expected uniform, {zipf: 0.99} or {hotSet:"),
                new Mistake(text.with("workload: {profile: checkout, rate: 1/s, keys: {zipf: §0}}"), "above 0"),
                new Mistake(
                        text.with("workload: {profile: checkout, rate: 1/s, keys: {zipf: 1, §pareto: 1}}"),
                        "allowed: zipf"),
                new Mistake(text.with("workload: {profile: checkout, rate: 1/s, instances: §65}"), "from 1 to 64"),
                new Mistake(text.with("workload: {profile: checkout, rate: 1/s, threads: §0}"), "from 1 to 1024"),
                new Mistake(text.with("workload: {profile: checkout, rate: 1/s, retries: §-1}"), "from 0 to 20"),
                new Mistake(
                        text.with("workload: {profile: checkout, rate: 1/s, timeout: §2}"),
                        "workload.timeout: found '2'"),
                new Mistake(
                        text.with("workload: {profile: checkout, rate: 1/s, §statements: [{sql: \"SELECT :key\"}]}"),
                        "belongs to the profile user"),
                new Mistake(text.with("workload: {profile: §user, rate: 1/s}"), "workload.statements: missing"),
                new Mistake(
                        own.with(
                                "workload: {profile: user, rate: 1/s, §readShare: 1, statements: [{sql: \"SELECT :key\"}]}"),
                        "workload.readShare: belongs to the built-in profiles"),
                new Mistake(
                        own.with(
                                "workload: {profile: user, rate: 1/s, statements: [{sql: §\"SELECT :keys, a::key\"}]}"),
                        "with the parameter :key"),
                new Mistake(
                        own.with(
                                "workload: {profile: user, rate: 1/s, statements: [{sql: \"SELECT :key\", weight: §0}]}"),
                        "workload.statements.weight: found '0'"),
                new Mistake(
                        own.with("workload: {profile: §checkout, rate: 1/s}"),
                        "workload.profile: checkout needs the data"));
    }

    static Stream<Mistake> faultMistakes() {
        ScenarioText text = ScenarioText.minimal();
        return Stream.of(
                new Mistake(
                        text.with("faults:\n  - {slowShard: §s3, latency: 20ms, at: copying, for: 1s}"),
                        "faults.slowShard: there is no shard 's3' before or after the reshard; allowed: s0, s1, s2"),
                new Mistake(
                        text.with("faults: [{§slowShrd: s0, latency: 20ms, at: copying, for: 1s}]"),
                        "unknown fault kind 'slowShrd', did you mean 'slowShard'?; allowed kinds: slowShard, jitter,"),
                new Mistake(text.with("faults: [§{latency: 20ms, at: copying, for: 1s}]"), "the fault names no kind"),
                new Mistake(
                        text.with("faults: [§{slowShard: s0, latency: 20ms, jitter: 21ms, at: copying, for: 1s}]"),
                        "faults.slowShard: jitter is 21 ms, more than the latency of 20 ms"),
                new Mistake(text.with("faults: [{slowShard: s0, latency: 20ms, at: copying, for: §0s}]"), "faults.for"),
                new Mistake(
                        text.with("faults: [{retryStorm: application, instances: §3, at: copying, for: 1s}]"),
                        "faults.instances: found 3, but the application has 2; see workload.instances"),
                new Mistake(
                        text.with("faults: [{slowShard: s0, latency: §0ms, at: copying, for: 1s}]"), "faults.latency"),
                new Mistake(
                        text.with("faults: [§{slowShard: s0, latency: 20ms, for: 1s}]"), "'at' is missing in faults"),
                new Mistake(
                        text.with("faults: [{slowShard: s0, latency: 20ms, at: §copy 40%, for: 1s}]"),
                        "found 'copy 40%'; expected a phase (baseline, copying, catchingUp, cutOver, after)"),
                new Mistake(
                        text.with("faults: [{slowShard: s0, latency: 20ms, at: §baseline 40%, for: 1s}]"), "faults.at"),
                new Mistake(
                        text.with("faults: [{slowShard: s0, latency: 20ms, at: §copying 100%, for: 1s}]"), "faults.at"),
                new Mistake(
                        text.with("faults: [{slowShard: s0, latency: 20ms, at: §baseline +10s, for: 1s}]"),
                        "faults.at: the phase baseline is over after 10000 ms"),
                new Mistake(
                        text.with("faults:\n  - {slowShard: s0, latency: 20ms, at: copying, for: 1s}\n"
                                + "  - {slowShard: s0, latency: 30ms, at: §copying 0%, for: 9s}"),
                        "another slowShard of 's0' begins at the same moment"),
                new Mistake(
                        text.with("faults: [{slowShard: §[s0, s0], latency: 20ms, at: copying, for: 1s}]"),
                        "faults.slowShard: 's0' is named twice"),
                new Mistake(
                        text.with("faults: [{crash: §migrator, at: copying, for: 1s}]"),
                        "faults.crash: found 'migrator'; expected the name of a shard, a list of them, or all"),
                new Mistake(
                        text.with("faults: [{killMigrator: §s0, at: copying}]"),
                        "faults.killMigrator: found 's0'; expected the word migrator"),
                new Mistake(
                        text.with("faults: [{partition: §s0->s0, at: copying, for: 1s}]"), "faults.partition: found"),
                new Mistake(
                        text.with("faults: [{partition: s0->s2, direction: §up, at: copying, for: 1s}]"),
                        "faults.direction: found 'up'; expected one of both, requests, answers"),
                new Mistake(
                        text.with("faults: [{crash: s0, §latency: 1ms, at: copying, for: 1s}]"),
                        "unknown key 'latency' in faults"),
                new Mistake(
                        text.with("faults: [{bandwidth: s0, rate: §1MB, at: copying, for: 1s}]"), "faults.rate: found"),
                new Mistake(
                        text.with("faults: [{retryStorm: application, retries: §0, at: copying, for: 1s}]"),
                        "faults.retries: found '0'; expected a whole number from 1 to 1000"),
                new Mistake(
                        text.with("faults: [{hotKey: application, share: §2, at: copying, for: 1s}]"),
                        "faults.share: found '2'; expected a number from 0.1 to 1"),
                new Mistake(text.with("faults: [{lockHolder: s0, table: §'', at: copying, for: 1s}]"), "faults.table"),
                new Mistake(
                        text.with("faults: §{slowShard: s0}"), "faults: found a mapping; expected a list of faults"));
    }

    /** Faults that could never be injected, or never be proven. */
    static Stream<Mistake> impossibleFaults() {
        ScenarioText text = ScenarioText.minimal();
        return Stream.of(
                new Mistake(
                        text.with("faults: [{slowShard: s0, latency: §19ms, at: copying, for: 1s}]"),
                        "faults.latency: found '19ms'"),
                new Mistake(
                        text.with("faults: [{failStatement: s0, on: COMMIT, sqlState: §'4000', at: copying, for: 1s}]"),
                        "faults.sqlState: found '4000'; expected five digits or capital letters"),
                new Mistake(
                        text.with("faults: [{killStatement: s0, on: COMMIT, nth: §101, at: copying, for: 1s}]"),
                        "faults.nth: found '101'; expected a whole number from 0 to 100"),
                new Mistake(
                        text.with("faults: [{killStatement: §s0, on: '/COPY (/', at: copying, for: 1s}]"),
                        "faults.killStatement: killStatement s0: attribute on is no regular expression"),
                new Mistake(
                        text.with("faults: [{lostReply: §s0, on: DROP TABLE, at: copying, for: 1s}]"),
                        "faults.lostReply: the effect of lostReply s0 can not be proven on 'DROP TABLE'"),
                new Mistake(
                        text.with("faults: [{pauseMigrator: §migrator, at: baseline, for: 1s}]"),
                        "faults.pauseMigrator: pauseMigrator can not act in baseline; place it in copying or catchingUp or cutOver"),
                new Mistake(
                        text.with("faults: [{abortMigration: §migrator, at: after}]"),
                        "faults.abortMigration: abortMigration can not act in after"),
                new Mistake(
                        text.with("faults: [{duplicateChunk: §migrator, at: catchingUp}]"),
                        "faults.duplicateChunk: duplicateChunk can not act in catchingUp; place it in copying"),
                new Mistake(
                        text.with("faults: [{partition: §s0->s2, at: copying 50%, for: 5s}]"),
                        "faults.partition: nothing is replicated in copying"),
                new Mistake(
                        inContainers("{failStatement: §s0, on: COMMIT, at: copying, for: 5s}"),
                        "faults.failStatement: failStatement is not possible with the provider containers, whose real Toxiproxy can not read"),
                new Mistake(
                        inContainers("{lostReply: §s0, at: copying, for: 5s}"),
                        "faults.lostReply: lostReply is not possible with the provider containers"),
                new Mistake(
                        inContainers("{failover: §s0, at: copying, for: 5s}"),
                        "faults.failover: failover is not possible with the provider containers, which can not do that to its servers; take the provider embedded"));
    }

    private static ScenarioText inContainers(String fault) {
        return ScenarioText.minimal()
                .with("cluster: {provider: containers, shards: [s0, s1]}")
                .with("faults: [%s]".formatted(fault));
    }

    static Stream<Mistake> checkMistakes() {
        ScenarioText text = ScenarioText.minimal();
        return Stream.of(
                new Mistake(text.with("checks: §{}"), "checks: found an empty mapping; expected at least one check"),
                new Mistake(text.with("checks: {§rowCounts: {}}"), "did you mean 'rowCount'?"),
                new Mistake(text.with("checks: {rowCount: §true}"), "checks.rowCount: found 'true'; expected {}"),
                new Mistake(text.with("checks: {placement:§ }"), "checks.placement: found no value; expected {}"),
                new Mistake(text.with("checks: {sampledChecksum: {confidence: §1}}"), "a number above 0 and below 1"),
                new Mistake(text.with("checks: {sampledChecksum: {confidence: §99%}}"), "a number above 0 and below 1"),
                new Mistake(text.with("checks: {latencyBaseline: {p99: §10}}"), "a percentage such as 10%"),
                new Mistake(text.with("checks: {latencyBaseline: {p99: §\"-5%\"}}"), "checks.latencyBaseline.p99"),
                new Mistake(
                        text.with("checks: {latencyBaseline: {§p95: 10%}}"),
                        "allowed: p50, p90, p99, p999, ignoreBelow"),
                new Mistake(
                        text.with("checks: {latencyBaseline: {looks: §0}}"),
                        "checks.latencyBaseline.looks: found '0'; expected a whole number from 1 to 10"),
                new Mistake(text.with("checks: {latencyBaseline: {file: §none.csv}}"), "checks.latencyBaseline.file: "),
                new Mistake(
                        text.with("checks: {latencyBaseline: {file: §none.txt}}"),
                        "the name of a file that ends in .json or .csv"),
                new Mistake(
                        text.with("checks: {latencyThreshold: §{}}"), "checks.latencyThreshold.p99: missing; give at"),
                new Mistake(
                        text.with("checks: {latencyThreshold: {p99: §50}}"),
                        "checks.latencyThreshold.p99: found '50'; expected a duration such as"),
                new Mistake(
                        text.with("checks: {latencyThreshold: {p99: 50ms, per: [§table]}}"),
                        "checks.latencyThreshold.per: found 'table'; expected one of shard, operation"),
                new Mistake(text.with("expect: §maybe"), "found 'maybe'; expected pass, inconclusive or {fail:"),
                new Mistake(text.with("expect: {fail: §[]}"), "expect.fail: found an empty list"),
                new Mistake(text.with("expect: {fail: [§rowCuont]}"), "did you mean 'rowCount'?"),
                new Mistake(
                        text.with("checks: {rowCount: {}}").with("expect: {fail: [§placement]}"),
                        "the check 'placement' is not among 'checks'"));
    }

    static List<Mistake> clientMistakes() {
        ScenarioText text = ScenarioText.minimal();
        String checkout = "workload: {profile: checkout, rate: 1/s, ";
        String user = "workload: {profile: user, rate: 1/s, statements: [{sql: \"SELECT :key\"}], ";
        return List.of(
                new Mistake(
                        text.with("workload: {profile: §bank, rate: 1/s}"),
                        "workload.profile: bank needs the data set bank"),
                new Mistake(
                        text.with("workload: {profile: §timeline, rate: 1/s}").with("data: {dataset: append}"),
                        "timeline needs the data set timeline"),
                new Mistake(text.with(checkout + "sessions: §0}"), "from 1 to 1000000"),
                new Mistake(text.with(checkout + "valueSize: §200}"), "a size such as 64KB"),
                new Mistake(text.with(checkout + "valueSize: §2MB}"), "from 0B to 1MB"),
                new Mistake(text.with(user + "§sessions: 5}"), "workload.sessions: belongs to the built-in profiles"),
                new Mistake(text.with(user + "§valueSize: 5B}"), "workload.valueSize: belongs to the built-in"),
                new Mistake(text.with(checkout + "holdTransactions: {share: §0%, for: 2s}}"), "from 0.001% to 100%"),
                new Mistake(text.with(checkout + "holdTransactions: §{share: 1%}}"), "'for' is missing"),
                new Mistake(text.with(checkout + "keys: §{}}"), "workload.keys: expected one of uniform"),
                new Mistake(
                        text.with(checkout + "keys: §{zipf: 1, hotSet: {share: 90%, of: 1%, moveEvery: 1s}}}"),
                        "workload.keys: expected one of uniform"),
                new Mistake(
                        text.with(checkout + "keys: {hotSet: §{share: 90%, of: 1%}}}"),
                        "'moveEvery' is missing in workload.keys.hotSet"),
                new Mistake(
                        text.with(checkout + "keys: {hotSet: {share: 90%, of: §101%, moveEvery: 30s}}}"),
                        "from 0.001% to 100%"),
                new Mistake(text.with("checks: {history: {staleReads: §-1}}"), "from 0 to 1000000000"),
                new Mistake(text.with("checks: {history: {staleFor: §1}}"), "a duration such as 200ms"),
                new Mistake(
                        ScenarioText.ownSchema().with("checks: {rowCount: {}, §history: {}}"),
                        "checks.history: needs a built-in profile"));
    }

    @ParameterizedTest
    @MethodSource({
        "clientMistakes",
        "rootMistakes",
        "clusterMistakes",
        "dataMistakes",
        "reshardMistakes",
        "workloadMistakes",
        "faultMistakes",
        "impossibleFaults",
        "checkMistakes"
    })
    void mistakeIsReportedAtItsPlace(Mistake mistake) throws IOException {
        String marked = mistake.scenario().text();
        int mark = Math.max(0, marked.indexOf(ScenarioText.HERE));
        String before = marked.substring(0, mark);
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        int column = mark - before.lastIndexOf('\n');

        List<Problem> problems = problemsOf(marked.replace(ScenarioText.HERE, ""));

        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).message()).contains(mistake.messageParts());
        assertThat(problems.get(0).line() + ":" + problems.get(0).column()).isEqualTo(line + ":" + column);
    }

    @Test
    void allMistakesOfAFileAreReportedInTheOrderOfTheFile() throws IOException {
        List<Problem> problems = problemsOf("""
                apiVersion: shardproof/v1
                name: Wrong
                cluster: {shards: [s0, s0]}
                data: {dataset: order, rows: none}
                reshard: {shards: [s1, s2], defect: dropTable}
                workload: {profile: checkout, rate: fast, speed: 1}
                checks: {}
                """);

        assertThat(problems).extracting(Problem::line).containsExactly(2, 3, 4, 4, 5, 6, 6, 7);
        assertThat(problems.get(0))
                .hasToString(folder.resolve("scenario.yaml") + ":2:7: "
                        + problems.get(0).message());
    }

    @Test
    void exceptionHasOneLineForEachProblem() {
        InvalidScenarioException e = new InvalidScenarioException(
                List.of(new Problem("a.yaml", 1, 2, "this"), new Problem("a.yaml", 0, 0, "that")));

        assertThat(e).hasMessage("a.yaml:1:2: this\na.yaml: that");
    }

    @Test
    void untrustedTextCanNotSteerTheTerminal() throws IOException {
        String text = ScenarioText.minimal()
                .with("name: \"\\e[31m\\u202eevil\\nline\"")
                .text();

        assertThat(problemsOf(text))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .contains("'\\u001b[31m\\u202eevil\\nline'")
                        .doesNotContain("\u001b")
                        .doesNotContain("\n"));
    }

    @Test
    void missingFileAndFolderAreProblemsOfTheWholeFile() {
        Path missing = folder.resolve("missing.yaml");

        assertThat(problemsOf(missing))
                .containsExactly(
                        new Problem(missing.toString(), 0, 0, "the file can not be read: NoSuchFileException"));
        assertThat(problemsOf(folder))
                .containsExactly(new Problem(folder.toString(), 0, 0, "the file can not be read: it is a folder"));
    }

    private List<Problem> problemsOf(String text) throws IOException {
        return problemsOf(Files.writeString(folder.resolve("scenario.yaml"), text));
    }

    private static List<Problem> problemsOf(Path file) {
        InvalidScenarioException e =
                catchThrowableOfType(InvalidScenarioException.class, () -> ScenarioReader.read(file));
        assertThat(e).as("the scenario is rejected").isNotNull();
        return e.problems();
    }
}
