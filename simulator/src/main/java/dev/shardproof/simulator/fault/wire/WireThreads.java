package dev.shardproof.simulator.fault.wire;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The data-path threads of one server: daemons that are known by name and can be waited for. Thread-safe. */
final class WireThreads {

    private final Set<Thread> running = ConcurrentHashMap.newKeySet();

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
