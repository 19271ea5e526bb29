package dev.shardproof.scenarios.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Neither docs/VERIFY.md nor the schema may fall behind the reader. */
class PlanDocumentationTest {

    private final String text = Files.readString(Path.of("../docs/VERIFY.md"));

    @TempDir
    Path folder;

    PlanDocumentationTest() throws IOException {}

    @Test
    void everyKeyIsExplained() {
        Stream<String> unexplained = PlanKeys.byPath().values().stream()
                .flatMap(List::stream)
                .filter(key -> !text.contains("`" + key + "`") && !text.contains("." + key + "`"));

        assertThat(unexplained).isEmpty();
    }

    @Test
    void everyExampleIsValid() throws IOException {
        Matcher block =
                Pattern.compile("```yaml\n(apiVersion.*?)```", Pattern.DOTALL).matcher(text);
        int examples = 0;
        while (block.find()) {
            Path file = Files.writeString(folder.resolve("plan.yaml"), block.group(1));
            assertThat(PlanReader.read(file, new PlanFlags()).servers()).isNotEmpty();
            examples++;
        }
        assertThat(examples).isPositive();
    }

    @Test
    void schemaAndReaderAllowTheSameKeys() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/schema/verification-v1.schema.json")) {
            Map<?, ?> schema = map(new Load(LoadSettings.builder().build())
                    .loadFromString(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            Map<String, TreeSet<String>> inSchema = new TreeMap<>();
            collectKeys(schema, schema, "", inSchema);
            Map<String, TreeSet<String>> inReader = new TreeMap<>();
            PlanKeys.byPath().forEach((path, keys) -> inReader.put(path, new TreeSet<>(keys)));

            assertThat(inSchema).isEqualTo(inReader);
        }
    }

    /** Finds every mapping with named keys by its path; alternatives of one place are joined, references followed. */
    private static void collectKeys(Map<?, ?> root, Map<?, ?> schema, String path, Map<String, TreeSet<String>> keys) {
        if (schema.get("$ref") instanceof String reference) {
            String name = reference.substring(reference.lastIndexOf('/') + 1);
            collectKeys(root, map(map(root.get("$defs")).get(name)), path, keys);
        }
        String prefix = path.isEmpty() ? "" : path + ".";
        if (schema.get("properties") instanceof Map<?, ?> properties
                && Boolean.FALSE.equals(schema.get("additionalProperties"))) {
            properties.forEach((key, property) -> {
                keys.computeIfAbsent(path, any -> new TreeSet<>()).add((String) key);
                collectKeys(root, map(property), prefix + key, keys);
            });
        }
        if (schema.get("additionalProperties") instanceof Map<?, ?> values) {
            collectKeys(root, values, prefix + "*", keys);
        }
        if (schema.get("oneOf") instanceof List<?> alternatives) {
            alternatives.forEach(alternative -> collectKeys(root, map(alternative), path, keys));
        }
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
