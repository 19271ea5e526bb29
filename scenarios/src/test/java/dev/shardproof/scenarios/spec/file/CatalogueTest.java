package dev.shardproof.scenarios.spec.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.scenarios.spec.CheckName;
import dev.shardproof.scenarios.spec.Expectation;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.cluster.DataSpec;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CatalogueTest {

    private static final Path FOLDER = Path.of("src/main/resources/catalog");

    @Test
    void indexNamesExactlyTheFilesOfTheFolder() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .map(name -> name.replace(".yaml", ""))
                    .sorted()
                    .toList();

            assertThat(Catalogue.names()).isEqualTo(names);
        }
    }

    @Test
    void everyScenarioIsValidDescribedAndNamedLikeItsFile() {
        assertThat(Catalogue.items()).hasSizeGreaterThanOrEqualTo(2).allSatisfy(item -> {
            assertThat(item.description()).isNotBlank();
            assertThat(Catalogue.resolve(item.name()).name()).isEqualTo(item.name());
            assertThat(Catalogue.text(item.name())).startsWith("# yaml-language-server: $schema=../schema/");
        });
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SIMULATION"})
    void everyProfileHasAScenarioThatJudgesItsHistoryIfItBringsOne(WorkloadSpec.Profile profile) {
        assertThat(Catalogue.names().stream().map(Catalogue::resolve))
                .filteredOn(scenario -> scenario.workload().profile() == profile)
                .filteredOn(scenario -> scenario.expect().equals(Expectation.pass()))
                .anyMatch(scenario -> scenario.checks().enabled().contains(CheckName.HISTORY) == profile.bringsHistory()
                        && scenario.checks().enabled().contains(CheckName.FULL_CHECKSUM));
    }

    @Test
    void documentationListsEveryScenarioWithItsProfile() throws IOException {
        String text = Files.readString(Path.of("../docs/SCENARIOS.md"));

        assertThat(Catalogue.names())
                .allSatisfy(name -> assertThat(text)
                        .contains("| `%s` | `%s`"
                                .formatted(
                                        name,
                                        Catalogue.resolve(name)
                                                .workload()
                                                .profile()
                                                .label())));
    }

    @Test
    void everyScenarioSurvivesTheRoundTrip() {
        for (String name : Catalogue.names()) {
            Scenario scenario = Catalogue.resolve(name);
            byte[] written = ScenarioWriter.toYaml(scenario).getBytes(StandardCharsets.UTF_8);

            assertThat(ScenarioReader.read(name, written)).isEqualTo(scenario);
        }
    }

    @Test
    void fileAndNameMeanTheSameScenario() {
        assertThat(Catalogue.resolve(FOLDER.resolve("smoke-1-to-2.yaml").toString()))
                .isEqualTo(Catalogue.resolve("smoke-1-to-2"));
    }

    @Test
    void ownSchemaExampleIsValid() {
        Scenario scenario = ScenarioReader.read(Path.of("examples/own-schema/scenario.yaml"));

        assertThat(scenario.expect()).isEqualTo(Expectation.pass());
        assertThat(scenario.data())
                .isInstanceOfSatisfying(
                        DataSpec.OwnSchema.class,
                        data -> assertThat(data.shardKeys()).hasSize(3).containsValue("tenant"));
        assertThat(ScenarioWriter.toYaml(scenario))
                .contains(Path.of("examples/own-schema/tasks.csv")
                        .toAbsolutePath()
                        .toString());
    }

    @Test
    void unknownNameListsTheNames() {
        assertThatThrownBy(() -> Catalogue.resolve("smoke-1-to-3"))
                .isInstanceOf(InvalidScenarioException.class)
                .hasMessage("smoke-1-to-3: there is neither a file nor a catalogue scenario of this name;"
                        + " did you mean 'smoke-1-to-2'?; the catalogue has: "
                        + String.join(", ", Catalogue.names()));
    }

    @Test
    void catalogueScenarioCanNotNameFiles() {
        assertThatThrownBy(() -> ScenarioReader.read(
                        "catalog/x.yaml", ScenarioText.ownSchema().text().getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("a scenario of the catalogue can not name files");
    }
}
