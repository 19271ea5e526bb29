package dev.shardproof.simulator.fault;

import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Several families as one; each fault goes to the family that has its kind. Thread-safe. */
public final class FaultFamilies implements FaultFamily {

    private final Map<FaultKind, FaultFamily> families = new EnumMap<>(FaultKind.class);

    /**
     * Joins families.
     *
     * @throws IllegalArgumentException if two have the same kind
     */
    public FaultFamilies(List<FaultFamily> all) {
        for (FaultFamily family : all) {
            for (FaultKind kind : family.kinds()) {
                if (families.put(kind, family) != null) {
                    throw new IllegalArgumentException("two families have the fault " + kind.key());
                }
            }
        }
    }

    @Override
    public Set<FaultKind> kinds() {
        return Set.copyOf(families.keySet());
    }

    @Override
    public ActiveFault inject(Fault fault, Duration timeToLive) {
        return family(fault).inject(fault, timeToLive);
    }

    @Override
    public List<Measure> measures(Fault fault) {
        return family(fault).measures(fault);
    }

    private FaultFamily family(Fault fault) {
        FaultFamily family = families.get(fault.kind());
        if (family == null) {
            throw new FaultException("%s can not be injected with these servers and proxies; possible are %s"
                    .formatted(
                            fault.name(),
                            families.keySet().stream().map(FaultKind::key).collect(Collectors.joining(", "))));
        }
        return family;
    }
}
