package dev.shardproof.scenarios.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.file.ScenarioReader;
import dev.shardproof.verifier.guard.Guard;
import dev.shardproof.verifier.guard.GuardMetric;
import dev.shardproof.verifier.guard.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineReadingsTest {

    private static final OptionalDouble UNTOLD = OptionalDouble.empty();

    private final TestingHost host = new TestingHost();
    private final MachineReadings believing = new MachineReadings(host, OptionalLong.empty());
    private final MachineReadings knowing = new MachineReadings(host, OptionalLong.of(1_000));

    @TempDir
    Path folder;

    @Test
    void theMachineThatIsWorstOffCounts() throws IOException {
        host.has("a", 0.2, 900, OptionalDouble.of(1_000)).has("b", 0.7, 100, OptionalDouble.of(1_000));
        host.waits.put("a", 0.3);
        host.waits.put("b", 0.1);

        assertThat(value(believing.load(5), GuardMetric.CPU)).isEqualTo(0.7);
        assertThat(value(believing.load(5), GuardMetric.NETWORK)).isEqualTo(0.9);
        assertThat(value(believing.ioWait(5), GuardMetric.IO_WAIT)).isEqualTo(0.3);
    }

    @Test
    void aCapacityIsThatOfOneMachineAndNotOfAllTogether() throws IOException {
        host.has("a", 0, 600, UNTOLD).has("b", 0, 500, UNTOLD);

        assertThat(value(knowing.load(5), GuardMetric.NETWORK)).isEqualTo(0.6);
    }

    @Test
    void anUnknownCapacityOfOneOfThemIsNoReadingAndNamesIt() throws IOException {
        host.has("a", 0.5, 600, OptionalDouble.of(1_000)).has("the container of shard s1", 0, 500, UNTOLD);

        assertThat(believing.load(5)).extracting(Reading::metric).containsExactly(GuardMetric.CPU);
        assertThat(believing.networkProblem())
                .isEqualTo("no interface of the container of shard s1 tells what it can carry");
    }

    @Test
    void whatAMachineDoesNotTellIsNoReading() throws IOException {
        assertThat(believing.load(5)).isEmpty();
        assertThat(believing.ioWait(5)).isEmpty();

        host.loadProblem = "no such container";
        host.waitProblem = "no such file";

        assertThatThrownBy(() -> believing.load(5)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> believing.ioWait(5)).isInstanceOf(IOException.class);
        assertThat(believing.remedy(guard("guards: defaults\n")))
                .as("a capacity would not help")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "guards: defaults\n",
                "guards: [{when: network > 60%, for: 10s, then: pause}]\n",
                "guards: [{when: errorRate > 1%}, {when: network > 42% for 0s}]\n"
            })
    void theYamlThatTheMessageTellsMendsTheScenario(String guards) throws IOException {
        host.has("this machine", 0, 1, UNTOLD);
        believing.load(5);
        Guard blind = guard(guards);

        String remedy = believing.remedy(blind);
        String yaml = remedy.substring(remedy.indexOf("guards: ["), remedy.indexOf("}]") + 2) + "\n";
        Scenario mended = scenario(yaml);

        assertThat(mended.guards().networkCapacity()).hasValue(1_000_000_000L);
        assertThat(mended.guards().guards())
                .filteredOn(guard -> guard.condition().metric() == GuardMetric.NETWORK)
                .containsExactly(blind);
    }

    private Guard guard(String guards) throws IOException {
        return scenario(guards).guards().guards().stream()
                .filter(guard -> guard.condition().metric() == GuardMetric.NETWORK)
                .findFirst()
                .orElseThrow();
    }

    private Scenario scenario(String guards) throws IOException {
        return ScenarioReader.read(Files.writeString(folder.resolve("scenario.yaml"), """
                apiVersion: shardproof/v1
                name: small
                cluster: {shards: [s0]}
                data: {dataset: orders}
                reshard: {shards: [s0, s1]}
                workload: {profile: checkout, rate: 10/s}
                """ + guards));
    }

    private static double value(List<Reading> readings, GuardMetric metric) {
        return readings.stream()
                .filter(reading -> reading.metric() == metric)
                .findFirst()
                .orElseThrow()
                .value()
                .orElseThrow();
    }
}
