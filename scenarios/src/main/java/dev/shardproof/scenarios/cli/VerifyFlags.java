package dev.shardproof.scenarios.cli;

import dev.shardproof.scenarios.spec.yaml.YamlNode;
import dev.shardproof.scenarios.verification.PlanFlags;
import dev.shardproof.verifier.plan.CheckName;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags of {@code shardproof verify} that say the same as a plan file. */
final class VerifyFlags {

    @Option(
            names = "--source",
            paramLabel = "NAME=URL",
            description =
                    "A server that is right by definition, e.g. s0=postgresql://user@host:5432/db. Repeatable, as all"
                            + " flags with '...' are.")
    private List<String> sources = List.of();

    @Option(names = "--target", paramLabel = "NAME=URL", description = "A server that is judged.")
    private List<String> targets = List.of();

    @Option(
            names = "--table",
            paramLabel = "PATTERN",
            description = "Tables to compare, e.g. 'public.*'; all if none is given.")
    private List<String> include = List.of();

    @Option(names = "--exclude", paramLabel = "PATTERN", description = "Tables that are left out on purpose.")
    private List<String> exclude = List.of();

    @Option(names = "--reference", paramLabel = "PATTERN", description = "Tables of which every shard has a full copy.")
    private List<String> reference = List.of();

    @Option(
            names = "--shard-key",
            paramLabel = "TABLE=COLUMN",
            description = "The shard key of a table, for the placement.")
    private List<String> shardKeys = List.of();

    @Option(
            names = "--key-space",
            paramLabel = "S",
            description = "Ranges are of 'hashed' keys (default) or 'plain' ones.")
    private String keySpace;

    @Option(
            names = "--range",
            paramLabel = "TARGET=RANGE",
            description = "A range of keys that a target owns, e.g. t0=..0; turns the check of the placement on.")
    private List<String> ranges = List.of();

    @Option(names = "--map", paramLabel = "TABLE=TABLE", description = "A table with another name on the targets.")
    private List<String> tables = List.of();

    @Option(
            names = "--map-column",
            paramLabel = "TABLE.COL=COL",
            description = "A column with another name on the targets.")
    private List<String> columns = List.of();

    @Option(names = "--ignore", paramLabel = "TABLE.COL", description = "A column that is not compared.")
    private List<String> ignored = List.of();

    @Option(
            names = "--check",
            paramLabel = "CHECK",
            split = ",",
            description = "Make these checks and no others: coverage, schema, rowCount, fullChecksum, sampledChecksum,"
                    + " placement, sequence, largeObjects, foreignKeys.")
    private List<String> checks = List.of();

    @Option(names = "--compare", paramLabel = "HOW", description = "'exact' images of values (default), or 'equality'.")
    private String compare;

    @Option(names = "--confidence", paramLabel = "P", description = "Confidence of the sampled checksum, e.g. 0.99.")
    private Double confidence;

    @Option(names = "--detect", paramLabel = "P", description = "Share of bad rows that it must see, e.g. 0.0001.")
    private Double detect;

    @Option(names = "--live", description = "Tables may change meanwhile: differences are read again.")
    private boolean live;

    @Option(names = "--retries", paramLabel = "N", description = "How often at most (implies --live).")
    private Integer retries;

    @Option(names = "--interval", paramLabel = "TIME", description = "The pause before each (implies --live).")
    private String interval;

    @Option(
            names = "--slot",
            paramLabel = "NAME",
            description = "A replication slot that carries changes to the targets (implies --live).")
    private List<String> slots = List.of();

    @Option(names = "--chunk-time", paramLabel = "TIME", description = "How long one statement should take.")
    private String chunkTime;

    @Option(names = "--max-lag", paramLabel = "TIME", description = "Pause while a replica lags more than this.")
    private String maxLag;

    @Option(names = "--max-latency", paramLabel = "TIME", description = "Pause while a server answers later than this.")
    private String maxLatency;

    @Option(names = "--max-duration", paramLabel = "TIME", description = "Stop after this, with what was judged.")
    private String maxDuration;

    @Option(names = "--max-snapshot-age", paramLabel = "TIME", description = "Stop when the snapshots are older.")
    private String maxSnapshotAge;

    @Option(names = "--pause-file", paramLabel = "FILE", description = "Pause while this file exists.")
    private Path pauseFile;

    @Option(names = "--connections", paramLabel = "N", description = "Sessions that scan one server at the same time.")
    private Integer connections;

    @Option(names = "--seed", paramLabel = "N", description = "Decides which rows are drawn.")
    private Long seed;

    @Option(names = "--name", paramLabel = "NAME", description = "Names the folder of the reports.")
    private String name;

    @Option(names = "--self-test", negatable = true, description = "Prove in a sandbox that the checks see damage.")
    private Boolean selfTest;

    @Option(names = "--show-values", negatable = true, description = "Show values instead of keyed hashes of them.")
    private Boolean showValues;

    @Option(names = "--allow-writable-role", negatable = true, description = "Go on although the role could write.")
    private Boolean allowWritableRole;

    /** The flags that were given, as pieces of a plan. */
    PlanFlags flags() {
        PlanFlags flags = new PlanFlags();
        text(flags, "--name", name, "name");
        sources.forEach(source -> flags.server("--source", source, "sources"));
        targets.forEach(target -> flags.server("--target", target, "targets"));
        addTables(flags);
        addChecks(flags);
        addManners(flags);
        if (seed != null) {
            flags.set("--seed", seed.toString(), YamlNode.Kind.INTEGER, "seed");
        }
        truth(flags, "--self-test", selfTest, "selfTest");
        truth(flags, "--show-values", showValues, "showValues");
        truth(flags, "--allow-writable-role", allowWritableRole, "allowWritableRole");
        return flags;
    }

    private void addTables(PlanFlags flags) {
        include.forEach(table -> flags.add("--table", table, "tables", "include"));
        exclude.forEach(table -> flags.add("--exclude", table, "tables", "exclude"));
        reference.forEach(table -> flags.add("--reference", table, "tables", "reference"));
        shardKeys.forEach(key -> flags.shardKey("--shard-key", key));
        tables.forEach(mapping -> flags.table("--map", mapping));
        columns.forEach(mapping -> flags.renamedColumn("--map-column", mapping));
        ignored.forEach(column -> flags.ignoredColumn("--ignore", column));
        text(flags, "--key-space", keySpace, "topology", "keySpace");
        ranges.forEach(range -> flags.range("--range", range));
    }

    private void addChecks(PlanFlags flags) {
        checks.forEach(check -> flags.check("--check", check));
        if (compare != null) {
            flags.setting(
                    "--compare",
                    compare,
                    YamlNode.Kind.TEXT,
                    "compare",
                    CheckName.FULL_CHECKSUM,
                    CheckName.SAMPLED_CHECKSUM);
        }
        sampled(flags, "--confidence", confidence, "confidence");
        sampled(flags, "--detect", detect, "detect");
    }

    private void addManners(PlanFlags flags) {
        if (live) {
            flags.mapping("--live", "live");
        }
        if (retries != null) {
            flags.set("--retries", retries.toString(), YamlNode.Kind.INTEGER, "live", "retries");
        }
        text(flags, "--interval", interval, "live", "interval");
        slots.forEach(slot -> flags.add("--slot", slot, "live", "slots"));
        text(flags, "--chunk-time", chunkTime, "manners", "chunkTime");
        text(flags, "--max-lag", maxLag, "manners", "maxLag");
        text(flags, "--max-latency", maxLatency, "manners", "maxLatency");
        text(flags, "--max-duration", maxDuration, "manners", "maxDuration");
        text(flags, "--max-snapshot-age", maxSnapshotAge, "manners", "maxSnapshotAge");
        if (pauseFile != null) {
            // In a plan it is relative to the plan; here it is relative to where the user is.
            text(flags, "--pause-file", pauseFile.toAbsolutePath().toString(), "manners", "pauseFile");
        }
        if (connections != null) {
            flags.set("--connections", connections.toString(), YamlNode.Kind.INTEGER, "manners", "connections");
        }
    }

    private static void text(PlanFlags flags, String flag, String value, String... path) {
        if (value != null) {
            flags.set(flag, value, YamlNode.Kind.TEXT, path);
        }
    }

    private static void truth(PlanFlags flags, String flag, Boolean value, String key) {
        if (value != null) {
            flags.set(flag, value.toString(), YamlNode.Kind.BOOLEAN, key);
        }
    }

    private static void sampled(PlanFlags flags, String flag, Double value, String key) {
        if (value != null) {
            flags.setting(flag, value.toString(), YamlNode.Kind.DECIMAL, key, CheckName.SAMPLED_CHECKSUM);
        }
    }
}
