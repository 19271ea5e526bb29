package dev.shardproof.scenarios.spec.file;

import dev.shardproof.scenarios.server.ServerAddress;
import dev.shardproof.scenarios.spec.ArrivalsSpec;
import dev.shardproof.scenarios.spec.CheckName;
import dev.shardproof.scenarios.spec.ChecksSpec;
import dev.shardproof.scenarios.spec.ClusterSpec;
import dev.shardproof.scenarios.spec.ContainersSpec;
import dev.shardproof.scenarios.spec.DataSpec;
import dev.shardproof.scenarios.spec.Expectation;
import dev.shardproof.scenarios.spec.FaultSpec;
import dev.shardproof.scenarios.spec.PhasePoint;
import dev.shardproof.scenarios.spec.PhaseSpec;
import dev.shardproof.scenarios.spec.ReshardSpec;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.TableName;
import dev.shardproof.scenarios.spec.WorkloadSpec;
import dev.shardproof.scenarios.spec.yaml.Quantities;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultParameter;
import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Writes a scenario with every default filled in, key ranges included, so that a later release with other defaults or
 * another planner still replays the same run. What is written reads back to an equal value as long as the files that it
 * names exist: they are written as absolute paths.
 */
public final class ScenarioWriter {

    private ScenarioWriter() {}

    /** The scenario as YAML text that ends with a line break. */
    public static String toYaml(Scenario scenario) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("apiVersion", Scenario.API_VERSION);
        root.put("name", scenario.name());
        if (!scenario.description().isEmpty()) {
            root.put("description", scenario.description());
        }
        root.put("seed", scenario.seed());
        root.put("cluster", cluster(scenario.cluster()));
        root.put("data", data(scenario.data()));
        root.put("reshard", reshard(scenario.reshard()));
        root.put("workload", workload(scenario.workload()));
        root.put("phases", phases(scenario.phases()));
        root.put("faults", scenario.faults().stream().map(ScenarioWriter::fault).toList());
        if (!scenario.guards().guards().isEmpty()) {
            root.put("guards", GuardsReader.written(scenario.guards()));
        }
        root.put("checks", checks(scenario.checks()));
        root.put("expect", expect(scenario.expect()));
        return dump(root);
    }

    private static String dump(Map<String, Object> root) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setSchema(new CoreSchema())
                .setWidth(120)
                .setSplitLines(false)
                // Two equal parts stay two parts: an alias would be refused when the file is read back.
                .setDereferenceAliases(true)
                .build();
        return new Dump(settings).dumpToString(root);
    }

    /**
     * What the load and the servers under it are, without seed, faults, reshard and checks: two scenarios of which this is
     * equal make the same noise.
     */
    public static String loadYaml(Scenario scenario) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("cluster", cluster(scenario.cluster()));
        root.put("data", data(scenario.data()));
        root.put("workload", workload(scenario.workload()));
        root.put("phases", phases(scenario.phases()));
        return dump(root);
    }

    private static Map<String, Object> cluster(ClusterSpec cluster) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("provider", cluster.provider().label());
        map.put("shards", names(cluster.shards()));
        map.put("strategy", cluster.topology().strategy().label());
        map.put("ranges", ranges(cluster.shards(), cluster.topology()));
        if (!cluster.external().servers().isEmpty()) {
            Map<String, Object> servers = new LinkedHashMap<>();
            cluster.external().servers().forEach(server -> servers.put(server.name(), server(server)));
            map.put("servers", servers);
        }
        cluster.external()
                .denyList()
                .ifPresent(file -> map.put("denyList", file.toAbsolutePath().toString()));
        ContainersSpec containers = cluster.containers();
        containers.image().ifPresent(image -> map.put("image", image));
        containers.version().ifPresent(version -> map.put("version", version));
        containers.cpus().ifPresent(cpus -> map.put("cpus", number(cpus)));
        containers.memoryBytes().ifPresent(bytes -> map.put("memory", Quantities.formatBytes(bytes)));
        containers.toxiproxyImage().ifPresent(image -> map.put("toxiproxyImage", image));
        return map;
    }

    /** Where the password is may be written down; the password is nowhere in a scenario. */
    private static Map<String, Object> server(ServerAddress server) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("host", server.host());
        map.put("port", server.port());
        map.put("database", server.database());
        map.put("user", server.user());
        server.tls().mode().ifPresent(mode -> map.put("sslmode", mode.label()));
        server.tls().rootCertificate().ifPresent(certificate -> map.put("sslrootcert", certificate));
        server.password().variable().ifPresent(variable -> map.put("passwordEnv", variable));
        server.password()
                .file()
                .ifPresent(file -> map.put("passwordFile", file.toAbsolutePath().toString()));
        return map;
    }

    private static Map<String, Object> ranges(List<ShardId> shards, Topology topology) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (ShardId shard : shards) {
            List<String> ranges =
                    topology.rangesOf(shard).stream().map(KeyRange::toString).toList();
            map.put(shard.name(), ranges.size() == 1 ? ranges.get(0) : ranges);
        }
        return map;
    }

    private static Map<String, Object> data(DataSpec data) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (data instanceof DataSpec.BuiltIn builtIn) {
            map.put("dataset", builtIn.dataset().label());
            map.put("rows", builtIn.rows());
        } else if (data instanceof DataSpec.OwnSchema own) {
            map.put("schema", own.schema().toString());
            map.put("load", own.load().stream().map(ScenarioWriter::loadFile).toList());
            Map<String, Object> shardKeys = new LinkedHashMap<>();
            own.shardKeys().forEach((table, column) -> shardKeys.put(table.toString(), column));
            map.put("shardKey", shardKeys);
            if (!own.reference().isEmpty()) {
                map.put(
                        "reference",
                        own.reference().stream().map(TableName::toString).toList());
            }
        }
        return map;
    }

    private static Object loadFile(DataSpec.LoadFile file) {
        String path = file.file().toString();
        if (file.table().isEmpty()) {
            return path;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("table", file.table().get().toString());
        map.put("file", path);
        return map;
    }

    private static Map<String, Object> reshard(ReshardSpec reshard) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("shards", names(reshard.shards()));
        map.put("ranges", ranges(reshard.shards(), reshard.topology()));
        map.put("migrator", reshard.migrator().label());
        OptionalLong throttle = reshard.throttleBytesPerSecond();
        if (throttle.isPresent()) {
            map.put("throttle", Quantities.formatThroughput(throttle.getAsLong()));
        }
        map.put("maxLag", Quantities.formatBytes(reshard.lagBytesMax()));
        map.put("fenceTimeout", Quantities.formatDuration(reshard.fenceTimeout()));
        map.put("cutOverTimeout", Quantities.formatDuration(reshard.cutOverTimeout()));
        reshard.defect().ifPresent(defect -> map.put("defect", defect.label()));
        return map;
    }

    private static Map<String, Object> workload(WorkloadSpec workload) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (workload.profile() == WorkloadSpec.Profile.SIMULATION) {
            ArrivalsWriter.write(workload.arrivals(), map);
            return map;
        }
        map.put("profile", workload.profile().label());
        ArrivalsWriter.write(workload.arrivals(), map);
        workload.readShare().ifPresent(share -> map.put("readShare", number(share)));
        map.put("keys", keys(workload.keys()));
        map.put("instances", workload.instances());
        if (!(workload.arrivals() instanceof ArrivalsSpec.Closed)) {
            map.put("threads", workload.threads());
        }
        map.put("timeout", Quantities.formatDuration(workload.timeout()));
        map.put("retries", workload.retries());
        map.put("application", ApplicationText.of(workload.application()));
        if (!workload.statements().isEmpty()) {
            map.put(
                    "statements",
                    workload.statements().stream()
                            .map(ScenarioWriter::statement)
                            .toList());
        }
        clients(workload, map);
        return map;
    }

    private static Object keys(WorkloadSpec.KeyChoice keys) {
        if (keys instanceof WorkloadSpec.Zipf zipf) {
            return Map.of("zipf", number(zipf.exponent()));
        }
        if (keys instanceof WorkloadSpec.HotSet hotSet) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("share", percent(hotSet.share()));
            map.put("of", percent(hotSet.of()));
            map.put("moveEvery", Quantities.formatDuration(hotSet.moveEvery()));
            return Map.of("hotSet", map);
        }
        return "uniform";
    }

    private static void clients(WorkloadSpec workload, Map<String, Object> map) {
        if (workload.profile() != WorkloadSpec.Profile.USER) {
            map.put("sessions", workload.clients().sessions());
            map.put("valueSize", Quantities.formatBytes(workload.clients().valueBytes()));
        }
        workload.clients().held().ifPresent(held -> {
            Map<String, Object> hold = new LinkedHashMap<>();
            hold.put("share", percent(held.share()));
            hold.put("for", Quantities.formatDuration(held.length()));
            map.put("holdTransactions", hold);
        });
    }

    private static String percent(double share) {
        return Quantities.formatPercent(
                BigDecimal.valueOf(share).movePointRight(2).doubleValue());
    }

    private static Map<String, Object> statement(WorkloadSpec.Statement statement) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sql", statement.sql());
        map.put("weight", statement.weight());
        return map;
    }

    private static Map<String, Object> phases(PhaseSpec phases) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("baseline", Quantities.formatDuration(phases.baseline()));
        map.put("after", Quantities.formatDuration(phases.after()));
        return map;
    }

    private static Map<String, Object> fault(FaultSpec placed) {
        Fault fault = placed.fault();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(fault.kind().key(), fault.target().name());
        for (FaultParameter parameter : fault.kind().parameters()) {
            map.put(parameter.name(), FaultValues.text(parameter, fault.values().get(parameter.name())));
        }
        map.put("at", point(placed.at()));
        map.put("for", Quantities.formatDuration(placed.length()));
        return map;
    }

    private static String point(PhasePoint at) {
        if (at.percent() > 0) {
            return at.phase().label() + " " + at.percent() + "%";
        }
        return at.delay().isZero()
                ? at.phase().label()
                : at.phase().label() + " +" + Quantities.formatDuration(at.delay());
    }

    private static Map<String, Object> checks(ChecksSpec checks) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (CheckName check : CheckName.values()) {
            if (checks.enabled().contains(check)) {
                map.put(check.label(), settings(check, checks));
            }
        }
        return map;
    }

    private static Map<String, Object> settings(CheckName check, ChecksSpec checks) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (check == CheckName.SAMPLED_CHECKSUM) {
            ChecksSpec.SampledChecksum sampled = checks.sampledChecksum().orElseThrow();
            map.put("confidence", number(sampled.confidence()));
            map.put("detect", number(sampled.detect()));
        } else if (check == CheckName.LATENCY_BASELINE) {
            ChecksSpec.LatencyBaseline latency = checks.latencyBaseline().orElseThrow();
            latency.percentMax()
                    .forEach((percentile, percent) ->
                            map.put(percentile.label(), "+" + Quantities.formatPercent(percent)));
            map.put("ignoreBelow", Quantities.formatDuration(latency.ignoreBelow()));
            map.put("looks", latency.looks());
            latency.file()
                    .ifPresent(file -> map.put("file", file.toAbsolutePath().toString()));
            latency.calibration()
                    .ifPresent(
                            file -> map.put("calibration", file.toAbsolutePath().toString()));
        } else if (check == CheckName.LATENCY_THRESHOLD) {
            ChecksSpec.LatencyThreshold threshold = checks.latencyThreshold().orElseThrow();
            threshold.max().forEach((percentile, max) -> map.put(percentile.label(), Quantities.formatDuration(max)));
            if (!threshold.per().isEmpty()) {
                map.put(
                        "per",
                        threshold.per().stream()
                                .sorted()
                                .map(ChecksSpec.LatencyThreshold.Per::label)
                                .toList());
            }
        } else if (check == CheckName.RECOVERY) {
            ChecksSpec.Recovery recovery = checks.recovery().orElseThrow();
            map.put("goodput", Quantities.formatPercent(recovery.goodputPercent()));
            map.put("within", Quantities.formatDuration(recovery.within()));
        } else if (check == CheckName.HISTORY) {
            ChecksSpec.History history = checks.history().orElseThrow();
            map.put("staleReads", history.staleReads());
            map.put("staleFor", Quantities.formatDuration(history.staleFor()));
        }
        return map;
    }

    private static Object expect(Expectation expect) {
        if (expect.fired().isPresent()) {
            return Map.of("fired", expect.fired().get().key());
        }
        return switch (expect.verdict()) {
            case PASS -> "pass";
            case INCONCLUSIVE -> "inconclusive";
            case FAIL ->
                Map.of("fail", expect.failing().stream().map(CheckName::label).collect(Collectors.toList()));
        };
    }

    private static List<String> names(Collection<ShardId> shards) {
        return shards.stream().map(ShardId::name).toList();
    }

    /** A whole number must not look like a decimal, nor the other way round: it would be written with its type. */
    static Number number(double value) {
        BigDecimal decimal = new BigDecimal(Quantities.plain(value));
        return decimal.scale() <= 0 ? (Number) decimal.longValueExact() : decimal;
    }
}
