package dev.shardproof.scenarios.spec.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.shardproof.scenarios.spec.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The schema is for editors, the reader decides; what the schema can express, both must say alike. */
class ScenarioSchemaTest {

    private static final String TEXT = resource("/schema/scenario-v1.schema.json");
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(TEXT, InputFormat.JSON);

    static Stream<String> catalogue() {
        return Catalogue.names().stream();
    }

    @ParameterizedTest
    @MethodSource("catalogue")
    void catalogueIsValid(String name) {
        assertThat(errorsOf(Catalogue.text(name))).isEmpty();
        assertThat(errorsOf(ScenarioWriter.toYaml(Catalogue.resolve(name)))).isEmpty();
    }

    @Test
    void ownSchemaExampleIsValid() throws IOException {
        Path file = Path.of("examples/own-schema/scenario.yaml");

        assertThat(errorsOf(Files.readString(file))).isEmpty();
        assertThat(errorsOf(ScenarioWriter.toYaml(ScenarioReader.read(file)))).isEmpty();
    }

    @Test
    void schemaIsAValidSchema() {
        Schema metaSchema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(metaSchema.validate(TEXT, InputFormat.JSON)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "guards: defaults",
                "guards: [defaults, {when: errorRate > 1%, for: 2m, then: rollback}]",
                "guards: [{when: p99 > 200ms for 5m}, {when: any inconsistency, then: abort}, {when: eta growing}]",
                "guards: [{when: network > 85%, capacity: 1GB/s}, {when: retainedWal > 2GB, then: pause}]",
                "guards: [{when: goodput < 90.5%, then: throttle}, {when: retryAmplification > 2.5}]"
            })
    void guardsAreValidAndReadBackAsTheyWereWritten(String part) {
        String text = ScenarioText.minimal().with(part).text();

        assertThat(errorsOf(text)).isEmpty();
        Scenario scenario = ScenarioReader.read("part", text.getBytes(StandardCharsets.UTF_8));
        String written = ScenarioWriter.toYaml(scenario);
        assertThat(errorsOf(written)).isEmpty();
        assertThat(ScenarioReader.read("written", written.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(scenario);
        assertThat(scenario.guards().guards()).isNotEmpty();
    }

    @Test
    void safeguardsThatAreOffAreValid() {
        assertThat(errorsOf(ScenarioText.minimal()
                        .with("workload: {profile: checkout, rate: 1/s, application: {breaker: none, hedging: none,"
                                + " retry: {policy: none, budget: none}, routingCache: {ttl: never}}}")
                        .text()))
                .isEmpty();
    }

    @Test
    void smallestScenariosAreValid() {
        assertThat(errorsOf(ScenarioText.minimal().text())).isEmpty();
        assertThat(errorsOf(ScenarioText.ownSchema().text())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apiVersion: shardproof/v2",
                "name: My Test",
                "name: 42",
                "seed: '42'",
                "seed: 9223372036854775808",
                "unknown: 1",
                "guards: []",
                "guards: [default]",
                "guards: [{for: 1m}]",
                "guards: [{when: errorRate}]",
                "guards: [{when: errorRate > 1}]",
                "guards: [{when: errorRate < 1%}]",
                "guards: [{when: goodput > 90%}]",
                "guards: [{when: latency > 1s}]",
                "guards: [{when: cpu > 85% for ever}]",
                "guards: [{when: cpu > 85%, for: 2}]",
                "guards: [{when: cpu > 85%, then: stop}]",
                "guards: [{when: network > 85%, capacity: 1GB}]",
                "cluster: {shards: []}",
                "cluster: {shards: [s0, s0]}",
                "cluster: {shards: [S0]}",
                "cluster: {provider: docker, shards: [s0]}",
                "cluster: {shards: [s0, s1], servers: {}}",
                "cluster: {shards: [s0, s1], servers: {s0: 'postgresql://u:secret@h/d'}}",
                "cluster: {shards: [s0, s1], denyList: ''}",
                "cluster: {provider: external, shards: [s0, s1]}",
                "cluster: {shards: [s0, s1], image: ''}",
                "cluster: {shards: [s0, s1], image: 'Postgres 17'}",
                "cluster: {shards: [s0, s1], toxiproxyImage: --privileged}",
                "cluster: {shards: [s0, s1], version: 15}",
                "cluster: {shards: [s0, s1], version: '17'}",
                "cluster: {shards: [s0, s1], cpus: 0}",
                "cluster: {shards: [s0, s1], cpus: '1'}",
                "cluster: {shards: [s0, s1], memory: 512}",
                "cluster: {shards: [s0], strategy: plain}",
                "cluster: {shards: [s0], ranges: {s0: 5}}",
                "cluster: {shards: [s0], ranges: {s0: a..b}}",
                "data: {rows: 5}",
                "data: {dataset: orders, rows: 0}",
                "data: {dataset: orders, schema: a.sql}",
                "data: {schema: a.sql, load: [a.csv]}",
                "data: {schema: a.sql, load: [a.txt], shardKey: {a: b}}",
                "data: {schema: a.sql, load: [a.csv], shardKey: {}}",
                "data: {schema: a.sql, load: [{file: a.csv}], shardKey: {a: b}}",
                "reshard: {shards: [s0], throttle: 100MB}",
                "reshard: {shards: [s0], migrator: command}",
                "reshard: {shards: [s0], defect: none}",
                "workload: {profile: checkout, rate: 300}",
                "workload: {profile: checkout}",
                "workload: {profile: checkout, rate: 1/s, closed: {users: 2}}",
                "workload: {profile: checkout, closed: {users: 0}}",
                "workload: {profile: checkout, closed: {users: 2}, threads: 3}",
                "workload: {profile: checkout, shape: {}}",
                "workload: {profile: checkout, shape: {ramp: {from: 1/s, to: 2/s}}}",
                "workload: {profile: checkout, shape: {ramp: {from: 1/s, to: 2/s, over: 5}}}",
                "workload: {profile: checkout, shape: {step: {rates: [1/s], every: 1s}}}",
                "workload: {profile: checkout, shape: {spike: {base: 1/s, peak: 5/s, after: 1s}}}",
                "workload: {profile: checkout, shape: {sine: {low: 1/s}}}",
                "workload: {profile: checkout, simulation: com.example.Mine}",
                "workload: {simulation: com.example.Mine, rate: 1/s}",
                "workload: {simulation: not a class}",
                "workload: {profile: user, rate: 1/s}",
                "workload: {profile: user, rate: 1/s, statements: [{sql: 'SELECT :keys'}]}",
                "workload: {profile: user, rate: 1/s, readShare: 1, statements: [{sql: 'SELECT :key'}]}",
                "workload: {profile: checkout, rate: 1/s, statements: [{sql: 'SELECT :key'}]}",
                "workload: {profile: checkout, rate: 1/s, keys: zipf}",
                "workload: {profile: checkout, rate: 1/s, keys: {zipf: 0}}",
                "workload: {profile: checkout, rate: 1/s, application: {retries: 3}}",
                "workload: {profile: checkout, rate: 1/s, application: {routingCache: {ttl: sometimes}}}",
                "workload: {profile: checkout, rate: 1/s, application: {routingCache: {push: maybe}}}",
                "workload: {profile: checkout, rate: 1/s, application: {pool: {}}}",
                "workload: {profile: checkout, rate: 1/s, application: {timeouts: {request: 5}}}",
                "workload: {profile: checkout, rate: 1/s, application: {retry: {policy: linear}}}",
                "workload: {profile: checkout, rate: 1/s, application: {retry: {budget: 0.1}}}",
                "workload: {profile: checkout, rate: 1/s, application: {breaker: {failureRate: 50}}}",
                "workload: {profile: checkout, rate: 1/s, application: {breaker: off}}",
                "workload: {profile: checkout, rate: 1/s, application: {hedging: {}}}",
                "workload: {profile: checkout, rate: 1/s, application: {hedging: 50ms}}",
                "checks: {recovery: {goodput: 0.95}}",
                "workload: {profile: checkout, rate: 1/s, keys: {}}",
                "workload: {profile: checkout, rate: 1/s, keys: {hotSet: {share: 90%, of: 1%}}}",
                "workload: {profile: checkout, rate: 1/s, sessions: 0}",
                "workload: {profile: checkout, rate: 1/s, valueSize: 200}",
                "workload: {profile: checkout, rate: 1/s, holdTransactions: {share: 1%}}",
                "workload: {profile: user, rate: 1/s, sessions: 5, statements: [{sql: 'SELECT :key'}]}",
                "checks: {history: {staleReads: -1}}",
                "phases: {baseline: 10}",
                "faults: [{latency: 20ms, at: copying, for: 1s}]",
                "faults: [{slowShard: s0, latency: 20ms, at: baseline 40%, for: 1s}]",
                "faults: [{slowShard: s0, latency: 20ms, at: copying 100%, for: 1s}]",
                "faults: [{failStatement: s0, on: COMMIT, sqlState: '4000', at: copying, for: 1s}]",
                "faults: [{killStatement: s0, on: COMMIT, nth: 101, at: copying, for: 1s}]",
                "faults: [{killMigrator: migrator, at: baseline}]",
                "faults: [{stuckThrottle: migrator, at: catchingUp, for: 1s}]",
                "checks: {}",
                "checks: {rowCount: true}",
                "checks: {sampledChecksum: {confidence: 1}}",
                "checks: {latencyBaseline: {p99: 10}}",
                "checks: {latencyBaseline: {p95: 10%}}",
                "checks: {latencyBaseline: {looks: 11}}",
                "checks: {latencyBaseline: {file: baseline.txt}}",
                "checks: {latencyThreshold: {}}",
                "checks: {latencyThreshold: {p99: 50}}",
                "checks: {latencyThreshold: {p99: 5ms, per: [table]}}",
                "expect: maybe",
                "expect: {fail: []}",
                "expect: {fired: alert}",
                "expect: {fail: [speed]}"
            })
    void whatTheReaderRejectsTheSchemaRejectsToo(String part) {
        String text = ScenarioText.minimal().with(part).text();

        assertThat(errorsOf(text)).isNotEmpty();
        assertThatThrownBy(() -> ScenarioReader.read("part", text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidScenarioException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "containers, 'failStatement: s0, on: COMMIT'",
        "containers, 'lostReply: s0'",
        "containers, 'diskFull: s0'",
        "external, 'crash: s0'",
        "external, 'failover: s0'",
    })
    void schemaKnowsWhatAProviderCanNotDo(String provider, String fault) {
        ScenarioText text = ScenarioText.minimal().with("faults: [{%s, at: copying, for: 1s}]".formatted(fault));
        assertThat(errorsOf(text.text())).isEmpty();
        assertThat(errorsOf(text.with("cluster: {provider: %s, shards: [s0, s1]}".formatted(provider))
                        .text()))
                .isNotEmpty();
    }

    @Test
    void schemaAndReaderAllowTheSameKeys() {
        Map<String, TreeSet<String>> inSchema = new TreeMap<>();
        collectKeys(map(new Load(LoadSettings.builder().build()).loadFromString(TEXT)), "", inSchema);
        Map<String, TreeSet<String>> inReader = new TreeMap<>();
        ScenarioKeys.byPath().forEach((path, keys) -> inReader.put(path, new TreeSet<>(keys)));

        assertThat(inSchema).isEqualTo(inReader);
    }

    /** Finds every mapping with named keys by its path; alternatives of one place are joined. */
    private static void collectKeys(Map<?, ?> schema, String path, Map<String, TreeSet<String>> keys) {
        if (schema.get("properties") instanceof Map<?, ?> properties
                && Boolean.FALSE.equals(schema.get("additionalProperties"))) {
            properties.forEach((key, property) -> {
                keys.computeIfAbsent(path, any -> new TreeSet<>()).add((String) key);
                collectKeys(map(property), path.isEmpty() ? (String) key : path + "." + key, keys);
            });
        }
        if (schema.get("items") instanceof Map<?, ?> items) {
            collectKeys(items, path + "[]", keys);
        }
        for (String alternatives : List.of("oneOf", "anyOf", "allOf")) {
            if (schema.get(alternatives) instanceof List<?> list) {
                list.forEach(alternative -> collectKeys(map(alternative), path, keys));
            }
        }
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<String> errorsOf(String yaml) {
        List<String> errors = new ArrayList<>();
        for (Error error : SCHEMA.validate(yaml, InputFormat.YAML)) {
            errors.add(error.toString());
        }
        return errors;
    }

    private static String resource(String name) {
        try (InputStream in = ScenarioSchemaTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
