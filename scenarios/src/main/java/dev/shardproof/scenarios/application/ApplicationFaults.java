package dev.shardproof.scenarios.application;

import dev.shardproof.loadgen.process.CommandHandler;
import dev.shardproof.loadgen.workload.key.HotKeys;
import dev.shardproof.simulator.client.ApplicationInstance;
import dev.shardproof.simulator.fault.catalog.Fault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The faults that act in the load process. Each is ended when the harness says so, when its lease is over, or when the line
 * to the harness ends; whichever comes first. Thread-safe.
 */
public final class ApplicationFaults implements CommandHandler, AutoCloseable {

    private static final long TICK_MILLIS = 100;

    private final ApplicationTier tier;
    private final HotKeys keys;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "application-faults");
        thread.setDaemon(true);
        return thread;
    });

    /** Guarded by this. */
    private final Map<String, Acting> acting = new HashMap<>();

    /** The shares that are asked for the hot key, by the faults that ask. Guarded by this. */
    private final Map<String, Double> heat = new HashMap<>();

    private boolean closed;

    private static final class Acting {
        private final Runnable end;
        private long untilNanos;

        Acting(Runnable end) {
            this.end = end;
        }
    }

    /**
     * @param keys what the workload chooses its keys by
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public ApplicationFaults(ApplicationTier tier, HotKeys keys, LongSupplier nanoTime) {
        this.tier = Objects.requireNonNull(tier, "tier is null");
        this.keys = Objects.requireNonNull(keys, "keys is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
        ticker.scheduleWithFixedDelay(this::endOverdue, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void handle(List<String> words) {
        FaultWords said = FaultWords.of(words);
        if (said.order() instanceof FaultWords.Start start) {
            if (closed) {
                throw new IllegalStateException("the load ends");
            }
            if (acting.containsKey(said.id())) {
                throw new IllegalArgumentException("fault %s acts already".formatted(said.id()));
            }
            Acting fault = new Acting(begin(said.id(), start.fault()));
            fault.untilNanos = nanoTime.getAsLong() + start.lease().toNanos();
            acting.put(said.id(), fault);
        } else if (said.order() instanceof FaultWords.Renew renew) {
            Acting fault = acting.get(said.id());
            if (fault == null) {
                throw new IllegalArgumentException("fault %s does not act: its lease was over".formatted(said.id()));
            }
            fault.untilNanos = nanoTime.getAsLong() + renew.lease().toNanos();
        } else {
            end(said.id());
        }
    }

    /** Ends every fault whose lease is over. */
    synchronized void endOverdue() {
        long now = nanoTime.getAsLong();
        acting.entrySet().stream()
                .filter(fault -> now - fault.getValue().untilNanos >= 0)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::end);
    }

    @Override
    public void lineEnded() {
        close();
    }

    /** Ends all faults; none begins any more. */
    @Override
    public synchronized void close() {
        closed = true;
        List.copyOf(acting.keySet()).forEach(this::end);
        ticker.shutdown();
    }

    private void end(String id) {
        Acting fault = acting.remove(id);
        if (fault != null) {
            fault.end.run();
        }
    }

    /** Lets it act; what is returned ends it. */
    private Runnable begin(String id, Fault fault) {
        return switch (fault.kind()) {
            case RETRY_STORM -> {
                List<ApplicationInstance> some = some(fault.count("instances"));
                some.forEach(instance -> instance.storm(id, Math.toIntExact(fault.count("retries"))));
                yield () -> some.forEach(instance -> instance.calm(id));
            }
            case STALE_ROUTING_CACHE -> {
                List<ApplicationInstance> some = some(fault.count("instances"));
                boolean refresh = fault.text("refresh").equals("onMoved");
                some.forEach(instance -> instance.pin(id, fault.count("behind"), refresh));
                yield () -> some.forEach(instance -> instance.unpin(id));
            }
            case THUNDERING_RECONNECT -> reconnects(fault.duration("every").toMillis());
            case HOT_KEY -> {
                heat.put(id, fault.share("share"));
                heatKey();
                yield () -> {
                    heat.remove(id);
                    heatKey();
                };
            }
            default -> throw new IllegalArgumentException("%s is no fault of the applications".formatted(fault.name()));
        };
    }

    /** There is one hot key, and of several faults the hottest counts. */
    private void heatKey() {
        keys.heat(heat.values().stream().mapToDouble(Double::doubleValue).max().orElse(0));
    }

    private List<ApplicationInstance> some(long count) {
        List<ApplicationInstance> all = tier.instances();
        if (count > all.size()) {
            throw new IllegalArgumentException(
                    "instances is %d, but the application has %d: see workload.instances".formatted(count, all.size()));
        }
        return all.subList(0, (int) count);
    }

    private Runnable reconnects(long everyMillis) {
        ScheduledFuture<?> rounds = ticker.scheduleAtFixedRate(
                () -> tier.instances().forEach(ApplicationInstance::dropConnections),
                0,
                everyMillis,
                TimeUnit.MILLISECONDS);
        return () -> rounds.cancel(false);
    }
}
