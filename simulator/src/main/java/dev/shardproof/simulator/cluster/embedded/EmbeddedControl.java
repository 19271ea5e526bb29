package dev.shardproof.simulator.cluster.embedded;

import dev.shardproof.simulator.cluster.ServerControl;
import dev.shardproof.simulator.cluster.ServerHandle;
import dev.shardproof.simulator.cluster.StandbySource;
import dev.shardproof.simulator.cluster.WalVolume;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Power over one embedded server, until its cluster is closed. */
final class EmbeddedControl implements ServerControl {

    private final EmbeddedServer server;
    private boolean ended;

    EmbeddedControl(EmbeddedServer server) {
        this.server = server;
    }

    @Override
    public synchronized void kill() throws IOException {
        Optional<Process> running = server.running();
        if (running.isPresent()) {
            new ServerProcesses(running.get().toHandle()).kill();
        }
    }

    @Override
    public synchronized void start() throws IOException {
        if (ended) {
            throw new IOException("shard %s: its cluster is closed".formatted(server.shard()));
        }
        if (server.running().isPresent()) {
            return;
        }
        try {
            server.restart();
        } catch (ClusterStartException e) {
            throw new IOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            throw ServerProcesses.interrupted(e);
        }
    }

    @Override
    public synchronized void pause() throws IOException {
        processes().stop();
    }

    @Override
    public synchronized void resume() throws IOException {
        Optional<Process> running = server.running();
        if (running.isPresent()) {
            new ServerProcesses(running.get().toHandle()).resume();
        }
    }

    @Override
    public ServerHandle handle() throws IOException {
        ProcessHandle postmaster = requireRunning().toHandle();
        Instant start = postmaster
                .info()
                .startInstant()
                .orElseThrow(() ->
                        new IOException("the system does not tell when process %d began".formatted(postmaster.pid())));
        return new ServerHandle.LocalProcess(postmaster.pid(), start.toEpochMilli());
    }

    @Override
    public Optional<WalVolume> walVolume() {
        return Optional.empty();
    }

    @Override
    public Optional<StandbySource> standbys() {
        return Optional.empty();
    }

    /** Lets a stopped server go on, so that it can be ended, and starts none any more. */
    synchronized void end() throws IOException {
        ended = true;
        resume();
    }

    private ServerProcesses processes() throws IOException {
        return new ServerProcesses(requireRunning().toHandle());
    }

    private Process requireRunning() throws IOException {
        return server.running()
                .orElseThrow(() -> new IOException("shard %s: its server does not run".formatted(server.shard())));
    }
}
