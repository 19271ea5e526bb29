package dev.shardproof.scenarios.spec.file.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.loadgen.shape.LoadShape;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.file.InvalidScenarioException;
import dev.shardproof.scenarios.spec.file.ScenarioReader;
import dev.shardproof.scenarios.spec.file.ScenarioText;
import dev.shardproof.scenarios.spec.file.ScenarioWriter;
import dev.shardproof.scenarios.spec.workload.ArrivalsSpec;
import dev.shardproof.scenarios.spec.workload.ShapeSpec;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ArrivalsReaderTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    static Stream<Arguments> models() {
        return Stream.of(
                Arguments.of("rate: 300/s", new ArrivalsSpec.Rate(300)),
                Arguments.of(
                        "shape: {ramp: {from: 0/s, to: 500/s, over: 30s}}",
                        new ArrivalsSpec.Shaped(new ShapeSpec.Ramp(0, 500, SECOND.multipliedBy(30)))),
                Arguments.of(
                        "shape: {step: {rates: [100/s, 50/s], every: 20s}}",
                        new ArrivalsSpec.Shaped(new ShapeSpec.Step(List.of(100, 50), SECOND.multipliedBy(20)))),
                Arguments.of(
                        "shape: {spike: {base: 10/s, peak: 90/s, after: 5s, for: 1s}}",
                        new ArrivalsSpec.Shaped(
                                new ShapeSpec.Spike(10, 90, SECOND.multipliedBy(5), SECOND, Optional.empty()))),
                Arguments.of(
                        "shape: {spike: {base: 10/s, peak: 90/s, after: 5s, for: 1s, every: 10s}}",
                        new ArrivalsSpec.Shaped(new ShapeSpec.Spike(
                                10, 90, SECOND.multipliedBy(5), SECOND, Optional.of(SECOND.multipliedBy(10))))),
                Arguments.of(
                        "shape: {diurnal: {low: 10/s, high: 90/s, day: 2m}}",
                        new ArrivalsSpec.Shaped(new ShapeSpec.Diurnal(10, 90, Duration.ofMinutes(2)))),
                Arguments.of("closed: {users: 5, thinkTime: 10ms}", new ArrivalsSpec.Closed(5, Duration.ofMillis(10))),
                Arguments.of("closed: {users: 5}", new ArrivalsSpec.Closed(5, Duration.ZERO)));
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyModelIsReadAndWrittenAgain(String text, ArrivalsSpec expected) throws IOException {
        Scenario scenario = read("workload: {profile: checkout, " + text + "}");

        assertThat(scenario.workload().arrivals()).isEqualTo(expected);
        assertThat(reread(scenario)).isEqualTo(scenario);
    }

    @Test
    void aSimulationStandsForTheWholeWorkload() throws IOException {
        Scenario scenario = read("workload: {simulation: com.example.Mine$Inner}");

        assertThat(scenario.workload().arrivals()).isEqualTo(new ArrivalsSpec.Simulation("com.example.Mine$Inner"));
        assertThat(scenario.workload().profile()).isEqualTo(WorkloadSpec.Profile.SIMULATION);
        assertThat(reread(scenario)).isEqualTo(scenario);
    }

    @Test
    void usersOfAClosedModelAreItsThreads() throws IOException {
        assertThat(read("workload: {profile: checkout, closed: {users: 5}}")
                        .workload()
                        .threads())
                .isEqualTo(5);
    }

    @Test
    void aRecordedCurveIsReadWithItsScenario() throws IOException {
        Files.writeString(folder.resolve("traffic.csv"), "time,rate\n0,100\n60,300\n");
        Scenario plain = read("workload: {profile: checkout, shape: {curve: traffic.csv}}");
        Scenario faster =
                read("workload: {profile: checkout, shape: {curve: {file: traffic.csv, speed: 6, scale: 50%}}}");

        assertThat(plain.workload().arrivals().shape()).contains(LoadShape.ramp(100, 300, Duration.ofMinutes(1)));
        assertThat(faster.workload().arrivals().shape()).contains(LoadShape.ramp(50, 150, Duration.ofSeconds(10)));
        assertThat(faster.workload().arrivals().typicalRate()).isEqualTo(100);
        assertThat(reread(faster)).isEqualTo(faster);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rate: 1/s, shape: {ramp: {}} | workload.shape: can not be combined with 'rate'",
                "threads: 2 | 'rate' is missing in workload",
                "shape: {} | workload.shape: found 0 shapes; expected one of ramp, step, spike, diurnal, curve",
                "shape: {ramp: {from: 1/s, to: 2/s}} | 'over' is missing in workload.shape.ramp",
                "shape: {ramp: {from: 0/s, to: 0/s, over: 1s}} | workload.shape.ramp.to: every rate is 0",
                "shape: {ramp: {from: 1, to: 2/s, over: 1s}} | workload.shape.ramp.from: found '1'; expected a rate",
                "shape: {step: {rates: [1/s], every: 1s}} | workload.shape.step.rates: found 1 rates; expected 2 to",
                "shape: {spike: {base: 1/s, peak: 2/s, after: 2s, for: 1s, every: 3s}} | must be longer than after",
                "shape: {curve: none.csv} | there is no file 'none.csv' that can be read in",
                "shape: {curve: wrong.csv} | workload.shape.curve: wrong.csv: line 2: found 'x'; expected a rate",
                "closed: {users: 3}, threads: 3 | workload.threads: belongs to an open model",
                "closed: {users: 3, thinkTime: 2} | workload.closed.thinkTime: found '2'; expected a duration",
                "simulation: com.example.Mine | workload.profile: has no effect on a simulation"
            })
    void whatIsWrongIsSaid(String text, String message) throws IOException {
        Files.writeString(folder.resolve("wrong.csv"), "0,1\n5,x\n");
        assertThatThrownBy(() -> read("workload: {profile: checkout, " + text + "}"))
                .isInstanceOf(InvalidScenarioException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whetherAServiceRecoversIsNotAskedOfAClosedModel() {
        assertThatThrownBy(() -> read("workload: {profile: checkout, closed: {users: 5}}\nchecks: {recovery: {}}"))
                .isInstanceOf(InvalidScenarioException.class)
                .hasMessageContaining("checks.recovery: needs a rate or a shape; in a closed model");
    }

    private Scenario read(String workload) throws IOException {
        return ScenarioReader.read(Files.writeString(
                folder.resolve("scenario.yaml"),
                ScenarioText.minimal().with(workload).text()));
    }

    private Scenario reread(Scenario scenario) throws IOException {
        return ScenarioReader.read(Files.writeString(folder.resolve("resolved.yaml"), ScenarioWriter.toYaml(scenario)));
    }
}
