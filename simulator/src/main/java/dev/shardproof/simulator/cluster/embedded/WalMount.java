package dev.shardproof.simulator.cluster.embedded;

import dev.shardproof.simulator.cluster.WalVolume;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A small volume in memory, mounted in a mount namespace that nobody but one server is in: when the server and the process
 * that holds the namespace are gone, so is the volume, whatever became of this JVM. Needs Linux and the right to mount.
 */
final class WalMount implements WalVolume, AutoCloseable {

    private static final String READY = "mounted";

    /** In this order: how large a piece is tried first, and what is left then. */
    private static final int[] PIECES = {1 << 20, 1 << 12};

    private final Path mountPoint;
    private final long bytes;
    private final Process holder;
    private final Path filler;

    private WalMount(Path mountPoint, long bytes, Process holder) {
        this.mountPoint = mountPoint;
        this.bytes = bytes;
        this.holder = holder;
        // The mount is not in our own namespace: it is seen by way of the process that holds it.
        Path root = Path.of("/proc", Long.toString(holder.pid()), "root");
        this.filler = root.resolve(mountPoint.resolve("filler").toString().substring(1));
    }

    /**
     * Mounts a volume.
     *
     * @param mountPoint an empty folder that exists
     * @throws IOException if that is not possible here; the message says why
     */
    static WalMount at(Path mountPoint, long bytes, ServerRights rights, RunRegistry registry) throws IOException {
        String script =
                "mount -t tmpfs -o mode=0700,size=\"$1\"%s shardproof-wal \"$2\" && echo %s && exec cat >/dev/null"
                        .formatted(rights.mountOwner(), READY);
        List<String> words =
                List.of("unshare", "--mount", "sh", "-c", script, "sh", Long.toString(bytes), mountPoint.toString());
        // It reads what we never write, and so ends with us.
        Process holder = new ProcessBuilder(ServerRights.SAME.command(words))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        registry.registerProcess(holder.toHandle(), "volume " + mountPoint.getFileName());
        String said =
                new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8)).readLine();
        if (!READY.equals(said)) {
            holder.destroyForcibly();
            throw new IOException("no volume can be mounted at %s; that needs Linux, root, and 'unshare' of util-linux"
                    .formatted(mountPoint));
        }
        return new WalMount(mountPoint, bytes, holder);
    }

    /** Where it is mounted, as the server sees it. */
    Path mountPoint() {
        return mountPoint;
    }

    /** The words that run a program where the volume is mounted; the process keeps its id. */
    List<String> command(List<String> program, Path workingFolder) {
        List<String> words = new ArrayList<>(
                List.of("nsenter", "--mount=/proc/%d/ns/mnt".formatted(holder.pid()), "--wd=" + workingFolder));
        words.addAll(program);
        return words;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public synchronized void fill() throws IOException {
        try (FileChannel file = FileChannel.open(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int piece : PIECES) {
                fill(file, piece);
            }
        } catch (IOException e) {
            free();
            throw e;
        }
    }

    private static void fill(FileChannel file, int piece) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(piece);
        try {
            while (true) {
                zeros.clear();
                while (zeros.hasRemaining()) {
                    file.write(zeros);
                }
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
        }
    }

    @Override
    public synchronized void free() throws IOException {
        Files.deleteIfExists(filler);
    }

    /** Lets it go with the last process that uses it. */
    @Override
    public void close() throws IOException {
        holder.getOutputStream().close();
    }
}
