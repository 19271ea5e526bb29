package dev.shardproof.simulator.fault.conductor;

import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.Fault;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultInjector;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** An injector and a probe that agree with each other, without any socket; each can be made to misbehave. */
final class InMemoryLink implements FaultInjector, Probe {

    private static final long HEALTHY_MICROS = 1000;

    final AtomicInteger active = new AtomicInteger();
    volatile boolean sabotaged;
    volatile boolean refusesInjection;
    volatile int healingsToFail;
    volatile boolean probeFails;
    volatile boolean staysSlow;
    private volatile long riseMicros;

    @Override
    public ActiveFault inject(Fault fault) {
        if (refusesInjection) {
            throw new FaultException(fault.name() + " was refused", null);
        }
        active.incrementAndGet();
        riseMicros = sabotaged ? 0 : fault.mostRise().toNanos() / 1000;
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
                    throw new FaultException(fault.name() + " was not healed", null);
                }
                if (!healed) {
                    healed = true;
                    active.decrementAndGet();
                    riseMicros = staysSlow ? riseMicros : 0;
                }
            }
        };
    }

    @Override
    public long roundTripMicros() throws IOException {
        if (probeFails) {
            throw new IOException("no answer");
        }
        return HEALTHY_MICROS + riseMicros;
    }
}
