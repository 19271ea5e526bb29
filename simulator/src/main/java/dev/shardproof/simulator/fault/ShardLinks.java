package dev.shardproof.simulator.fault;

import dev.shardproof.simulator.fault.proxy.ProxyServer;
import dev.shardproof.simulator.topology.ShardId;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * One proxy for each shard, made through the Toxiproxy Java client: clients use the {@link Link}'s address, and faults are
 * put on it. Thread-safe. Closing removes the proxies and leaves the server running; idempotent.
 */
public final class ShardLinks implements AutoCloseable {

    private static final String ANY_FREE_PORT = "127.0.0.1:0";

    private final ToxiproxyClient client;
    private final ProxyServer server;
    private final String serverDescription;
    private final Map<ShardId, Entry> entries = new TreeMap<>();

    private record Entry(Link link, Proxy proxy) {}

    /** Links through {@code server}, none open yet. */
    public ShardLinks(ProxyServer server) {
        this.client = new ToxiproxyClient(server.host(), server.port());
        this.server = server;
        this.serverDescription = server.description();
    }

    /**
     * Opens the proxied way to a shard.
     *
     * @param host the shard's own address
     * @param port the shard's own port
     * @throws IllegalStateException if there is a link to that shard already
     * @throws FaultException if the proxy server refuses
     */
    public synchronized Link open(ShardId shard, String host, int port) {
        if (entries.containsKey(shard)) {
            throw new IllegalStateException("there is a link to shard %s already".formatted(shard));
        }
        String address = host.indexOf(':') >= 0 ? "[%s]:%d".formatted(host, port) : "%s:%d".formatted(host, port);
        try {
            Proxy proxy = client.createProxy(shard.name(), ANY_FREE_PORT, address);
            String listen = proxy.getListen();
            int listenPort = Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
            Link link = new Link(shard, "127.0.0.1", listenPort, host, port);
            entries.put(shard, new Entry(link, proxy));
            return link;
        } catch (IOException e) {
            throw new FaultException(
                    "%s did not make a proxy for shard %s at %s: %s"
                            .formatted(serverDescription, shard, address, e.getMessage()),
                    e);
        }
    }

    /** The link to {@code shard}; an {@link IllegalArgumentException} that names the known ones if there is none. */
    public Link link(ShardId shard) {
        return entry(shard).link();
    }

    /** The server that the links run on; it stays the caller's. */
    public ProxyServer server() {
        return server;
    }

    /** All links, by the name of the shard. */
    public synchronized Collection<Link> links() {
        return entries.values().stream().map(Entry::link).toList();
    }

    /** The client's view of the proxy before {@code shard}. */
    public Proxy proxy(ShardId shard) {
        return entry(shard).proxy();
    }

    private synchronized Entry entry(ShardId shard) {
        Entry entry = entries.get(shard);
        if (entry == null) {
            throw new IllegalArgumentException(
                    "there is no link to shard %s; there are links to %s".formatted(shard, entries.keySet()));
        }
        return entry;
    }

    /**
     * Removes the proxies; connections through them are cut.
     *
     * @throws FaultException if some could not be removed; closing again tries those again
     */
    @Override
    public synchronized void close() {
        FaultException failure = null;
        for (Entry entry : entries.values().toArray(Entry[]::new)) {
            try {
                entry.proxy().delete();
                entries.remove(entry.link().shard());
            } catch (FileNotFoundException e) {
                // 404: somebody removed it before us.
                entries.remove(entry.link().shard());
            } catch (IOException e) {
                FaultException one = new FaultException(
                        "%s did not remove the proxy of shard %s: %s"
                                .formatted(serverDescription, entry.link().shard(), e.getMessage()),
                        e);
                if (failure == null) {
                    failure = one;
                } else {
                    failure.addSuppressed(one);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
