package dev.shardproof.simulator.fault.network;

import eu.rekawek.toxiproxy.Proxy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A proxy that refuses connections and has cut those it had. */
final class ProxyDown implements Disturbance {

    /** A port that was given up may be another process's for a moment: the system hands out ports of that range. */
    private static final int ATTEMPTS = 50;

    private static final long PAUSE_MILLIS = 100;

    private final Proxy proxy;

    ProxyDown(Proxy proxy) {
        this.proxy = Objects.requireNonNull(proxy, "proxy is null");
    }

    @Override
    public void begin() throws IOException {
        proxy.disable();
    }

    @Override
    public void heal() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                proxy.enable();
                return;
            } catch (IOException e) {
                if (Toxics.isNotFound(e)) {
                    return;
                }
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
            pause();
        }
    }

    /** Waiting is the feature: the port is waited for. */
    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a proxy was enabled");
        }
    }
}
