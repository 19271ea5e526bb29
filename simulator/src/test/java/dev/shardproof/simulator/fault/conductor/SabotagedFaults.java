package dev.shardproof.simulator.fault.conductor;

import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.Measure;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A real family whose injections, or whose healings, silently do nothing: the negative twin of every proof. */
public final class SabotagedFaults implements FaultFamily, AutoCloseable {

    private final FaultFamily real;
    private final boolean acts;
    private ActiveFault unhealed;

    private SabotagedFaults(FaultFamily real, boolean acts) {
        this.real = real;
        this.acts = acts;
    }

    /** Says that it injected, and did not. */
    public static SabotagedFaults neverActs(FaultFamily real) {
        return new SabotagedFaults(real, false);
    }

    /** Says that it healed, and did not, until this is closed. */
    public static SabotagedFaults neverHeals(FaultFamily real) {
        return new SabotagedFaults(real, true);
    }

    @Override
    public Set<FaultKind> kinds() {
        return real.kinds();
    }

    @Override
    public List<Measure> measures(Fault fault) {
        return real.measures(fault);
    }

    @Override
    public ActiveFault inject(Fault fault, Duration timeToLive) {
        if (acts) {
            unhealed = real.inject(fault, timeToLive);
        }
        return new ActiveFault() {
            @Override
            public Fault fault() {
                return fault;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {
        if (unhealed != null) {
            unhealed.close();
        }
    }
}
