package dev.shardproof.simulator.cluster.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.shardproof.simulator.cluster.ServerControl;
import dev.shardproof.simulator.cluster.ServerHandle;
import dev.shardproof.simulator.cluster.StandbySource;
import dev.shardproof.simulator.cluster.WalVolume;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;

/** Power over one server by way of its container, whose data lies in a volume and outlives it. */
final class ContainerControl implements ServerControl {

    private static final long LIMIT_MILLIS = 30_000;
    private static final long POLL_MILLIS = 50;

    private final ShardContainer container;
    private final DockerClient client;

    ContainerControl(ShardContainer container, ContainerEngine engine) {
        this.container = container;
        this.client = engine.client();
    }

    @Override
    public synchronized void kill() throws IOException {
        attempt("killed", () -> {
            if (isRunning()) {
                client.killContainerCmd(id()).exec(); // SIGKILL to its first process, which takes all others with it
            }
            for (long waited = 0; isRunning(); waited += POLL_MILLIS) {
                if (waited >= LIMIT_MILLIS) {
                    throw new IOException("it still runs after %d s".formatted(LIMIT_MILLIS / 1_000));
                }
                pause(POLL_MILLIS);
            }
        });
    }

    @Override
    public synchronized void start() throws IOException {
        attempt("started", () -> {
            if (!isRunning()) {
                client.startContainerCmd(id()).exec();
            }
            container.awaitReady();
        });
    }

    @Override
    public synchronized void pause() throws IOException {
        attempt("paused", () -> {
            if (!isPaused()) {
                client.pauseContainerCmd(id()).exec();
            }
        });
    }

    @Override
    public synchronized void resume() throws IOException {
        attempt("unpaused", () -> {
            if (isPaused()) {
                client.unpauseContainerCmd(id()).exec();
            }
        });
    }

    @Override
    public ServerHandle handle() {
        return new ServerHandle.Container(id());
    }

    @Override
    public Optional<WalVolume> walVolume() {
        return Optional.empty();
    }

    @Override
    public Optional<StandbySource> standbys() {
        return Optional.empty();
    }

    private String id() {
        return container.getContainerId();
    }

    private boolean isRunning() {
        return Boolean.TRUE.equals(state().getRunning());
    }

    private boolean isPaused() {
        return Boolean.TRUE.equals(state().getPaused());
    }

    private InspectContainerResponse.ContainerState state() {
        return client.inspectContainerCmd(id()).exec().getState();
    }

    private static void pause(long millis) throws InterruptedIOException {
        try {
            Thread.sleep(millis); // the engine tells of a container's end only whoever polls
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    @FunctionalInterface
    private interface Attempt {
        void run() throws IOException;
    }

    private void attempt(String what, Attempt attempt) throws IOException {
        try {
            attempt.run();
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "the container of shard %s was not %s: %s"
                            .formatted(container.shard(), what, ContainerEngine.rootMessage(e)),
                    e);
        }
    }
}
