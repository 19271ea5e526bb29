package dev.shardproof.scenarios.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.scenarios.doctor.TestingMachine;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.file.Catalogue;
import dev.shardproof.scenarios.spec.file.ScenarioReader;
import dev.shardproof.verifier.latency.NoiseFloor;
import dev.shardproof.verifier.latency.block.LatencyGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationStoreTest {

    private static final Instant TAKEN = Instant.parse("2026-11-23T03:00:00Z");
    private static final Scenario SCENARIO = Catalogue.resolve("smoke-1-to-2");

    @TempDir
    private Path home;

    private final Fingerprint fingerprint = fingerprint(SCENARIO, "PostgreSQL 18.6", 10_000);
    private CalibrationStore store;
    private Path file;

    @BeforeEach
    void writeOne() throws IOException {
        store = CalibrationStore.ofHome(home);
        file = store.fileOf(fingerprint);
        NoiseFloor floor = new NoiseFloor(
                NoiseFloor.Origin.MEASURED,
                "test",
                Map.of(
                        LatencyGroup.Kind.OVERALL, Map.of(99.0, new NoiseFloor.Deviation(0.07, 12)),
                        LatencyGroup.Kind.SHARD, Map.of(99.9, new NoiseFloor.Deviation(0.11, 12))),
                Map.of(LatencyGroup.Kind.OVERALL, Map.of(99.0, new NoiseFloor.Deviation(0.05, 2))));
        store.write(file, Calibration.of("smoke-1-to-2", TAKEN, 3, 12, fingerprint, floor));
    }

    @Test
    void whatWasMeasuredIsReadBack() {
        NoiseFloor floor = store.noiseFloor(file, fingerprint, TAKEN.plus(Duration.ofDays(29)));

        assertThat(floor.origin()).isEqualTo(NoiseFloor.Origin.MEASURED);
        assertThat(floor.phases())
                .isEqualTo(Map.of(
                        LatencyGroup.Kind.OVERALL, Map.of(99.0, new NoiseFloor.Deviation(0.07, 12)),
                        LatencyGroup.Kind.SHARD, Map.of(99.9, new NoiseFloor.Deviation(0.11, 12))));
        assertThat(floor.runs())
                .isEqualTo(Map.of(LatencyGroup.Kind.OVERALL, Map.of(99.0, new NoiseFloor.Deviation(0.05, 2))));
        assertThat(floor.source())
                .isEqualTo("12 comparisons of this load with itself in 3 runs, 2026-11-23T03:00:00Z, " + file);
    }

    @Test
    void itExpires() {
        NoiseFloor floor = store.noiseFloor(file, fingerprint, TAKEN.plus(Calibration.VALIDITY));

        assertThat(floor.origin()).isEqualTo(NoiseFloor.Origin.ASSUMED);
        assertThat(floor.source()).contains("expired 2026-12-23T03:00:00Z").contains("shardproof calibrate");
    }

    @Test
    void itExpiresWhateverItsFileSays() throws IOException {
        Files.writeString(file, Files.readString(file).replace("2026-12-23T03:00:00Z", "2099-12-23T03:00:00Z"));

        assertThat(store.noiseFloor(file, fingerprint, TAKEN.plus(Calibration.VALIDITY))
                        .source())
                .contains("expired 2026-12-23T03:00:00Z");
    }

    @Test
    void anotherMachineOrDatabaseOrDataSetIsNotThisOne() {
        assertThat(store.noiseFloor(file, fingerprint(SCENARIO, "PostgreSQL 17.2", 10_000), TAKEN)
                        .source())
                .contains("of something else: database was PostgreSQL 18.6 and is PostgreSQL 17.2");
        Scenario own = ScenarioReader.read(Path.of("examples/own-schema/scenario.yaml"));
        assertThat(fingerprint(own, "PostgreSQL 18.6", 10_000).differences(fingerprint(own, "PostgreSQL 18.6", 10_001)))
                .containsExactly("rows was 10000 and is 10001");
        Map<String, String> properties = new HashMap<>(fingerprint.properties());
        properties.put("cpu", "another one");
        assertThat(store.noiseFloor(file, new Fingerprint(properties), TAKEN).origin())
                .isEqualTo(NoiseFloor.Origin.ASSUMED);
    }

    @Test
    void aCalibrationThatDoesNotSayOfWhichMachineItIsIsOfNone() {
        Fingerprint bare = new Fingerprint(Map.of("workload", fingerprint.workload()));

        assertThat(bare.differences(fingerprint)).contains("database was not known and is PostgreSQL 18.6");
        assertThat(store.noiseFloor(file, bare, TAKEN).origin()).isEqualTo(NoiseFloor.Origin.ASSUMED);
    }

    @Test
    void aFileThatWasEditedIsAnotherLoadThoughItsNameIsTheSame() throws IOException {
        Path curve = home.resolve("traffic.csv");
        Path scenario = home.resolve("scenario.yaml");
        String text = Files.readString(Path.of("src/main/resources/catalog/smoke-1-to-2.yaml"));
        Files.writeString(scenario, text.replace("rate: 200/s", "shape: {curve: traffic.csv}"));
        Files.writeString(curve, "0,100\n60,100\n");
        Fingerprint calm = fingerprint(ScenarioReader.read(scenario), "PostgreSQL 18.6", 10_000);
        Files.writeString(curve, "0,100\n60,900\n");
        Fingerprint steep = fingerprint(ScenarioReader.read(scenario), "PostgreSQL 18.6", 10_000);

        assertThat(calm.differences(steep)).singleElement().asString().startsWith("curve was ");
    }

    @Test
    void anotherLoadLiesInAnotherFileAndAnotherSeedDoesNot() {
        Fingerprint other = fingerprint(Catalogue.resolve("split-2-to-3-slow-target"), "PostgreSQL 18.6", 10_000);

        assertThat(store.fileOf(other)).isNotEqualTo(file);
        assertThat(store.noiseFloor(store.fileOf(other), other, TAKEN).source()).contains("never calibrated");
        // Another seed generates some rows more or less.
        assertThat(fingerprint(SCENARIO.withSeed(99), "PostgreSQL 18.6", 10_003))
                .isEqualTo(fingerprint);
    }

    @Test
    void aDamagedFileIsNoCalibrationAndNoError() throws IOException {
        for (String damaged : new String[] {
            "",
            "{",
            "[]",
            "{}",
            Files.readString(file).replace("calibration/1", "calibration/2"),
            Files.readString(file).replace("\"p99\"", "\"p98\"")
        }) {
            Files.writeString(file, damaged);

            NoiseFloor floor = store.noiseFloor(file, fingerprint, TAKEN);

            assertThat(floor.origin()).as(damaged).isEqualTo(NoiseFloor.Origin.ASSUMED);
            assertThat(floor.source()).contains("can not be used");
        }
    }

    private static Fingerprint fingerprint(Scenario scenario, String database, long rows) {
        return Fingerprint.of(new TestingMachine(), scenario, database, rows);
    }
}
