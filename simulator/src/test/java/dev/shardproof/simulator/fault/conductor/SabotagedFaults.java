package dev.shardproof.simulator.fault.conductor;

import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.Measure;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real family whose injections, or whose healings, silently do nothing: the negative twin of every proof. */
public final class SabotagedFaults implements FaultFamily, AutoCloseable {

    private final FaultFamily real;
    private final int lifetimes;
    private final List<ActiveFault> unhealed = new CopyOnWriteArrayList<>();

    private SabotagedFaults(FaultFamily real, int lifetimes) {
        this.real = real;
        this.lifetimes = lifetimes;
    }

    /** Says that it injected, and did not. */
    public static SabotagedFaults neverActs(FaultFamily real) {
        return new SabotagedFaults(real, 0);
    }

    /** Says that it healed, and did not, until this is closed. */
    public static SabotagedFaults neverHeals(FaultFamily real) {
        return neverHeals(real, 1);
    }

    /** The same, for so many times the time to live, so that no lease heals what this does not. */
    public static SabotagedFaults neverHeals(FaultFamily real, int lifetimes) {
        return new SabotagedFaults(real, lifetimes);
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
        if (lifetimes > 0) {
            unhealed.add(real.inject(fault, timeToLive.multipliedBy(lifetimes)));
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
        unhealed.forEach(ActiveFault::close);
    }
}
