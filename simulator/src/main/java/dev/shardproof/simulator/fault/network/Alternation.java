package dev.shardproof.simulator.fault.network;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A disturbance that comes and goes, in a daemon thread of its own. It gives up by itself when its time is over, so that it
 * does not undo what a watchdog has healed.
 */
final class Alternation implements Disturbance {

    private static final Logger LOG = LoggerFactory.getLogger(Alternation.class);

    private final String name;
    private final Disturbance inner;
    private final Duration on;
    private final Duration off;
    private final Duration timeToLive;
    private Thread thread;
    private boolean stopped;

    Alternation(String name, Disturbance inner, Duration on, Duration off, Duration timeToLive) {
        this.name = Objects.requireNonNull(name, "name is null");
        this.inner = Objects.requireNonNull(inner, "inner is null");
        this.on = on;
        this.off = off;
        this.timeToLive = timeToLive;
    }

    /** The first round begins at once, and its failure is the caller's. */
    @Override
    public synchronized void begin() throws IOException {
        inner.begin();
        thread = new Thread(this::alternate, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void alternate() {
        long rounds = Math.max(1, timeToLive.dividedBy(on.plus(off)));
        for (long round = 0; round < rounds; round++) {
            if (!turn(on, inner::heal) || !turn(off, inner::begin)) {
                return;
            }
        }
        turn(Duration.ZERO, inner::heal);
    }

    /** A step that talks to the proxy server. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /**
     * Waits, then does a step, unless it was stopped meanwhile. A step that fails is told and forgotten: the next one may
     * succeed, and if none does, the proof fails or the healing at the end does.
     *
     * @return whether it goes on
     */
    private synchronized boolean turn(Duration pause, Step step) {
        try {
            long end = System.nanoTime() + pause.toNanos();
            for (long left = pause.toNanos(); left > 0 && !stopped; left = end - System.nanoTime()) {
                // Waiting is the feature, and rounded up, for 0 would be for ever.
                wait(left / 1_000_000 + 1);
            }
            if (!stopped) {
                step.run();
            }
        } catch (IOException e) {
            LOG.warn("{}: {}", name, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !stopped;
    }

    /** Under the same lock as the steps, so that none of them comes after it. */
    @Override
    public synchronized void heal() throws IOException {
        stopped = true;
        notifyAll();
        inner.heal();
    }
}
