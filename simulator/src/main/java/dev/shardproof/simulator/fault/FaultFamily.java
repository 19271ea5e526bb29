package dev.shardproof.simulator.fault;

import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import java.util.List;
import java.util.Set;

/** Injects several related kinds of faults and knows how each is seen. Implementations are thread-safe. */
public interface FaultFamily extends FaultInjector {

    /** The kinds that it can inject here: what a provider can not do is missing. */
    Set<FaultKind> kinds();

    /**
     * New probes for what {@code fault} must be seen to do; at least one proves the bite and, unless the fault is
     * momentary, at least one the healing.
     *
     * @throws FaultException if it can not be measured here
     */
    List<Measure> measures(Fault fault);
}
