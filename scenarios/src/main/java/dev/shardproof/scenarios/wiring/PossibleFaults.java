package dev.shardproof.scenarios.wiring;

import dev.shardproof.scenarios.spec.FaultRules;
import dev.shardproof.scenarios.spec.FaultSpec;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.cluster.ClusterSpec.Provider;
import dev.shardproof.simulator.fault.proxy.ToxiproxyBinary;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which faults of a scenario are possible with its provider, on this machine. Starts nothing. */
public final class PossibleFaults {

    private PossibleFaults() {}

    /**
     * What speaks against the scenario's faults.
     *
     * @param scenario its provider may be another one than that of its file
     * @param path where programs are looked for, as in the environment variable PATH
     * @return a line for each fault that can never be injected or proven
     */
    public static List<String> problems(Scenario scenario, String path) {
        Provider provider = scenario.cluster().provider();
        boolean realProxy =
                provider != Provider.CONTAINERS && ToxiproxyBinary.find(path).isPresent();
        return scenario.faults().stream()
                .flatMap(fault -> problem(fault, provider, realProxy).stream()
                        .map(why -> "%s at %s: %s".formatted(fault.fault().name(), fault.at(), why)))
                .toList();
    }

    private static Optional<String> problem(FaultSpec fault, Provider provider, boolean realProxy) {
        return Stream.of(FaultRules.problem(fault, Optional.of(provider)), ofProxy(fault, realProxy))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> ofProxy(FaultSpec fault, boolean realProxy) {
        return realProxy && FaultRules.readsStatements(fault.fault().kind())
                ? Optional.of(
                        "only the embedded wire proxy reads statements, and the toxiproxy-server on the PATH would"
                                + " stand in its place; take that off the PATH")
                : Optional.empty();
    }
}
