package dev.shardproof.scenarios.spec.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeYamlTest {

    private final Problems problems = new Problems("f.yaml");

    @Test
    void everyNodeKnowsItsPlace() {
        YamlNode root = parse("a: [1, 'é', x]\nb:\n  c: ~\n").orElseThrow();

        assertThat(root)
                .isEqualTo(new YamlNode.Mapping(
                        List.of(
                                new YamlNode.Entry(
                                        "a",
                                        new Position(1, 1),
                                        new YamlNode.Sequence(
                                                List.of(
                                                        scalar("1", YamlNode.Kind.INTEGER, 1, 5),
                                                        scalar("é", YamlNode.Kind.TEXT, 1, 8),
                                                        scalar("x", YamlNode.Kind.TEXT, 1, 13)),
                                                new Position(1, 4))),
                                new YamlNode.Entry(
                                        "b",
                                        new Position(2, 1),
                                        new YamlNode.Mapping(
                                                List.of(new YamlNode.Entry(
                                                        "c",
                                                        new Position(3, 3),
                                                        scalar("~", YamlNode.Kind.EMPTY, 3, 6))),
                                                new Position(3, 3)))),
                        new Position(1, 1)));
        assertThat(problems.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "42, INTEGER",
        "-1, INTEGER",
        "1.5, DECIMAL",
        "1e-4, DECIMAL",
        "true, BOOLEAN",
        "null, EMPTY",
        "\"'42'\", TEXT",
        "300/s, TEXT",
        "yes, TEXT"
    })
    void unquotedWordsAreUnderstoodAsYaml12Does(String yaml, YamlNode.Kind kind) {
        assertThat(parse(yaml))
                .get()
                .isInstanceOfSatisfying(
                        YamlNode.Scalar.class,
                        scalar -> assertThat(scalar.kind()).isEqualTo(kind));
    }

    @Test
    void duplicateKeyIsReportedAtTheSecondAndTheFirstIsKept() {
        Optional<YamlNode> root = parse("a: 1\nb:\n  c: 1\n  d: 2\n  'c': 3\n");

        assertThat(root).isPresent();
        assertThat(found()).containsExactly("f.yaml:5:3: duplicate key 'c': it was given in line 3 already");
    }

    @Test
    void billionLaughsAreRefusedWithoutBeingTold() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [lol, lol]\n");
        for (int i = 1; i < 40; i++) {
            laughs.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
        }

        assertThat(parse(laughs.toString())).isEmpty();
        assertThat(found().get(0)).startsWith("f.yaml:1:5: the anchor '&' is not allowed");
        assertThat(found().get(2)).startsWith("f.yaml:2:10: the alias '*' is not allowed");
        assertThat(found()).hasSize(51).last().isEqualTo("f.yaml: and 107 more problems");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]",
                "a: !!java.util.Date 0",
                "a: !local {b: c}",
                "a: !<tag:example.com,2000:x> 1",
                "a: !!str 1",
                "%TAG !e! tag:example.com,2000:\n---\na: !e!x 1"
            })
    void tagsAreRefused(String yaml) {
        assertThat(parse(yaml)).isEmpty();
        assertThat(found().get(0)).contains(":4: the tag '").contains("is not allowed: write the plain value");
    }

    @Test
    void mergeKeyIsAnOrdinaryKey() {
        assertThat(parse("<<: {a: 1}"))
                .get()
                .isInstanceOfSatisfying(
                        YamlNode.Mapping.class,
                        mapping -> assertThat(mapping.entries())
                                .extracting(YamlNode.Entry::key)
                                .containsExactly("<<"));
    }

    @Test
    void deepNestingIsRefusedWhereItGetsTooDeep() {
        String deepest = "[".repeat(SafeYaml.DEPTH_MAX) + "]".repeat(SafeYaml.DEPTH_MAX);

        assertThat(parse(deepest)).isPresent();
        assertThat(parse("[".repeat(500_000))).isEmpty();
        assertThat(found()).containsExactly("f.yaml:1:21: lists and mappings are nested deeper than 20 levels");
    }

    @Test
    void deepMappingIsRefusedToo() {
        assertThat(parse("{a: ".repeat(100))).isEmpty();
        assertThat(found()).singleElement().asString().contains("deeper than 20 levels");
    }

    @Test
    void hugeFileIsRefused() {
        byte[] huge = new byte[SafeYaml.BYTES_MAX + 1];

        assertThat(SafeYaml.parse(huge, problems)).isEmpty();
        assertThat(found()).containsExactly("f.yaml: the file is larger than 1048576 bytes");
    }

    @Test
    void largestFileIsRead() {
        String text = "a: " + "x".repeat(SafeYaml.BYTES_MAX - 3);

        assertThat(parse(text)).isPresent();
    }

    @Test
    void textThatIsNotUtf8IsRefusedAtItsPlace() {
        byte[] latin1 = "a: 1\nb: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(SafeYaml.parse(latin1, problems)).isEmpty();
        assertThat(found()).containsExactly("f.yaml:2:7: the byte 0xe9 is not UTF-8: save the file as UTF-8");
    }

    @Test
    void truncatedUtf8IsRefused() {
        assertThat(SafeYaml.parse(new byte[] {'a', ':', ' ', (byte) 0xc3}, problems))
                .isEmpty();
        assertThat(found()).containsExactly("f.yaml:1:4: the byte 0xc3 is not UTF-8: save the file as UTF-8");
    }

    @Test
    void utf16IsRefused() {
        assertThat(SafeYaml.parse("a: 1".getBytes(StandardCharsets.UTF_16), problems))
                .isEmpty();
        assertThat(found()).singleElement().asString().contains("is not UTF-8");
    }

    @Test
    void controlCharacterIsRefusedAtItsPlace() {
        assertThat(parse("a: 1\nb: x\u001by")).isEmpty();
        assertThat(found())
                .containsExactly("f.yaml:2:5: the character U+001B is not allowed in YAML:"
                        + " write it as an escape in double quotes");
    }

    @Test
    void tabIndentIsRefusedWithAHint() {
        assertThat(parse("a:\n\tb: 1\n")).isEmpty();
        assertThat(found())
                .singleElement()
                .asString()
                .startsWith("f.yaml:2:1: this is not valid YAML: ")
                .endsWith("indent with spaces, a tab is not allowed there");
    }

    @ParameterizedTest
    @CsvSource({"'a: [1, 2', 1:9", "'a: b: c', 1:5", "'a: 1|  b: 2', 2:4", "'a: \"open', 1:9"})
    void brokenSyntaxIsReportedAtItsPlace(String yaml, String place) {
        assertThat(parse(yaml.replace('|', '\n'))).isEmpty();
        assertThat(found()).singleElement().asString().startsWith("f.yaml:" + place + ": this is not valid YAML: ");
    }

    @Test
    void unknownYamlVersionIsRefused() {
        assertThat(parse("%YAML 3.0\n---\na: 1\n")).isEmpty();
        assertThat(found()).containsExactly("f.yaml: this is not YAML 1.2: remove the line that starts with %YAML");
    }

    @Test
    void secondDocumentIsRefused() {
        assertThat(parse("a: 1\n---\nb: 2\n")).isEmpty();
        assertThat(found()).containsExactly("f.yaml:2:1: a second document starts here: only one is allowed in a file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# only a comment\n"})
    void emptyFileIsRefused(String yaml) {
        assertThat(parse(yaml)).isEmpty();
        assertThat(found()).containsExactly("f.yaml: the file is empty");
    }

    @Test
    void keyMustBeAWord() {
        assertThat(parse("? [a, b]\n: 1\n")).isEmpty();
        assertThat(found()).containsExactly("f.yaml:1:3: a key must be a single word, found a list");
    }

    private Optional<YamlNode> parse(String text) {
        return SafeYaml.parse(text.getBytes(StandardCharsets.UTF_8), problems);
    }

    private List<String> found() {
        return problems.inFileOrder().stream().map(Problem::toString).toList();
    }

    private static YamlNode.Scalar scalar(String text, YamlNode.Kind kind, int line, int column) {
        return new YamlNode.Scalar(text, kind, new Position(line, column));
    }
}
