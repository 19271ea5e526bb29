package dev.shardproof.scenarios.calibration;

import dev.shardproof.scenarios.doctor.Machine;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.cluster.DataSpec;
import dev.shardproof.scenarios.spec.file.ScenarioWriter;
import dev.shardproof.scenarios.spec.workload.ArrivalsSpec;
import dev.shardproof.scenarios.spec.workload.ShapeSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the noise of a measurement depends on: the machine, the software, the data and the load. Of the workload it keeps
 * a hash of everything in the scenario but name, seed, reshard, faults and checks; of a schema and a rate curve in files,
 * one of what stands there.
 *
 * @param properties by name, in reading order
 */
public record Fingerprint(Map<String, String> properties) {

    private static final String WORKLOAD = "workload";
    private static final String NOT_KNOWN = "not known";
    private static final int HASH_CHARS = 16;
    private static final long MEBIBYTE_KB = 1024;
    private static final Pattern CPU = Pattern.compile("(?m)^(?:model name|Hardware|CPU part)\\s*:\\s*(.+)$");
    private static final Pattern MEMORY = Pattern.compile("(?m)^MemTotal:\\s*(\\d+) kB$");

    public Fingerprint {
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        Objects.requireNonNull(properties.get(WORKLOAD), "no workload");
    }

    /**
     * The fingerprint of a run.
     *
     * @param machine where it runs
     * @param scenario what runs
     * @param database its name and version as the servers say it
     * @param rows how many rows were loaded
     */
    public static Fingerprint of(Machine machine, Scenario scenario, String database, long rows) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("cpu", found(machine, "/proc/cpuinfo", CPU).orElse("unknown"));
        properties.put("processors", Integer.toString(machine.processors()));
        properties.put(
                "memory",
                found(machine, "/proc/meminfo", MEMORY)
                        .map(kilobytes -> Long.parseLong(kilobytes) / MEBIBYTE_KB + " MiB")
                        .orElse("unknown"));
        properties.put(
                "kernel",
                "%s %s %s"
                        .formatted(
                                machine.property("os.name"),
                                machine.property("os.version"),
                                machine.property("os.arch")));
        properties.put("jdk", machine.property("java.version") + " " + machine.property("java.vendor"));
        properties.put("database", database);
        if (scenario.data() instanceof DataSpec.OwnSchema own) {
            // Of generated data the workload's hash says it all, and each seed makes some rows more or less.
            properties.put("rows", Long.toString(rows));
            machine.text(own.schema()).ifPresent(text -> properties.put("schema", hash(text)));
        }
        if (scenario.workload().arrivals() instanceof ArrivalsSpec.Shaped shaped
                && shaped.spec() instanceof ShapeSpec.Curve curve) {
            // The scenario names the file; what stood in it decides.
            properties.put("curve", hash(curve.recorded().toString()));
        }
        properties.put(WORKLOAD, hash(ScenarioWriter.loadYaml(scenario)));
        return new Fingerprint(properties);
    }

    /** The hash of data, load and shards: the same on every machine. */
    String workload() {
        return properties.get(WORKLOAD);
    }

    /** What differs, in words; empty if nothing does. */
    List<String> differences(Fingerprint now) {
        List<String> differences = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>(properties.keySet());
        names.addAll(now.properties.keySet()); // what one of them does not know is no reason to believe it the same
        for (String name : names) {
            String value = properties.getOrDefault(name, NOT_KNOWN);
            String other = now.properties.getOrDefault(name, NOT_KNOWN);
            if (!other.equals(value)) {
                differences.add("%s was %s and is %s".formatted(name, value, other));
            }
        }
        return differences;
    }

    private static Optional<String> found(Machine machine, String file, Pattern pattern) {
        return machine.text(Path.of(file))
                .map(pattern::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1).strip());
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_CHARS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
