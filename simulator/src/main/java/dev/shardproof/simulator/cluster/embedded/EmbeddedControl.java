package dev.shardproof.simulator.cluster.embedded;

import dev.shardproof.simulator.cluster.ClusterStartException;
import dev.shardproof.simulator.cluster.Login;
import dev.shardproof.simulator.cluster.ServerControl;
import dev.shardproof.simulator.cluster.ServerHandle;
import dev.shardproof.simulator.cluster.Standby;
import dev.shardproof.simulator.cluster.StandbySource;
import dev.shardproof.simulator.cluster.WalVolume;
import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Power over one embedded server, and over the standby that may take its place, until its cluster is closed. */
final class EmbeddedControl implements ServerControl {

    private final Login login;

    /** The server of the beginning, then its standbys. */
    private final List<EmbeddedServer> all = new CopyOnWriteArrayList<>();

    private volatile EmbeddedServer server;
    private boolean ended;

    EmbeddedControl(EmbeddedServer server, Login login) {
        this.login = login;
        this.server = server;
        all.add(server);
    }

    @Override
    public synchronized void kill() throws IOException {
        server.kill();
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
        new ServerProcesses(requireRunning().toHandle()).stop();
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
        return new ServerHandle.LocalProcess(ProcessIdentity.of(requireRunning().toHandle()));
    }

    @Override
    public Optional<WalVolume> walVolume() {
        return server.walMount().map(mount -> mount);
    }

    /** None of a server with a small volume, which a standby would have to have too. */
    @Override
    public Optional<StandbySource> standbys() {
        return walVolume().isPresent() ? Optional.empty() : Optional.of(this::createStandby);
    }

    private synchronized Standby createStandby(boolean synchronous) throws IOException {
        requireRunning();
        String name = "shardproof_standby_" + all.size();
        EmbeddedServer replica = all.get(0).sibling("-standby-" + all.size());
        all.add(replica);
        EmbeddedStandby standby = new EmbeddedStandby(server, replica, login, name, promoted -> server = promoted);
        try {
            standby.begin(synchronous);
            return standby;
        } catch (IOException | SQLException | ClusterStartException e) {
            IOException failure = new IOException(
                    "shard %s: no standby could be made: %s".formatted(server.shard(), e.getMessage()), e);
            closeAfter(failure, standby);
            throw failure;
        } catch (InterruptedException e) {
            IOException failure = ServerProcesses.interrupted(e);
            closeAfter(failure, standby);
            throw failure;
        }
    }

    private static void closeAfter(IOException failure, EmbeddedStandby standby) {
        try {
            standby.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Lets a stopped server go on, so that it can be ended, and starts none any more. */
    synchronized void end() throws IOException {
        ended = true;
        resume();
        for (EmbeddedServer each : all) {
            if (each.walMount().isPresent()) {
                each.walMount().get().close();
            }
        }
    }

    /** All that were started and may run. */
    Stream<ProcessIdentity> processes() {
        return all.stream().flatMap(each -> each.process().stream());
    }

    /** Writes what the server has logged, at all its starts, into a file, and then what its standbys have. */
    void copyLogs(Path target) throws IOException {
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            for (EmbeddedServer each : all) {
                each.copyLogs(out);
            }
        }
    }

    private Process requireRunning() throws IOException {
        return server.running()
                .orElseThrow(() -> new IOException("shard %s: its server does not run".formatted(server.shard())));
    }
}
