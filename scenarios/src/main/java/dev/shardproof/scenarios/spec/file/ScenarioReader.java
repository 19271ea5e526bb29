package dev.shardproof.scenarios.spec.file;

import dev.shardproof.scenarios.spec.ChecksSpec;
import dev.shardproof.scenarios.spec.Defaults;
import dev.shardproof.scenarios.spec.Expectation;
import dev.shardproof.scenarios.spec.FaultSpec;
import dev.shardproof.scenarios.spec.GuardsSpec;
import dev.shardproof.scenarios.spec.PhaseSpec;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.cluster.ClusterSpec;
import dev.shardproof.scenarios.spec.cluster.DataSpec;
import dev.shardproof.scenarios.spec.cluster.ReshardSpec;
import dev.shardproof.scenarios.spec.file.cluster.ClusterKeys;
import dev.shardproof.scenarios.spec.file.cluster.ClusterReader;
import dev.shardproof.scenarios.spec.file.cluster.DataReader;
import dev.shardproof.scenarios.spec.file.cluster.ExternalReader;
import dev.shardproof.scenarios.spec.file.cluster.ReshardReader;
import dev.shardproof.scenarios.spec.file.workload.WorkloadKeys;
import dev.shardproof.scenarios.spec.file.workload.WorkloadReader;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.Position;
import dev.shardproof.scenarios.spec.yaml.Problems;
import dev.shardproof.scenarios.spec.yaml.SafeYaml;
import dev.shardproof.scenarios.spec.yaml.ValueReader;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads a scenario file and checks everything that can be known without a server. All mistakes of a file are reported
 * together. Files that the scenario names are looked up in its own folder and must be readable; they are not opened.
 */
public final class ScenarioReader {

    private ScenarioReader() {}

    /**
     * Reads a file.
     *
     * @throws InvalidScenarioException if it can not be read or is not a valid scenario
     */
    public static Scenario read(Path file) {
        Problems problems = new Problems(file.toString());
        byte[] content;
        // One byte more than allowed is enough to see that there is too much, however large the file is.
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(SafeYaml.BYTES_MAX + 1);
        } catch (IOException e) {
            String reason =
                    Files.isDirectory(file) ? "it is a folder" : e.getClass().getSimpleName();
            problems.add(Position.WHOLE_FILE, "the file can not be read: " + reason);
            throw new InvalidScenarioException(problems.inFileOrder());
        }
        return read(
                content, Optional.ofNullable(file.toAbsolutePath().normalize().getParent()), problems);
    }

    /**
     * Reads a scenario that is not a file and therefore can not name other files.
     *
     * @param name stands for the file in messages
     * @throws InvalidScenarioException if it is not a valid scenario
     */
    public static Scenario read(String name, byte[] content) {
        return read(content, Optional.empty(), new Problems(name));
    }

    private static Scenario read(byte[] content, Optional<Path> folder, Problems problems) {
        Optional<Scenario> scenario = SafeYaml.parse(content, problems)
                .flatMap(root -> Fields.of(root, "", ScenarioKeys.ROOT, problems))
                .flatMap(root -> scenario(root, folder));
        if (scenario.isEmpty() || !problems.isEmpty()) {
            throw new InvalidScenarioException(problems.inFileOrder());
        }
        return scenario.get();
    }

    private static Optional<Scenario> scenario(Fields root, Optional<Path> folder) {
        root.required("apiVersion", Values.choice(List.of(Scenario.API_VERSION), version -> version));
        Optional<String> name = root.required("name", ScenarioReader::name);
        String description = root.optional("description", "", ScenarioReader::description);
        long seed = root.optional("seed", Defaults.SEED, Values.wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE));
        Optional<Fields> clusterFields = root.requiredFields("cluster", ClusterKeys.CLUSTER);
        Optional<ClusterSpec> cluster =
                clusterFields.flatMap(fields -> ClusterReader.read(fields, folder.orElse(Path.of(""))));
        Optional<DataSpec> data =
                root.requiredFields("data", ClusterKeys.DATA).flatMap(fields -> new DataReader(fields, folder).read());
        Optional<ReshardSpec> reshard = root.requiredFields("reshard", ClusterKeys.RESHARD)
                .flatMap(fields -> ReshardReader.read(fields, cluster));
        shards(cluster, reshard)
                .ifPresent(shards -> ExternalReader.requireServers(
                        clusterFields.orElseThrow(),
                        cluster.orElseThrow().external(),
                        cluster.orElseThrow().provider() == ClusterSpec.Provider.EXTERNAL,
                        shards));
        Optional<Fields> workloadFields = root.requiredFields("workload", WorkloadKeys.WORKLOAD);
        Optional<WorkloadSpec> workload = workloadFields.flatMap(fields -> WorkloadReader.read(fields, folder));
        PhaseSpec phases = root.optionalFields("phases", ScenarioKeys.PHASES)
                .map(ScenarioReader::phases)
                .orElse(Defaults.PHASES);
        List<FaultSpec> faults = new FaultsReader(
                        root,
                        shards(cluster, reshard),
                        phases,
                        workload.map(spec -> OptionalInt.of(spec.instances())).orElse(OptionalInt.empty()),
                        cluster.map(ClusterSpec::provider))
                .read();
        Optional<ChecksSpec> checks = ChecksReader.checks(root, folder, workload);
        GuardsSpec guards =
                GuardsReader.read(root, cluster.map(ClusterSpec::provider).orElse(Defaults.PROVIDER));
        Optional<Expectation> expect = ChecksReader.expect(root, checks, guards);
        if (data.isPresent() && workload.isPresent()) {
            requireMatchingData(workloadFields.orElseThrow(), data.get(), workload.get());
        }
        if (!root.problems().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Scenario(
                name.orElseThrow(),
                description,
                seed,
                cluster.orElseThrow(),
                data.orElseThrow(),
                reshard.orElseThrow(),
                workload.orElseThrow(),
                phases,
                faults,
                guards,
                checks.orElseThrow(),
                expect.orElseThrow()));
    }

    private static void requireMatchingData(Fields fields, DataSpec data, WorkloadSpec workload) {
        WorkloadSpec.Profile profile = workload.profile();
        if (!profile.fits(data)) {
            fields.reject(
                    fields.valueAt("profile"),
                    "profile",
                    "%s needs the data set %s; use the profile user with statements of your own"
                            .formatted(
                                    profile.label(),
                                    profile.dataset().orElseThrow().label()));
        }
    }

    private static Optional<Collection<ShardId>> shards(Optional<ClusterSpec> cluster, Optional<ReshardSpec> reshard) {
        if (cluster.isEmpty() || reshard.isEmpty()) {
            return Optional.empty();
        }
        Set<ShardId> shards = new LinkedHashSet<>(cluster.get().shards());
        shards.addAll(reshard.get().shards());
        return Optional.of(shards);
    }

    private static PhaseSpec phases(Fields fields) {
        ValueReader<Duration> length = Values.duration(PhaseSpec.MIN, PhaseSpec.MAX);
        return new PhaseSpec(
                fields.optional("baseline", Defaults.PHASES.baseline(), length),
                fields.optional("after", Defaults.PHASES.after(), length));
    }

    /** Reads the name of a scenario or a plan, which names the folder of its runs. */
    public static String name(YamlNode node) {
        return Values.parsed(
                        "lower-case words joined by '-', a letter first, at most %d characters"
                                .formatted(Scenario.NAME_LENGTH_MAX),
                        text -> Optional.of(text).filter(Scenario::isValidName))
                .read(node);
    }

    private static String description(YamlNode node) {
        return Values.parsed(
                        "a text of at most %d characters".formatted(Scenario.DESCRIPTION_LENGTH_MAX),
                        text -> Optional.of(text).filter(any -> any.length() <= Scenario.DESCRIPTION_LENGTH_MAX))
                .read(node);
    }
}
