package dev.shardproof.scenarios.spec.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.scenarios.spec.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What a run writes down about its workload is that workload, in the plain words that a user would write. */
class WorkloadRoundTripTest {

    private static final Pattern PROFILE = Pattern.compile("profile: (bank|register|append|timeline)");

    @TempDir
    private Path folder;

    /** Each key at least once, and numbers that are whole, at their bounds, or too small to be written in full. */
    static Stream<String> workloads() {
        return Stream.of(
                "profile: checkout, rate: 300/s, readShare: 0, keys: {zipf: 1}",
                "profile: checkout, rate: 300/s, readShare: 1, keys: {zipf: 2}, sessions: 1000000",
                "profile: checkout, rate: 100000/s, readShare: 0.25, keys: {zipf: 3.0}, instances: 64, threads: 1",
                "profile: checkout, rate: 1/s, readShare: 1.0, keys: {zipf: 1e-7}, timeout: 10ms, retries: 20",
                "profile: checkout, rate: 1/s, keys: uniform, timeout: 5m, retries: 20",
                "profile: bank, rate: 1/s, valueSize: 0B, sessions: 1, holdTransactions: {share: 100%, for: 5m}",
                "profile: register, rate: 1/s, keys: {hotSet: {share: 100%, of: 0.001%, moveEvery: 100ms}}",
                "profile: append, rate: 1/s, valueSize: 1MB, holdTransactions: {share: 0.001%, for: 1ms}",
                "profile: timeline, rate: 1/s, valueSize: 1KiB, keys: {hotSet: {share: 33.3333%, of: 7%, moveEvery: 24h}}",
                "profile: user, rate: 1/s, holdTransactions: {share: 12.5%, for: 1500ms},"
                        + " statements: [{sql: 'SELECT :key::text', weight: 1000}, {sql: 'SELECT :key'}]",
                "profile: checkout, shape: {ramp: {from: 0/s, to: 500/s, over: 90s}}",
                "profile: checkout, shape: {step: {rates: [0/s, 200/s, 100000/s], every: 100ms}}",
                "profile: checkout, shape: {spike: {base: 0/s, peak: 90/s, after: 5s, for: 1s, every: 1m}}",
                "profile: checkout, shape: {diurnal: {low: 0/s, high: 90/s, day: 24h}}",
                "profile: checkout, shape: {curve: traffic.csv}",
                "profile: checkout, shape: {curve: {file: traffic.csv, speed: 60, scale: 33.3%}}",
                "profile: checkout, shape: {curve: {file: traffic.csv, speed: 0.001, scale: 0.001%}}",
                "profile: checkout, closed: {users: 1024, thinkTime: 1h}",
                "simulation: com.example.Mine",
                "profile: checkout, rate: 1/s, application: {}",
                "profile: checkout, rate: 1/s, timeout: 100ms, application: {pool: {size: 1024}}",
                "profile: checkout, rate: 1/s, application: {routingCache: {ttl: never, refreshOnMoved: false, push: true},"
                        + " retry: {policy: none, budget: none}, breaker: none, hedging: none}",
                "profile: checkout, rate: 1/s, application: {routingCache: {ttl: 10ms, refreshOnMoved: true, push: false},"
                        + " timeouts: {connection: 250ms, statement: 10ms, request: 10ms},"
                        + " retry: {policy: exponential, retries: 1, delay: 0s, maxDelay: 1h, budget: 0.1%},"
                        + " breaker: {failureRate: 99.9%, window: 10m, open: 1ms, minimumCalls: 10000, trialCalls: 1},"
                        + " hedging: {after: 1ms}}",
                "profile: checkout, rate: 1/s, application: {retry: {policy: fixed, delay: 2s, budget: 100%}, breaker: {}}");
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void whatIsWrittenIsPlainAndReadsBackEqual(String workload) throws IOException {
        Files.writeString(folder.resolve("traffic.csv"), "time,rate\n0,100\n60,300\n");
        Scenario scenario = read(ScenarioText.minimal()
                .with("workload: {%s}".formatted(workload))
                .with("data: {dataset: %s}".formatted(dataset(workload)))
                .text());

        String written = ScenarioWriter.toYaml(scenario);

        assertThat(written).doesNotContain("!!").doesNotContain("&id");
        assertThat(read(written)).as(written).isEqualTo(scenario);
        assertThat(ScenarioWriter.toYaml(read(written))).isEqualTo(written);
    }

    @Test
    void wholeNumbersAreWrittenAsWholeNumbers() throws IOException {
        String text = ScenarioText.minimal()
                .with("workload: {profile: checkout, rate: 1/s, readShare: 1, keys: {zipf: 1.0}}")
                .text();

        assertThat(ScenarioWriter.toYaml(read(text))).contains("readShare: 1\n", "zipf: 1\n");
    }

    @Test
    void everyKeyOfAWorkloadIsAmongThem() {
        TreeSet<String> expected = new TreeSet<>();
        ScenarioKeys.byPath().forEach((path, keys) -> {
            if (path.startsWith("workload")) {
                keys.forEach(key -> expected.add(path + "." + key));
            }
        });
        TreeSet<String> tried = new TreeSet<>();
        Load yaml = new Load(LoadSettings.builder().build());
        workloads().forEach(text -> collect("workload", yaml.loadFromString("{%s}".formatted(text)), tried));

        assertThat(tried).isEqualTo(expected);
    }

    private static void collect(String path, Object value, TreeSet<String> keys) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, nested) -> {
                keys.add(path + "." + key);
                collect(path + "." + key, nested, keys);
            });
        } else if (value instanceof List<?> list) {
            list.forEach(item -> collect(path + "[]", item, keys));
        }
    }

    private static String dataset(String workload) {
        Matcher profile = PROFILE.matcher(workload);
        return profile.find() ? profile.group(1) : "orders";
    }

    private Scenario read(String text) throws IOException {
        return ScenarioReader.read(Files.writeString(folder.resolve("scenario.yaml"), text));
    }
}
