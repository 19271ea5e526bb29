package dev.shardproof.simulator.fault.watchdog;

import dev.shardproof.simulator.fault.lease.GrantedLease;
import dev.shardproof.simulator.fault.lease.HealAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Heals several leases at the same time, the actions of one in their order. Each action has a time limit, and one that fails
 * keeps no other from being carried out. Threads are daemons. Thread-safe.
 */
final class HealingCrew {

    private final Healing healing;
    private final Duration actionLimit;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "healing");
        thread.setDaemon(true);
        return thread;
    });

    /** @param actionLimit how long one action may take */
    HealingCrew(Healing healing, Duration actionLimit) {
        this.healing = healing;
        this.actionLimit = actionLimit;
    }

    /** Heals them and says, for each lease, what could not be done; no problem, no entry in its list. */
    Map<GrantedLease, List<String>> heal(List<GrantedLease> leases) {
        Map<GrantedLease, Future<List<String>>> running = new LinkedHashMap<>();
        leases.forEach(lease -> running.put(lease, threads.submit(() -> perform(lease))));
        Map<GrantedLease, List<String>> problems = new LinkedHashMap<>();
        running.forEach((lease, result) -> problems.put(lease, resultOf(result)));
        return problems;
    }

    private static List<String> resultOf(Future<List<String>> result) {
        try {
            return result.get();
        } catch (ExecutionException e) {
            return List.of("internal error: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("interrupted");
        }
    }

    private List<String> perform(GrantedLease lease) throws InterruptedException {
        List<String> problems = new ArrayList<>();
        for (HealAction action : lease.actions()) {
            Future<?> result = threads.submit(() -> {
                healing.perform(action);
                return null;
            });
            try {
                result.get(actionLimit.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                result.cancel(true);
                problems.add("%s did not end within %d ms".formatted(action, actionLimit.toMillis()));
            } catch (ExecutionException e) {
                problems.add(String.valueOf(e.getCause().getMessage()));
            }
        }
        return problems;
    }
}
