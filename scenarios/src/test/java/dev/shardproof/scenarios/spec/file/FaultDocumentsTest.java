package dev.shardproof.scenarios.spec.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.scenarios.spec.FaultRules;
import dev.shardproof.scenarios.spec.LoadPhase;
import dev.shardproof.scenarios.spec.cluster.ClusterSpec.Provider;
import dev.shardproof.simulator.fault.catalog.FaultAim;
import dev.shardproof.simulator.fault.catalog.FaultGroup;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultParameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * The schema's part about faults and the tables of docs/FAULTS.md are made from {@link FaultKind}. To write them anew: {@code
 * mvn -pl scenarios -am test -Dtest=FaultDocumentsTest -Dsurefire.failIfNoSpecifiedTests=false -Dshardproof.write=true}.
 */
class FaultDocumentsTest {

    private static final Path SCHEMA = Path.of("src/main/resources/schema/scenario-v1.schema.json");
    private static final Path DOCUMENT = Path.of("../docs/FAULTS.md");
    private static final String BEGIN = "<!-- made from FaultKind: begin -->\n";
    private static final String END = "<!-- made from FaultKind: end -->\n";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void schemaKnowsEveryKindWithItsParameters() throws IOException {
        String text = Files.readString(SCHEMA);
        int from = text.indexOf("\n    \"faults\": {") + 1;
        int to = text.indexOf("    \"checks\": {", from);
        String wanted =
                text.substring(0, from) + "    \"faults\": " + indented(faults(), "    ") + ",\n" + text.substring(to);
        int rules = wanted.indexOf("\n  \"allOf\": ");
        wanted = wanted.substring(0, rules) + "\n  \"allOf\": " + indented(providers(), "  ") + ","
                + wanted.substring(wanted.indexOf("\n  \"properties\": {", rules));
        held(SCHEMA, text, wanted);
    }

    @Test
    void documentKnowsEveryKindWithItsParameters() throws IOException {
        String text = Files.readString(DOCUMENT);
        int from = text.indexOf(BEGIN) + BEGIN.length();
        int to = text.indexOf(END);
        held(DOCUMENT, text, text.substring(0, from) + tables() + text.substring(to));
    }

    private static void held(Path file, String found, String wanted) throws IOException {
        if (Boolean.getBoolean("shardproof.write")) {
            Files.writeString(file, wanted);
        } else {
            assertThat(found).isEqualTo(wanted);
        }
    }

    private static String indented(Object value, String indent) {
        return JSON.writerWithDefaultPrettyPrinter()
                .writeValueAsString(value)
                .replace("\" : ", "\": ")
                .replace("\n", "\n" + indent);
    }

    private static Map<String, Object> faults() {
        List<Object> kinds = new ArrayList<>();
        for (FaultKind kind : FaultKind.values()) {
            kinds.add(kind(kind));
        }
        Map<String, Object> faults = new LinkedHashMap<>();
        faults.put("description", "What disturbs the run.");
        faults.put("type", "array");
        faults.put("items", Map.of("anyOf", kinds));
        return faults;
    }

    private static Map<String, Object> kind(FaultKind kind) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>(List.of(kind.key()));
        properties.put(kind.key(), target(kind));
        for (FaultParameter parameter : kind.parameters()) {
            properties.put(parameter.name(), parameter(parameter));
            if (parameter.standard().isEmpty()) {
                required.add(parameter.name());
            }
        }
        properties.put("at", described("When it begins, e.g. \"copying 40%\".", place(kind)));
        properties.put(
                "for",
                described(
                        kind.momentary() ? "How long its effect is watched." : "How long it lasts.",
                        Map.of("$ref", "#/$defs/duration")));
        required.add("at");
        if (!kind.momentary()) {
            required.add("for");
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("description", kind.meaning());
        object.put("type", "object");
        object.put("additionalProperties", false);
        object.put("required", required);
        object.put("properties", properties);
        return object;
    }

    private static Map<String, Object> place(FaultKind kind) {
        Map<String, Object> place = new TreeMap<>(Map.of("$ref", "#/$defs/point"));
        if (FaultRules.phases(kind).size() < LoadPhase.values().length) {
            place.put(
                    "pattern",
                    FaultRules.phases(kind).stream().map(LoadPhase::label).collect(Collectors.joining("|", "^(", ")")));
        }
        return place;
    }

    /** What a provider can not do; such a scenario has no such fault. */
    private static List<Object> providers() {
        List<Object> rules = new ArrayList<>();
        for (Provider provider : Provider.values()) {
            List<Object> impossible = Stream.of(FaultKind.values())
                    .filter(kind -> !FaultRules.possible(kind, provider))
                    .<Object>map(kind -> Map.of("required", List.of(kind.key())))
                    .toList();
            if (!impossible.isEmpty()) {
                Map<String, Object> rule = new LinkedHashMap<>();
                rule.put("if", ofProvider(provider));
                rule.put(
                        "then",
                        Map.of(
                                "properties",
                                Map.of("faults", Map.of("items", Map.of("not", Map.of("anyOf", impossible))))));
                rules.add(rule);
            }
        }
        return rules;
    }

    private static Map<String, Object> ofProvider(Provider provider) {
        Map<String, Object> cluster = new LinkedHashMap<>();
        cluster.put("required", List.of("provider"));
        cluster.put("properties", Map.of("provider", Map.of("const", provider.label())));
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("required", List.of("cluster"));
        root.put("properties", Map.of("cluster", cluster));
        return root;
    }

    private static Map<String, Object> target(FaultKind kind) {
        if (kind.aim() == FaultAim.APPLICATION || kind.aim() == FaultAim.MIGRATOR) {
            return described("What it hits.", Map.of("const", kind.aim().label()));
        }
        Map<String, Object> one = kind.aim() == FaultAim.SHARD
                ? Map.of("$ref", "#/$defs/shard")
                : new TreeMap<>(Map.of("type", "string", "pattern", "^[a-z][a-z0-9-]*( *-> *[a-z][a-z0-9-]*)?$"));
        Map<String, Object> many = new LinkedHashMap<>();
        many.put("type", "array");
        many.put("minItems", 1);
        many.put("uniqueItems", true);
        many.put("items", one);
        return described(
                "What it hits: one, a list, or all.", Map.of("anyOf", List.of(one, Map.of("const", "all"), many)));
    }

    private static Map<String, Object> parameter(FaultParameter parameter) {
        Map<String, Object> type = switch (parameter.type()) {
            case DURATION -> Map.of("$ref", "#/$defs/duration");
            case COUNT -> bounds("integer", (long) parameter.least(), (long) parameter.most());
            case SHARE -> bounds("number", parameter.least(), parameter.most());
            case BYTES_PER_SECOND -> Map.of("$ref", "#/$defs/throughput");
            case CHOICE -> Map.of("enum", parameter.choices());
            case SQL_STATE -> new TreeMap<>(Map.of("type", "string", "pattern", FaultParameter.SQL_STATE_PATTERN));
            case TEXT -> new TreeMap<>(Map.of("type", "string", "minLength", 1));
        };
        Map<String, Object> described = described(parameter.meaning(), type);
        parameter.standard().ifPresent(value -> described.put("default", FaultValues.text(parameter, value)));
        return described;
    }

    private static Map<String, Object> bounds(String type, Number least, Number most) {
        Map<String, Object> bounds = new LinkedHashMap<>();
        bounds.put("type", type);
        bounds.put("minimum", least);
        bounds.put("maximum", most);
        return bounds;
    }

    private static Map<String, Object> described(String description, Map<String, Object> type) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("description", description);
        described.putAll(type);
        return described;
    }

    private static String tables() {
        StringBuilder text = new StringBuilder();
        for (FaultGroup group : FaultGroup.values()) {
            text.append("\n### ")
                    .append(group.label())
                    .append("\n\n| fault | hits | does | parameters |\n|---|---|---|---|\n");
            for (FaultKind kind : FaultKind.values()) {
                if (kind.group() == group) {
                    text.append("| `%s` | %s | %s | %s |\n"
                            .formatted(
                                    kind.key(),
                                    kind.aim().label(),
                                    kind.meaning(),
                                    kind.parameters().stream()
                                            .map(FaultDocumentsTest::row)
                                            .collect(Collectors.joining("<br>"))));
                }
            }
        }
        return text.append("\n").toString();
    }

    private static String row(FaultParameter parameter) {
        String choices = parameter.choices().isEmpty() ? "" : " One of " + String.join(", ", parameter.choices()) + ".";
        String standard = parameter
                .standard()
                .map(value -> " Default `" + FaultValues.text(parameter, value) + "`.")
                .orElse(" Required.");
        return "`%s`: %s%s%s%s".formatted(parameter.name(), parameter.meaning(), choices, limits(parameter), standard);
    }

    private static String limits(FaultParameter parameter) {
        return switch (parameter.type()) {
            case DURATION -> " `%s` to `%s`.".formatted(limit(parameter, true), limit(parameter, false));
            case COUNT, SHARE, BYTES_PER_SECOND ->
                " %s to %s.".formatted(limit(parameter, true), limit(parameter, false));
            default -> "";
        };
    }

    private static Object limit(FaultParameter parameter, boolean least) {
        double limit = least ? parameter.least() : parameter.most();
        Object value = switch (parameter.type()) {
            case DURATION -> Duration.ofMillis((long) limit);
            case SHARE -> limit;
            default -> (long) limit;
        };
        return FaultValues.text(parameter, value);
    }
}
