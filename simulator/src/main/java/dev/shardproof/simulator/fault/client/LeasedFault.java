package dev.shardproof.simulator.fault.client;

import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.catalog.Fault;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A fault in the applications, whose lease a daemon thread renews until it is closed or its time is over. */
final class LeasedFault implements ActiveFault {

    private static final Logger LOG = LoggerFactory.getLogger(LeasedFault.class);
    private static final int RENEWALS_A_LEASE = 4;

    private final Fault fault;
    private final String id;
    private final ApplicationControl control;
    private final Duration lease;
    private final ProbeClock clock;
    private final long endNanos;
    private final ScheduledExecutorService renewals = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "fault lease");
        thread.setDaemon(true);
        return thread;
    });
    private boolean healed;

    /** @param endNanos when it is not renewed any more, by {@code clock} */
    LeasedFault(Fault fault, String id, ApplicationControl control, Duration lease, ProbeClock clock, long endNanos) {
        this.fault = fault;
        this.id = id;
        this.control = control;
        this.lease = lease;
        this.clock = clock;
        this.endNanos = endNanos;
        long pause = lease.toNanos() / RENEWALS_A_LEASE;
        renewals.scheduleWithFixedDelay(this::renew, pause, pause, TimeUnit.NANOSECONDS);
    }

    private void renew() {
        Duration left = Duration.ofNanos(endNanos - clock.nanoTime());
        if (left.toMillis() < 1) {
            renewals.shutdown();
            return;
        }
        try {
            control.renew(id, left.compareTo(lease) < 0 ? left : lease);
        } catch (FaultException e) {
            LOG.warn("{}: {}", fault.name(), e.getMessage());
        }
    }

    @Override
    public Fault fault() {
        return fault;
    }

    @Override
    public synchronized void close() {
        renewals.shutdown();
        if (!healed) {
            control.stop(id);
            healed = true;
        }
    }
}
