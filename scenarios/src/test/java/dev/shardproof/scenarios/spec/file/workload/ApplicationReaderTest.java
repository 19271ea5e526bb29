package dev.shardproof.scenarios.spec.file.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.scenarios.spec.ChecksSpec;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.file.InvalidScenarioException;
import dev.shardproof.scenarios.spec.file.ScenarioReader;
import dev.shardproof.scenarios.spec.file.ScenarioText;
import dev.shardproof.scenarios.spec.file.ScenarioWriter;
import dev.shardproof.scenarios.spec.workload.ApplicationSpec;
import dev.shardproof.scenarios.spec.workload.ApplicationSpec.Breaker;
import dev.shardproof.scenarios.spec.workload.ApplicationSpec.Retry;
import dev.shardproof.scenarios.spec.workload.ApplicationSpec.RetryPolicy;
import dev.shardproof.scenarios.spec.workload.ApplicationSpec.RoutingCache;
import dev.shardproof.scenarios.spec.workload.ApplicationSpec.TimeOuts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplicationReaderTest {

    @Test
    void everyKeyReachesItsFieldAndSurvivesTheRoundTrip() {
        Scenario scenario = read("""
                {routingCache: {ttl: never, refreshOnMoved: false, push: true}, pool: {size: 7},
                 timeouts: {connection: 300ms, statement: 400ms, request: 900ms},
                 retry: {policy: exponential, retries: 5, delay: 5ms, maxDelay: 50ms, budget: 12.5%},
                 breaker: {failureRate: 40%, window: 20s, open: 1500ms, minimumCalls: 8, trialCalls: 3},
                 hedging: {after: 50ms}}""");

        assertThat(scenario.workload().application())
                .isEqualTo(new ApplicationSpec(
                        new RoutingCache(Optional.empty(), false, true),
                        7,
                        new TimeOuts(Duration.ofMillis(300), Duration.ofMillis(400), Duration.ofMillis(900)),
                        new Retry(
                                RetryPolicy.EXPONENTIAL,
                                5,
                                Duration.ofMillis(5),
                                Duration.ofMillis(50),
                                Optional.of(12.5)),
                        Optional.of(new Breaker(40, Duration.ofSeconds(20), Duration.ofMillis(1500), 8, 3)),
                        Optional.of(Duration.ofMillis(50))));
        assertThat(scenario.workload().retries()).isEqualTo(5);
        assertThat(ScenarioReader.read(
                        "written", ScenarioWriter.toYaml(scenario).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(scenario);
    }

    @Test
    void whatIsLeftOutIsOffOrFollowsFromTheWorkload() {
        ApplicationSpec application = read("{breaker: {}, retry: {policy: fixed, delay: 1s}}")
                .workload()
                .application();

        assertThat(application.breaker())
                .contains(new Breaker(50, Duration.ofSeconds(10), Duration.ofSeconds(5), 20, 10));
        assertThat(application.retry())
                .isEqualTo(new Retry(
                        RetryPolicy.FIXED, 3, Duration.ofSeconds(1), Duration.ofSeconds(1), Optional.empty()));
        assertThat(application.timeOuts().request()).as("2s an attempt").hasSeconds(8);
        assertThat(application.hedgeAfter()).isEmpty();
    }

    @Test
    void whatIsSwitchedOffByAWordIsWhatWouldBeOffAnyway() {
        Scenario off = read("{breaker: none, hedging: none, retry: {budget: none}}");

        assertThat(off).isEqualTo(read("{}"));
        assertThat(ScenarioWriter.toYaml(off)).contains("breaker: none\n", "hedging: none\n", "budget: none\n");
    }

    @Test
    void thePolicyNoneMeansNoRetriesAndAShorterRequest() {
        Scenario scenario = read("{retry: {policy: none}, timeouts: {statement: 1s}}");

        assertThat(scenario.workload().retries()).isZero();
        assertThat(scenario.workload().application().timeOuts().request()).hasSeconds(1);
        assertThat(ScenarioReader.read(
                        "written", ScenarioWriter.toYaml(scenario).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(scenario);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {retry: {policy: none, retries: 2}}         | retry.policy: is none, but 2 retries are asked for
            {retry: {policy: fixed, maxDelay: 1s}}      | retry.maxDelay: belongs to the policy exponential
            {retry: {delay: 2s, maxDelay: 1s}}          | retry.maxDelay: is shorter than 'delay'
            {retry: {policy: often}}                    | retry.policy: found 'often'; expected one of none, fixed, exponential
            {retry: {budget: 0%}}                       | retry.budget: found '0%'; expected a percentage
            {timeouts: {connection: 100ms}}             | timeouts.connection: found '100ms'; expected a duration
            {timeouts: {statement: 2s, request: 1s}}    | timeouts.request: is less than one statement may take
            {retry: {budget: 10}}                       | retry.budget: found '10'; expected a percentage such as 10% (from 0.1% to 100%), or none
            {breaker: off}                              | breaker: found 'off'; expected a mapping with the keys failureRate, window, open, minimumCalls, trialCalls, or none
            {hedging: 50ms}                             | hedging: found '50ms'; expected a mapping with the keys after, or none
            {breaker: {window: 1500ms}}                 | breaker.window: found '1500ms'; expected whole seconds
            {breaker: {rate: 50%}}                      | unknown key 'rate' in workload.application.breaker
            {routingCache: {ttl: forever}}              | routingCache.ttl: found 'forever'; expected a duration
            {routingCache: {push: 'yes'}}               | routingCache.push: found 'yes'; expected true or false
            {hedging: {}}                               | 'after' is missing in workload.application.hedging
            {pool: {size: 0}}                           | pool.size: found '0'; expected a whole number
            5                                           | workload.application: found '5'; expected a mapping
            """)
    void mistakesAreNamedWithTheirPlace(String application, String message) {
        assertThatThrownBy(() -> read(application))
                .isInstanceOf(InvalidScenarioException.class)
                .hasMessageContaining("scenario:6:")
                .hasMessageContaining(message);
    }

    @Test
    void retriesAreSaidOnce() {
        String text = ScenarioText.minimal()
                .with("workload: {profile: checkout, rate: 1/s, retries: 2, application: {retry: {retries: 2}}}")
                .text();
        assertThatThrownBy(() -> ScenarioReader.read("scenario", text.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("workload.application.retry.retries: is said twice");
    }

    @Test
    void theRecoveryIsAskedForWithItsBound() {
        String text = ScenarioText.minimal()
                .with("checks: {recovery: {goodput: 90%, within: 12s}}")
                .text();
        Scenario scenario = ScenarioReader.read("scenario", text.getBytes(StandardCharsets.UTF_8));

        assertThat(scenario.checks().recovery()).contains(new ChecksSpec.Recovery(90, Duration.ofSeconds(12)));
        assertThat(ScenarioReader.read(
                        "written", ScenarioWriter.toYaml(scenario).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(scenario);
    }

    private static Scenario read(String application) {
        String text = ScenarioText.minimal()
                .with("workload: {profile: checkout, rate: 300/s, application: %s}"
                        .formatted(application.replace("\n", " ")))
                .text();
        return ScenarioReader.read("scenario", text.getBytes(StandardCharsets.UTF_8));
    }
}
