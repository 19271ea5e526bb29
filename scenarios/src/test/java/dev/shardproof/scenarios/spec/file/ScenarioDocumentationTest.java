package dev.shardproof.scenarios.spec.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.scenarios.spec.CheckName;
import dev.shardproof.scenarios.spec.LoadPhase;
import dev.shardproof.scenarios.spec.Percentile;
import dev.shardproof.scenarios.spec.cluster.ReshardSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/SCENARIOS.md, docs/FAULTS.md for the kinds of faults and docs/LOAD.md must not fall behind the reader. */
class ScenarioDocumentationTest {

    private final String text = Files.readString(Path.of("../docs/SCENARIOS.md"))
            + Files.readString(Path.of("../docs/FAULTS.md"))
            + Files.readString(Path.of("../docs/LOAD.md"));

    ScenarioDocumentationTest() throws IOException {}

    @Test
    void everyKeyIsExplained() {
        Stream<String> keys = ScenarioKeys.byPath().values().stream()
                .flatMap(List::stream)
                .filter(key -> !text.contains("`" + key + "`") && !text.contains("." + key + "`"));

        // The keys of some small mappings stand in the examples of their rows.
        assertThat(keys).containsExactlyInAnyOrder("moveEvery", "fail", "fired");
        assertThat(text)
                .contains(
                        "{table: orders, file: any.csv}",
                        "{fail: [fullChecksum]}",
                        "{fired: abort}",
                        "{share: 90%, of: 1%, moveEvery: 30s}");
    }

    @Test
    void everyNameIsExplained() {
        Stream<String> names = Stream.of(
                        Stream.of(LoadPhase.values()).map(LoadPhase::label),
                        Stream.of(Percentile.values()).map(Percentile::label),
                        Stream.of(CheckName.values()).map(CheckName::label),
                        Stream.of(ReshardSpec.Defect.values()).map(ReshardSpec.Defect::label))
                .flatMap(labels -> labels);

        assertThat(names).allSatisfy(name -> assertThat(text).containsPattern("[`.]" + name + "`"));
    }

    @Test
    void exampleIsValid() {
        Matcher block =
                Pattern.compile("```yaml\n(apiVersion.*?)```", Pattern.DOTALL).matcher(text);

        assertThat(block.find()).isTrue();
        assertThat(ScenarioReader.read("example", block.group(1).getBytes(StandardCharsets.UTF_8))
                        .name())
                .isEqualTo("split-2-to-3");
    }
}
