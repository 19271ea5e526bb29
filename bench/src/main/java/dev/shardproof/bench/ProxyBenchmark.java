package dev.shardproof.bench;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.fault.Link;
import dev.shardproof.simulator.fault.ShardLinks;
import dev.shardproof.simulator.fault.proxy.ProxyServer;
import dev.shardproof.simulator.fault.proxy.ToxiproxyBinary;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * {@code ROUNDS [TOXIPROXY]}: what a proxy without any toxic costs, in ratios to a direct connection. In each round every
 * workload runs once by every way, in an order that rotates; of a ratio within one round the median over all is printed, so
 * that a load on the machine that comes and goes does not decide. Both proxies are processes of their own; their processor
 * time is what a busy machine disturbs least.
 */
public final class ProxyBenchmark {

    private static final String DIRECT = "direct";
    private static final String EMBEDDED = "embedded";
    private static final String TOXIPROXY = "toxiproxy";
    private static final ShardId SHARD = new ShardId("s0");

    /** What one run of a workload gave, and the proxy's processor time for it. */
    private record Run(Traffic.Measured traffic, double processorMillis) {
        /** Of a direct connection 0: there is no proxy. */
        double processorMillisPerWork() {
            return processorMillis / traffic.work();
        }
    }

    private final Map<String, Endpoint> ways = new LinkedHashMap<>();
    private final Map<String, Long> processes = new LinkedHashMap<>();
    private final Map<String, List<Run>> runs = new LinkedHashMap<>();
    private final ShardServer server;

    private ProxyBenchmark(ShardServer server) {
        this.server = server;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        List<ProxyServer> proxies = new ArrayList<>();
        try (RunRegistry registry = RunRegistry.open(StateFolder.ofCurrentUser());
                EmbeddedCluster cluster = EmbeddedCluster.start(List.of(SHARD), registry)) {
            try {
                ProxyBenchmark benchmark = new ProxyBenchmark(cluster.shard(SHARD));
                Traffic.prepare(benchmark.server);
                benchmark.ways.put(DIRECT, benchmark.server.endpoint());
                benchmark.add(EMBEDDED, EmbeddedProxyProcess.start(), proxies);
                if (arguments.length > 1) {
                    benchmark.add(TOXIPROXY, ToxiproxyBinary.start(Path.of(arguments[1])), proxies);
                }
                say(
                        "PostgreSQL %s, %d processors, load %s before, %d rounds; %s",
                        benchmark.server.version(),
                        Runtime.getRuntime().availableProcessors(),
                        Files.readString(Path.of("/proc/loadavg")).split(" ")[0],
                        rounds,
                        proxies.stream().map(ProxyServer::description).toList());
                benchmark.run(rounds);
                benchmark.print();
            } finally {
                proxies.forEach(ProxyServer::close);
            }
        }
    }

    private void add(String way, ProxyServer proxy, List<ProxyServer> proxies) {
        proxies.add(proxy);
        // The links end with their server.
        ShardLinks links = new ShardLinks(proxy, "run");
        Link link =
                links.open(SHARD, server.endpoint().host(), server.endpoint().port());
        ways.put(way, new Endpoint(link.host(), link.port()));
        processes.put(way, proxy.processId().getAsLong());
    }

    private void run(int rounds) throws Exception {
        List<String> order = new ArrayList<>(ways.keySet());
        for (int round = 0; round <= rounds; round++) {
            for (Traffic traffic : Traffic.values()) {
                for (String way : order) {
                    double before = processorMillis(way);
                    Traffic.Measured one = traffic.run(server, ways.get(way));
                    Run run = new Run(one, processorMillis(way) - before);
                    if (round > 0) { // the first one warms up
                        runs.computeIfAbsent(traffic + " " + way, name -> new ArrayList<>())
                                .add(run);
                    }
                }
            }
            Collections.rotate(order, 1);
        }
    }

    /** The time that the proxy itself has worked so far, see proc(5); 0 without a proxy. */
    private double processorMillis(String way) throws IOException {
        Long process = processes.get(way);
        if (process == null) {
            return 0;
        }
        String[] fields = Files.readString(Path.of("/proc/" + process + "/stat"))
                .replaceFirst("(?s).*\\) ", "")
                .split(" ");
        return 10 * (Long.parseLong(fields[11]) + Long.parseLong(fields[12])); // utime, stime in 1/100 s
    }

    private void print() {
        say("%-34s %12s %10s %10s %10s", "", "direct", EMBEDDED, TOXIPROXY, "emb./toxi.");
        for (Traffic traffic : Traffic.values()) {
            row(traffic, traffic.rateName(), run -> run.traffic().rate());
            if (traffic.hasLatency()) {
                row(traffic, "p99 µs", run -> run.traffic().p99Micros());
            }
        }
        say("%-34s %12s %10s %10s %10s", "processor ms of the proxy", "", EMBEDDED, TOXIPROXY, "emb./toxi.");
        for (Traffic traffic : Traffic.values()) {
            say(
                    "%-34s %12s %10s %10s %10s",
                    traffic.label() + ", for " + traffic.workName(),
                    "",
                    processorMillisOf(traffic, EMBEDDED),
                    processorMillisOf(traffic, TOXIPROXY),
                    ratio(traffic, EMBEDDED, TOXIPROXY, Run::processorMillisPerWork));
        }
    }

    private String processorMillisOf(Traffic traffic, String way) {
        List<Run> all = runs.get(traffic + " " + way);
        return all == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%.0f",
                        median(all.stream().map(Run::processorMillisPerWork).toList()));
    }

    private void row(Traffic traffic, String figure, ToDoubleFunction<Run> value) {
        say(
                "%-34s %12.0f %10s %10s %10s",
                traffic.label() + ", " + figure,
                median(runs.get(traffic + " " + DIRECT).stream()
                        .map(value::applyAsDouble)
                        .toList()),
                ratio(traffic, EMBEDDED, DIRECT, value),
                ratio(traffic, TOXIPROXY, DIRECT, value),
                ratio(traffic, EMBEDDED, TOXIPROXY, value));
    }

    private String ratio(Traffic traffic, String way, String base, ToDoubleFunction<Run> value) {
        List<Run> over = runs.get(traffic + " " + way);
        List<Run> under = runs.get(traffic + " " + base);
        if (over == null || under == null) {
            return "";
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < over.size(); i++) {
            ratios.add(value.applyAsDouble(over.get(i)) / value.applyAsDouble(under.get(i)));
        }
        return String.format(Locale.ROOT, "%.2f", median(ratios));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int size = sorted.size();
        return (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    }

    private static void say(String text, Object... values) {
        System.out.println(String.format(Locale.ROOT, text, values));
    }
}
