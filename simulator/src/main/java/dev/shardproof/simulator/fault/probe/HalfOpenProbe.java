package dev.shardproof.simulator.fault.probe;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.session.ServerSession;
import dev.shardproof.simulator.fault.Probe;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Counts sessions that the server has ended and that the client has not heard of: a session by the link asks and gets neither
 * answer nor end, while the server, asked directly, has no process for it any more.
 */
public final class HalfOpenProbe implements Probe {

    private static final Duration DIRECT_PATIENCE = Duration.ofSeconds(10);

    private final ServerSession byLink;
    private final ServerSession direct;
    private final Duration patience;
    private final ExecutorService asker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "half-open probe");
        thread.setDaemon(true);
        return thread;
    });

    private int halfOpen;

    /**
     * Probes the link to a server.
     *
     * @param patience how long an answer may take
     */
    public HalfOpenProbe(ShardServer server, Endpoint link, Duration patience) {
        this.patience = patience;
        this.byLink = new ServerSession(server, link, patience);
        this.direct = new ServerSession(server, server.endpoint(), DIRECT_PATIENCE);
    }

    @Override
    public double sample() throws IOException {
        int process;
        try {
            process = byLink.processId();
        } catch (IOException e) {
            return halfOpen; // there is no session that could be half open
        }
        Future<Boolean> silence = asker.submit(this::isSilent);
        if (result(silence, patience.dividedBy(2)).isEmpty()) {
            // Asked while the client still waits: when it gives up, that may end the server's side too.
            boolean gone = direct.value(
                            "SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity WHERE pid = ?", process)
                    .equals("0");
            if (gone && result(silence, patience.multipliedBy(2)).orElse(false)) {
                halfOpen++;
            }
        }
        return halfOpen;
    }

    /** Whether a question by the link gets neither an answer nor the end of the connection. */
    private boolean isSilent() {
        try {
            byLink.value("SELECT 1");
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Boolean> result(Future<Boolean> future, Duration limit) throws IOException {
        try {
            return Optional.of(future.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IOException("a session by the link broke: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a session was watched");
        }
    }

    @Override
    public void close() {
        asker.shutdownNow();
        byLink.close();
        direct.close();
    }
}
