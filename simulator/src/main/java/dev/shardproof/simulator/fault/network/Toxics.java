package dev.shardproof.simulator.fault.network;

import dev.shardproof.simulator.fault.proxy.ToxicApi;
import eu.rekawek.toxiproxy.Proxy;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** Toxics on one proxy, added and removed together. */
final class Toxics implements Disturbance {

    /** How the client's message begins when the proxy is not there any more; then nothing acts on it. */
    private static final String NOT_FOUND = "[404]";

    private final Proxy proxy;
    private final List<Setting> settings;
    private final ToxicApi api;

    /**
     * A toxic to be.
     *
     * @param name unlike any other on the proxy
     * @param addition how it is added
     */
    record Setting(String name, Addition addition) {
        Setting {
            Objects.requireNonNull(name, "name is null");
            Objects.requireNonNull(addition, "addition is null");
        }
    }

    /** Adds a toxic of the given name. */
    @FunctionalInterface
    interface Addition {
        void to(Proxy proxy, String name) throws IOException;
    }

    Toxics(Proxy proxy, List<Setting> settings, ToxicApi api) {
        this.proxy = Objects.requireNonNull(proxy, "proxy is null");
        this.settings = List.copyOf(settings);
        this.api = Objects.requireNonNull(api, "api is null");
    }

    @Override
    public void begin() throws IOException {
        for (Setting setting : settings) {
            setting.addition().to(proxy, setting.name());
        }
    }

    /** By name, for the client can not list the toxics of a proxy that has one of ours. */
    @Override
    public void heal() throws IOException {
        for (Setting setting : settings) {
            api.remove(proxy.getName(), setting.name());
        }
    }

    /** Whether the proxy server says that there is no such thing. */
    static boolean isNotFound(IOException e) {
        return e instanceof FileNotFoundException
                || String.valueOf(e.getMessage()).startsWith(NOT_FOUND);
    }
}
