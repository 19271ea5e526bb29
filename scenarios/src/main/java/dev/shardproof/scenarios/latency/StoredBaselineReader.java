package dev.shardproof.scenarios.latency;

import dev.shardproof.scenarios.spec.Percentile;
import dev.shardproof.scenarios.spec.yaml.Excerpt;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.Position;
import dev.shardproof.scenarios.spec.yaml.Problems;
import dev.shardproof.scenarios.spec.yaml.SafeYaml;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import dev.shardproof.verifier.latency.block.LatencyBlock;
import dev.shardproof.verifier.latency.block.LatencyGroup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads stored baselines. docs/LATENCY.md describes both formats for people.
 *
 * <p>JSON: {@code {"format": "shardproof-latency-baseline/1", "description": "…", "windows": [{"group": "overall", "p50":
 * 1.9, "p99": 12.5}, {"group": "shard s0", …}]}}, in milliseconds. CSV: a header line {@code group,p50,p99}, then one
 * window a line. A group that comes several times has several windows.
 */
public final class StoredBaselineReader {

    private static final String FORMAT = "shardproof-latency-baseline/1";
    private static final String GROUP = "group";
    private static final String GROUP_FORMS = "overall, 'shard NAME' or 'operation NAME'";
    private static final double MILLIS_MAX = 3_600_000;
    private static final List<String> ROOT_KEYS = List.of("format", "description", "windows");
    private static final List<String> WINDOW_KEYS = Stream.concat(
                    Stream.of(GROUP), Stream.of(Percentile.values()).map(Percentile::label))
            .toList();

    private final Problems problems;
    private final Map<LatencyGroup, List<LatencyBlock>> groups = new LinkedHashMap<>();

    private StoredBaselineReader(Path file) {
        this.problems = new Problems(file.toString());
    }

    /**
     * Reads a file by its ending, {@code .json} or {@code .csv}.
     *
     * @throws StoredBaseline.InvalidBaselineException if it can not be read or is none
     */
    public static StoredBaseline read(Path file) {
        StoredBaselineReader reader = new StoredBaselineReader(file);
        String name = String.valueOf(file.getFileName());
        Optional<String> description = reader.content(file)
                .flatMap(content ->
                        name.toLowerCase(Locale.ROOT).endsWith(".csv") ? reader.csv(content) : reader.json(content));
        if (reader.problems.isEmpty() && reader.groups.isEmpty()) {
            reader.problems.add(
                    Position.WHOLE_FILE, "there is no window in it; give at least one of the group overall");
        } else if (reader.problems.isEmpty() && !reader.groups.containsKey(LatencyGroup.OVERALL)) {
            reader.problems.add(Position.WHOLE_FILE, "no window is of the group overall, which decides; add one");
        }
        if (!reader.problems.isEmpty()) {
            throw new StoredBaseline.InvalidBaselineException(reader.problems.inFileOrder());
        }
        String words = description
                        .filter(text -> !text.isEmpty())
                        .map(text -> text + ", ")
                        .orElse("")
                + name;
        return new StoredBaseline("from " + words, reader.groups);
    }

    private Optional<byte[]> content(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(SafeYaml.BYTES_MAX + 1);
            if (content.length <= SafeYaml.BYTES_MAX) {
                return Optional.of(content);
            }
            problems.add(Position.WHOLE_FILE, "the file is larger than %d bytes".formatted(SafeYaml.BYTES_MAX));
        } catch (IOException e) {
            problems.add(
                    Position.WHOLE_FILE,
                    "the file can not be read: " + e.getClass().getSimpleName());
        }
        return Optional.empty();
    }

    /** JSON is read as the part of YAML that it is: the reader knows lines, and refuses what is dangerous. */
    private Optional<String> json(byte[] content) {
        Optional<Fields> root =
                SafeYaml.parse(content, problems).flatMap(node -> Fields.of(node, "", ROOT_KEYS, problems));
        if (root.isEmpty()) {
            return Optional.empty();
        }
        root.get().required("format", Values.choice(List.of(FORMAT), format -> format));
        root.get().required("windows", node -> node);
        for (YamlNode item : root.get().items("windows", "windows such as {\"group\": \"overall\", \"p99\": 12.5}")) {
            Fields.of(item, "windows", WINDOW_KEYS, problems).ifPresent(this::window);
        }
        return Optional.of(root.get().optional("description", "", Values.text("a text")));
    }

    private void window(Fields fields) {
        int before = problems.count();
        Optional<LatencyGroup> group = fields.required(GROUP, Values.parsed(GROUP_FORMS, StoredBaselineReader::group));
        Map<Double, Double> micros = new TreeMap<>();
        for (Percentile percentile : Percentile.values()) {
            fields.optional(percentile.label(), Values.decimal(0, MILLIS_MAX))
                    .ifPresent(millis -> put(micros, percentile, millis, fields.valueAt(percentile.label())));
        }
        if (problems.count() == before) {
            add(group.orElseThrow(), micros, fields.at());
        }
    }

    private Optional<String> csv(byte[] content) {
        List<String> lines = new String(content, StandardCharsets.UTF_8).lines().toList();
        String header =
                lines.isEmpty() ? "" : lines.get(0).replace("\uFEFF", "").strip();
        List<String> columns = List.of(header.split("\\s*,\\s*", -1));
        boolean known = WINDOW_KEYS.containsAll(columns)
                && columns.indexOf(GROUP) == 0
                && columns.size() > 1
                && columns.stream().distinct().count() == columns.size();
        if (!known) {
            problems.add(
                    new Position(1, 1),
                    "found the header %s; expected group, and then some of %s, such as 'group,p50,p99'"
                            .formatted(Excerpt.quoted(header), String.join(", ", WINDOW_KEYS.subList(1, 5))));
            return Optional.empty();
        }
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                row(columns, lines.get(i).strip().split("\\s*,\\s*", -1), i + 1);
            }
        }
        return Optional.of("");
    }

    private void row(List<String> columns, String[] values, int line) {
        Position at = new Position(line, 1);
        if (values.length != columns.size()) {
            problems.add(at, "%d values; the header has %d columns".formatted(values.length, columns.size()));
            return;
        }
        int before = problems.count();
        Optional<LatencyGroup> group = group(values[0]);
        if (group.isEmpty()) {
            problems.add(at, "group: found %s; expected %s".formatted(Excerpt.quoted(values[0]), GROUP_FORMS));
        }
        Map<Double, Double> micros = new TreeMap<>();
        for (int i = 1; i < values.length; i++) {
            if (!values[i].isEmpty()) {
                Percentile percentile = percentile(columns.get(i));
                try {
                    put(micros, percentile, Double.parseDouble(values[i]), at);
                } catch (NumberFormatException e) {
                    problems.add(
                            at,
                            "%s: found %s; expected milliseconds such as 12.5"
                                    .formatted(columns.get(i), Excerpt.quoted(values[i])));
                }
            }
        }
        if (problems.count() == before) {
            add(group.orElseThrow(), micros, at);
        }
    }

    private void put(Map<Double, Double> micros, Percentile percentile, double millis, Position at) {
        if (millis > 0 && millis <= MILLIS_MAX) {
            micros.put(percentile.percent(), millis * 1_000);
        } else {
            problems.add(
                    at,
                    "%s: found %s; expected milliseconds above 0, at most %.0f"
                            .formatted(percentile.label(), millis, MILLIS_MAX));
        }
    }

    private void add(LatencyGroup group, Map<Double, Double> micros, Position at) {
        if (micros.isEmpty()) {
            problems.add(at, "the window of %s has no percentile".formatted(group));
            return;
        }
        Double lower = 0.0;
        for (Double higher : micros.values()) { // by percentile, for it is a sorted map
            if (higher < lower) {
                problems.add(
                        at, "a higher percentile of %s is faster than a lower one; are they swapped?".formatted(group));
                return;
            }
            lower = higher;
        }
        groups.computeIfAbsent(group, any -> new ArrayList<>()).add(new LatencyBlock(0, 0, micros));
    }

    private static Optional<LatencyGroup> group(String text) {
        if (text.equals("overall")) {
            return Optional.of(LatencyGroup.OVERALL);
        }
        int space = text.indexOf(' ');
        String name = text.substring(space + 1).strip();
        if (space < 0 || name.isEmpty()) {
            return Optional.empty();
        }
        return switch (text.substring(0, space)) {
            case "shard" -> Optional.of(LatencyGroup.shard(name));
            case "operation" -> Optional.of(LatencyGroup.operation(name));
            default -> Optional.empty();
        };
    }

    private static Percentile percentile(String label) {
        return Stream.of(Percentile.values())
                .filter(percentile -> percentile.label().equals(label))
                .findFirst()
                .orElseThrow();
    }
}
