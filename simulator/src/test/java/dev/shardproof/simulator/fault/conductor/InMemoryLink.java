package dev.shardproof.simulator.fault.conductor;

import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.ExpectedEffect;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.Measure;
import dev.shardproof.simulator.fault.PartlyInjectedException;
import dev.shardproof.simulator.fault.Probe;
import dev.shardproof.simulator.fault.Summary;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** An injector and a probe that agree with each other, without any socket; each can be made to misbehave. */
final class InMemoryLink implements FaultFamily, Probe {

    private static final double HEALTHY_MILLIS = 1;

    final AtomicInteger active = new AtomicInteger();
    volatile boolean sabotaged;
    volatile boolean refusesInjection;
    volatile int healingsToFail;
    volatile boolean probeFails;
    volatile boolean staysSlow;
    volatile boolean injectsInPart;
    volatile CountDownLatch probing = new CountDownLatch(0);
    private volatile double riseMillis;

    @Override
    public ActiveFault inject(Fault fault, Duration timeToLive) {
        if (refusesInjection) {
            throw new FaultException(fault.name() + " was refused");
        }
        active.incrementAndGet();
        riseMillis = sabotaged ? 0 : fault.duration("latency").toMillis();
        ActiveFault acting = acting(fault);
        if (injectsInPart) {
            throw new PartlyInjectedException(fault.name() + " was injected in part", null, acting);
        }
        return acting;
    }

    private ActiveFault acting(Fault fault) {
        return new ActiveFault() {
            private boolean healed;

            @Override
            public Fault fault() {
                return fault;
            }

            @Override
            public synchronized void close() {
                if (healingsToFail > 0) {
                    healingsToFail--;
                    throw new FaultException(fault.name() + " was not healed");
                }
                if (!healed) {
                    healed = true;
                    active.decrementAndGet();
                    riseMillis = staysSlow ? riseMillis : 0;
                }
            }
        };
    }

    @Override
    public Set<FaultKind> kinds() {
        return Set.of(FaultKind.SLOW_SHARD);
    }

    @Override
    public List<Measure> measures(Fault fault) {
        return List.of(new Measure(ExpectedEffect.of("round trip", "ms", Summary.MEDIAN, 160, 40), this));
    }

    @Override
    public double sample() throws IOException {
        try {
            probing.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        if (probeFails) {
            throw new IOException("no answer");
        }
        return HEALTHY_MILLIS + riseMillis;
    }
}
