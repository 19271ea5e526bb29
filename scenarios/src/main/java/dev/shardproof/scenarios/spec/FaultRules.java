package dev.shardproof.scenarios.spec;

import dev.shardproof.scenarios.spec.cluster.ClusterSpec.Provider;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultGroup;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.statement.StatementFaults;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What no value of a fault can tell alone: whether the fault can be injected, and be proven, where it is placed and by the
 * scenario's provider. A run that can not succeed need not begin. Pure.
 */
public final class FaultRules {

    private FaultRules() {}

    /**
     * What speaks against a fault, as far as it is known before the servers are there.
     *
     * @param provider who runs the servers; empty if not known because of other problems
     * @return why, and what to do, in a sentence; empty if nothing does
     */
    public static Optional<String> problem(FaultSpec fault, Optional<Provider> provider) {
        return provider.flatMap(known -> ofProvider(fault.fault(), known))
                .or(() -> ofPlace(fault))
                .or(() -> ofProof(fault.fault()));
    }

    /** Whether only the embedded wire proxy can inject it. */
    public static boolean readsStatements(FaultKind kind) {
        return kind.group() == FaultGroup.STATEMENT || kind == FaultKind.LOST_REPLY;
    }

    /** Whether a kind can be injected at all into servers of that provider; a server or a machine may still lack something. */
    public static boolean possible(FaultKind kind, Provider provider) {
        return switch (kind) {
            case DISK_FULL, FAILOVER -> provider == Provider.EMBEDDED;
            case CRASH, PAUSE, SLOW_DISK -> provider != Provider.EXTERNAL;
            default -> provider != Provider.CONTAINERS || !readsStatements(kind);
        };
    }

    /** The phases in which a kind can act. */
    public static Set<LoadPhase> phases(FaultKind kind) {
        return switch (kind) {
            case STUCK_THROTTLE, DUPLICATE_CHUNK, REORDER_CHUNKS -> EnumSet.of(LoadPhase.COPYING);
            default ->
                kind.group() == FaultGroup.MIGRATION
                        ? EnumSet.of(LoadPhase.COPYING, LoadPhase.CATCHING_UP, LoadPhase.CUT_OVER)
                        : EnumSet.allOf(LoadPhase.class);
        };
    }

    private static Optional<String> ofProvider(Fault fault, Provider provider) {
        if (possible(fault.kind(), provider)) {
            return Optional.empty();
        }
        return Optional.of("%s is not possible with the provider %s, %s; take the provider %s"
                .formatted(
                        fault.kind().key(),
                        provider.label(),
                        readsStatements(fault.kind())
                                ? "whose real Toxiproxy can not read statements"
                                : "which can not do that to its servers",
                        Stream.of(Provider.values())
                                .filter(other -> possible(fault.kind(), other))
                                .map(Provider::label)
                                .collect(Collectors.joining(" or "))));
    }

    private static Optional<String> ofPlace(FaultSpec spec) {
        Fault fault = spec.fault();
        LoadPhase phase = spec.at().phase();
        if (!phases(fault.kind()).contains(phase)) {
            return Optional.of("%s can not act in %s; place it in %s"
                    .formatted(
                            fault.kind().key(),
                            phase.label(),
                            phases(fault.kind()).stream().map(LoadPhase::label).collect(Collectors.joining(" or "))));
        }
        boolean replicates = phase != LoadPhase.BASELINE && phase != LoadPhase.COPYING;
        if (fault.target().streamTo().isPresent() && !replicates) {
            return Optional.of(
                    ("nothing is replicated in %s, so that nothing shows the %s of %s; place it in catchingUp"
                                    + " or later")
                            .formatted(phase.label(), fault.kind().key(), fault.target()));
        }
        return Optional.empty();
    }

    private static Optional<String> ofProof(Fault fault) {
        try {
            StatementFaults.requireProvable(fault);
            return Optional.empty();
        } catch (FaultException e) {
            return Optional.of(e.getMessage());
        }
    }
}
