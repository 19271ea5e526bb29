package dev.shardproof.simulator.cluster.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.CpuStatsConfig;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.StatisticNetworksConfig;
import com.github.dockerjava.api.model.Statistics;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What the engine says of one container about once a second, as long as it says anything: it counts for both kinds of
 * control groups, and wherever it runs. For one thread at a time; what the engine sends comes on a thread of the client.
 */
public final class ContainerStats implements AutoCloseable {

    /** The engine sends figures once a second, later on a busy machine; older ones are no news. */
    private static final long STALE_NANOS = 5_000_000_000L;

    private final String containerId;
    private final DockerClient client;
    private final LongSupplier nanoTime;
    private Optional<HostConfig> limits = Optional.empty();
    private Stream stream;

    /**
     * @param containerId need not run
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    ContainerStats(String containerId, DockerClient client, LongSupplier nanoTime) {
        this.containerId = containerId;
        this.client = client;
        this.nanoTime = nanoTime;
    }

    /**
     * The newest figures; empty if none has come yet and that is no wonder.
     *
     * @throws IOException if the engine does not tell, or not any more; the message says why. The next call tries again.
     */
    public Optional<ContainerUsage> newest() throws IOException {
        if (stream == null) {
            listen();
        }
        Stream current = stream;
        if (current.ended != null) {
            close();
            throw new IOException("the engine does not tell how busy it is: " + current.ended);
        }
        long silence = nanoTime.getAsLong() - current.heardAt;
        if (silence > STALE_NANOS) {
            close();
            throw new IOException(
                    "the engine has not told for %d s how busy it is".formatted(silence / 1_000_000_000L));
        }
        Statistics newest = current.newest;
        return newest == null ? Optional.empty() : Optional.of(usage(newest));
    }

    private void listen() throws IOException {
        Stream opened = new Stream(nanoTime.getAsLong());
        try {
            client.statsCmd(containerId).exec(opened);
        } catch (RuntimeException e) {
            throw new IOException("the engine does not tell how busy it is: " + ContainerEngine.rootMessage(e), e);
        }
        stream = opened;
    }

    private ContainerUsage usage(Statistics stats) throws IOException {
        Instant at = at(stats);
        if (at.isBefore(Instant.EPOCH)) { // the engine writes the year 1 where it has not looked
            return stopped();
        }
        if (limits.isEmpty()) {
            limits = Optional.of(inspect().getHostConfig());
        }
        return usage(at, stats, limits.get());
    }

    static ContainerUsage usage(Instant at, Statistics stats, HostConfig limits) throws IOException {
        CpuStatsConfig cpu = stats.getCpuStats();
        Long used = cpu == null || cpu.getCpuUsage() == null
                ? null
                : cpu.getCpuUsage().getTotalUsage();
        // A server that runs has used some: an engine without the right to count says 0.
        if (used == null || used <= 0) {
            throw new IOException(
                    "the engine can not count its processor time, as one without root can not everywhere");
        }
        return new ContainerUsage(Optional.of(at), used, cpus(cpu, limits), networks(stats));
    }

    private static double cpus(CpuStatsConfig cpu, HostConfig limits) throws IOException {
        double cpus = limit(limits);
        if (cpu.getOnlineCpus() != null && cpu.getOnlineCpus() > 0) {
            cpus = Math.min(cpus, cpu.getOnlineCpus());
        }
        if (Double.isInfinite(cpus)) {
            throw new IOException("it has no limit, and the engine does not tell how many processors there are");
        }
        return cpus;
    }

    private static double limit(HostConfig limits) {
        if (limits.getNanoCPUs() != null && limits.getNanoCPUs() > 0) {
            return limits.getNanoCPUs() / 1e9;
        }
        Long quota = limits.getCpuQuota();
        Long period = limits.getCpuPeriod();
        return quota != null && quota > 0 && period != null && period > 0
                ? (double) quota / period
                : Double.POSITIVE_INFINITY;
    }

    private static Map<String, ContainerUsage.Traffic> networks(Statistics stats) {
        Map<String, ContainerUsage.Traffic> networks = new HashMap<>();
        if (stats.getNetworks() != null) {
            for (Map.Entry<String, StatisticNetworksConfig> network :
                    stats.getNetworks().entrySet()) {
                Long received = network.getValue().getRxBytes();
                Long sent = network.getValue().getTxBytes();
                if (received != null && sent != null) {
                    networks.put(network.getKey(), new ContainerUsage.Traffic(received, sent));
                }
            }
        }
        return networks;
    }

    static Instant at(Statistics stats) throws IOException {
        try {
            return stats.getRead() == null ? Instant.MIN : Instant.parse(stats.getRead());
        } catch (DateTimeException e) {
            throw new IOException("the engine gives its figures a time that is none: " + stats.getRead(), e);
        }
    }

    /** That it uses nothing is a finding only if it does not run. */
    private ContainerUsage stopped() throws IOException {
        if (Boolean.TRUE.equals(inspect().getState().getRunning())) {
            throw new IOException("the engine tells nothing of it, though it runs");
        }
        return ContainerUsage.STOPPED;
    }

    private InspectContainerResponse inspect() throws IOException {
        try {
            return client.inspectContainerCmd(containerId).exec();
        } catch (RuntimeException e) {
            throw new IOException("the engine does not tell of it: " + ContainerEngine.rootMessage(e), e);
        }
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.end();
            stream = null;
        }
    }

    /** Remembers the newest. */
    private final class Stream extends ResultCallback.Adapter<Statistics> {

        private volatile Statistics newest;
        private volatile long heardAt;
        private volatile String ended;

        Stream(long now) {
            heardAt = now;
        }

        @Override
        public void onNext(Statistics stats) {
            heardAt = nanoTime.getAsLong();
            newest = stats;
        }

        @Override
        public void onError(Throwable failure) {
            ended = ContainerEngine.rootMessage(failure);
        }

        @Override
        public void onComplete() {
            if (ended == null) {
                ended = "it has ended its answer";
            }
        }

        void end() {
            try {
                close();
            } catch (IOException e) {
                // It is not listened to any more either way.
            }
        }
    }
}
