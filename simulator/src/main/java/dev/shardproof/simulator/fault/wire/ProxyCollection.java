package dev.shardproof.simulator.fault.wire;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The proxies of one server, by name. Thread-safe. */
final class ProxyCollection {

    private final Map<String, WireProxy> proxies = new TreeMap<>();
    private final long seed;
    private final WireThreads threads;

    ProxyCollection(long seed, WireThreads threads) {
        this.seed = seed;
        this.threads = threads;
    }

    synchronized Collection<WireProxy> all() {
        return List.copyOf(proxies.values());
    }

    synchronized WireProxy get(String name) {
        WireProxy proxy = proxies.get(name);
        if (proxy == null) {
            throw ApiException.proxyNotFound();
        }
        return proxy;
    }

    synchronized WireProxy create(ProxyRequest request) {
        if (proxies.containsKey(request.name())) {
            throw new ApiException(409, "proxy already exists");
        }
        return put(request);
    }

    /** Keeps a proxy of that name with the same addresses, replaces one with others. */
    synchronized WireProxy createOrReplace(ProxyRequest request) {
        WireProxy existing = proxies.get(request.name());
        if (existing != null && !existing.differs(request.listen(), request.upstream())) {
            return existing;
        }
        if (existing != null) {
            existing.stop();
        }
        return put(request);
    }

    private WireProxy put(ProxyRequest request) {
        WireProxy proxy = new WireProxy(request.name(), request.listen(), request.upstream(), seed, threads);
        if (request.enabled()) {
            proxy.start();
        }
        proxies.put(request.name(), proxy);
        return proxy;
    }

    synchronized void remove(String name) {
        get(name).stop();
        proxies.remove(name);
    }

    /** All proxies up, no toxics. */
    synchronized void reset() {
        for (WireProxy proxy : proxies.values()) {
            proxy.start();
            proxy.removeAllToxics();
        }
    }

    synchronized void stopAll() {
        proxies.values().forEach(WireProxy::stop);
        proxies.clear();
    }
}
