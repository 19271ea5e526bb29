package dev.shardproof.scenarios.cli;

import dev.shardproof.scenarios.spec.FaultSpec;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.file.FaultValues;
import dev.shardproof.scenarios.spec.yaml.Quantities;
import dev.shardproof.scenarios.wiring.Translation;
import dev.shardproof.simulator.topology.ShardId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Says what a rehearsal would do. Starts and asks nothing. */
final class RehearsalDryRun {

    private RehearsalDryRun() {}

    /** The text, line by line. */
    static List<String> lines(Scenario scenario) {
        List<String> lines = new ArrayList<>();
        lines.add("Would rehearse '%s', seed %d. Nothing was started.".formatted(scenario.name(), scenario.seed()));
        lines.add("Shards: %s to %s, provider %s"
                .formatted(
                        names(scenario.cluster().shards()),
                        names(scenario.reshard().shards()),
                        scenario.cluster().provider().label()));
        lines.add("Data: %s. Load: %s, %s"
                .formatted(
                        Translation.datasetName(scenario),
                        scenario.workload().profile().label(),
                        scenario.workload().arrivals().words()));
        lines.add(scenario.faults().isEmpty() ? "Faults: none" : "Faults:");
        scenario.faults().forEach(fault -> lines.add("    " + line(fault)));
        return lines;
    }

    private static String line(FaultSpec fault) {
        String values = FaultValues.line(fault.fault());
        return "%s at %s for %s%s"
                .formatted(
                        fault.fault().name(),
                        fault.at(),
                        Quantities.formatDuration(fault.length()),
                        values.isEmpty() ? "" : ", " + values);
    }

    private static String names(Collection<ShardId> shards) {
        return shards.stream().map(ShardId::name).collect(Collectors.joining(", "));
    }
}
