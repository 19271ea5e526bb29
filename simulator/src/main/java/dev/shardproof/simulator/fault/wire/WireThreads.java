package dev.shardproof.simulator.fault.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The data-path threads of one server: daemons that are known by name and can be waited for, and what failed in them. Thread-safe. */
final class WireThreads {

    private static final int FAILURES_KEPT = 10;

    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private final List<String> failures = new ArrayList<>();

    void start(String name, Runnable task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } finally {
                        running.remove(Thread.currentThread());
                    }
                },
                name);
        thread.setDaemon(true);
        running.add(thread);
        thread.start();
    }

    /** Writes down that a connection has failed for a reason of the proxy's own. */
    synchronized void failed(String failure) {
        if (failures.size() < FAILURES_KEPT) {
            failures.add(failure);
        }
    }

    /** The first failures, in their order. */
    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /** Waits until all threads have ended, {@code limit} for each at most; an interrupt ends the wait. */
    void awaitEnd(Duration limit) {
        for (Thread thread : running) {
            try {
                thread.join(limit.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
