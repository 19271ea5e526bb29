package dev.shardproof.simulator.fault;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.fault.proxy.ApiExposure;
import dev.shardproof.simulator.fault.proxy.ProxyServer;
import dev.shardproof.simulator.topology.ShardId;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.Toxic;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The proxied ways to the shards, made through the Toxiproxy Java client: clients use a {@link Link}'s address, and
 * faults are put on it. There is one way to each shard for everybody, and one for each pair of servers of which one
 * replicates from the other. The second leads through the first: what is done to a shard's own link is done to all who
 * come, and what is done to the link of a pair is felt by that pair alone.
 *
 * <p>Thread-safe. Closing removes the proxies and leaves the server running; idempotent.
 */
public final class ShardLinks implements AutoCloseable {

    private final ProxyServer server;
    private final ToxiproxyClient client;
    private final String suffix;
    private final Map<String, Entry> entries = new TreeMap<>();

    private record Entry(Link link, int listenPort, Proxy proxy) {}

    /**
     * Links through {@code server}, none open yet.
     *
     * @param run the run's name. The proxies carry it, for by their names a watchdog heals them: the proxy server that
     *     answers at the same port later may be another run's, and its faults are not to be touched
     * @throws IllegalStateException if its API can be reached from other machines
     */
    public ShardLinks(ProxyServer server, String run) {
        if (!run.matches("[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException("'%s' is not the name of a run".formatted(run));
        }
        new ApiExposure(ApiExposure::ofThisMachine).requireHidden(server);
        this.server = server;
        this.client = new ToxiproxyClient(server.host(), server.port());
        this.suffix = "." + run;
    }

    /**
     * Opens the proxied way to a shard.
     *
     * @param upstream where the proxy server reaches the shard
     * @throws IllegalStateException if there is a link to that shard already
     * @throws FaultException if the proxy server refuses
     */
    public synchronized Link open(ShardId shard, Endpoint upstream) {
        if (entries.containsKey(shard.name())) {
            throw new IllegalStateException("there is a link to shard %s already".formatted(shard));
        }
        return make(shard, Optional.empty(), upstream);
    }

    /** Opens the proxied way to a shard at an address, see {@link #open(ShardId, Endpoint)}. */
    public Link open(ShardId shard, String host, int port) {
        return open(shard, new Endpoint(host, port));
    }

    /**
     * The way on which one shard's server replicates from another's; opened at the first call.
     *
     * @throws IllegalArgumentException if there is no link to {@code publisher}, or both are the same
     * @throws FaultException if the proxy server refuses
     */
    public synchronized Link openBetween(ShardId subscriber, ShardId publisher) {
        Endpoint upstream = link(publisher).forServers();
        return between(subscriber, publisher).orElseGet(() -> make(publisher, Optional.of(subscriber), upstream));
    }

    private Link make(ShardId shard, Optional<ShardId> subscriber, Endpoint upstream) {
        String name = subscriber.map(other -> other + "~" + shard).orElse(shard.name());
        String wanted = server.listen();
        try {
            Proxy proxy = client.createProxy(name + suffix, wanted, upstream.toString());
            int port = portOf(proxy.getListen());
            Link link = new Link(shard, subscriber, server.forClients(port), server.forServers(port), upstream);
            entries.put(name, new Entry(link, port, proxy));
            return link;
        } catch (IOException e) {
            server.release(portOf(wanted));
            throw new FaultException(
                    "%s did not make a proxy for shard %s at %s: %s"
                            .formatted(server.description(), name, upstream, e.getMessage()),
                    e);
        }
    }

    private static int portOf(String listen) {
        return Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
    }

    /** The link to {@code shard}; an {@link IllegalArgumentException} that names the known ones if there is none. */
    public Link link(ShardId shard) {
        return entry(shard).link();
    }

    /** The way on which one shard's server replicates from another's; empty as long as none does. */
    public synchronized Optional<Link> between(ShardId subscriber, ShardId publisher) {
        return Optional.ofNullable(entries.get(subscriber + "~" + publisher)).map(Entry::link);
    }

    /** The server that the links run on; it stays the caller's. */
    public ProxyServer server() {
        return server;
    }

    /** The links to the shards, by their names. */
    public synchronized Collection<Link> links() {
        return all().stream().filter(link -> link.subscriber().isEmpty()).toList();
    }

    /** The links between two servers that are open now. */
    public synchronized Collection<Link> linksBetween() {
        return all().stream().filter(link -> link.subscriber().isPresent()).toList();
    }

    private List<Link> all() {
        return entries.values().stream().map(Entry::link).toList();
    }

    /** The client's view of the proxy before {@code shard}. */
    public Proxy proxy(ShardId shard) {
        return entry(shard).proxy();
    }

    /** The client's view of the proxy of a link that this object has opened. */
    public synchronized Proxy proxy(Link link) {
        Entry entry = entries.get(link.name());
        if (entry == null) {
            throw new IllegalArgumentException(
                    "there is no link %s; there are links %s".formatted(link.name(), entries.keySet()));
        }
        return entry.proxy();
    }

    private synchronized Entry entry(ShardId shard) {
        Entry entry = entries.get(shard.name());
        if (entry == null) {
            throw new IllegalArgumentException("there is no link to shard %s; there are links to %s"
                    .formatted(shard, links().stream().map(Link::shard).toList()));
        }
        return entry;
    }

    /**
     * What acts on the proxies now, whoever put it there: names of {@code toxics}, as {@code proxy/toxic}, and of
     * {@code disabled proxies}.
     *
     * @throws IllegalStateException if the proxy server can not be asked
     */
    public Map<String, List<String>> disturbances() {
        List<String> toxics = new ArrayList<>();
        List<String> disabled = new ArrayList<>();
        try {
            for (Proxy proxy : client.getProxies()) {
                for (Toxic toxic : proxy.toxics().getAll()) {
                    toxics.add(shown(proxy) + "/" + toxic.getName());
                }
                if (!proxy.isEnabled()) {
                    disabled.add(shown(proxy));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "%s can not be asked: %s".formatted(server.description(), e.getMessage()), e);
        }
        Collections.sort(toxics);
        Collections.sort(disabled);
        return Map.of("toxics", toxics, "disabled proxies", disabled);
    }

    /** Without the run where it is ours: what was there before and after is compared and read by people. */
    private String shown(Proxy proxy) {
        String name = proxy.getName();
        return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
    }

    /**
     * Removes the proxies; connections through them are cut.
     *
     * @throws FaultException if some could not be removed; closing again tries those again
     */
    @Override
    public synchronized void close() {
        FaultException failure = null;
        List<String> names = new ArrayList<>(entries.keySet());
        Collections.reverse(names); // those that lead through others first
        for (String name : names) {
            Entry entry = entries.get(name);
            try {
                entry.proxy().delete();
                forget(name, entry);
            } catch (FileNotFoundException e) {
                // 404: somebody removed it before us.
                forget(name, entry);
            } catch (IOException e) {
                FaultException one = new FaultException(
                        "%s did not remove the proxy of shard %s: %s"
                                .formatted(server.description(), name, e.getMessage()),
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

    private void forget(String name, Entry entry) {
        entries.remove(name);
        server.release(entry.listenPort());
    }
}
