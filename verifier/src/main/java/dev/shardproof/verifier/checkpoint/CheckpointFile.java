package dev.shardproof.verifier.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * A {@link ScanMemory} in one file, which survives {@code kill -9} and a power cut at any moment: it is only ever appended
 * to, each record has a checksum, and a save returns after the disk has it. Readable by its owner only.
 *
 * <p>Bound to a {@link Fingerprint}: a checkpoint of other servers, tables or columns is refused. Holds a lock on the file,
 * so that two verifications can not share one. When most of the file has been replaced by later records it is written
 * anew beside it and put in its place. Keeps no digest in memory. Thread-safe.
 */
public final class CheckpointFile implements ScanMemory, AutoCloseable {

    /** How often an unfinished scan is saved at most. */
    public static final Duration INTERVAL = Duration.ofSeconds(30);

    private static final long REWRITE_FROM_BYTES = 16L << 20;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path file;
    private final Fingerprint fingerprint;
    private final LongSupplier nanoTime;
    private final long rewriteFromBytes;
    private final Map<String, Place> saved = new LinkedHashMap<>();
    private final Map<String, Long> savedAt = new HashMap<>();
    private FileChannel channel;
    private long headBytes;
    private int resumedScans;

    /** Where the newest record of a scan stands. */
    private record Place(long position, int length) {}

    private CheckpointFile(Path file, Fingerprint fingerprint, LongSupplier nanoTime, long rewriteFromBytes) {
        this.file = file;
        this.fingerprint = fingerprint;
        this.nanoTime = nanoTime;
        this.rewriteFromBytes = rewriteFromBytes;
    }

    /**
     * Opens a checkpoint, or begins one where there is no file.
     *
     * @param nanoTime a monotonic clock in nanoseconds
     * @throws ForeignCheckpointException if the file is something else, or belongs to another verification; it is left as
     *     it is
     * @throws IOException if it can not be read or written, or another process has it
     */
    public static CheckpointFile open(Path file, Fingerprint fingerprint, LongSupplier nanoTime) throws IOException {
        return open(file, fingerprint, nanoTime, REWRITE_FROM_BYTES);
    }

    static CheckpointFile open(Path file, Fingerprint fingerprint, LongSupplier nanoTime, long rewriteFromBytes)
            throws IOException {
        Objects.requireNonNull(file, "file is null");
        Objects.requireNonNull(fingerprint, "fingerprint is null");
        Objects.requireNonNull(nanoTime, "nanoTime is null");
        CheckpointFile checkpoint = new CheckpointFile(file, fingerprint, nanoTime, rewriteFromBytes);
        checkpoint.channel = locked(file);
        try {
            checkpoint.restore();
            return checkpoint;
        } catch (IOException | RuntimeException e) {
            checkpoint.channel.close();
            throw e;
        }
    }

    private static FileChannel locked(Path file) throws IOException {
        Set<StandardOpenOption> options =
                Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        boolean posix = file.toAbsolutePath()
                .getFileSystem()
                .supportedFileAttributeViews()
                .contains("posix");
        FileChannel channel = posix
                ? FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY))
                : FileChannel.open(file, options);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // By this process: the same as by another.
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new IOException(
                "the checkpoint %s is in use by another verification; wait for it, or give this one a file of its own"
                        .formatted(file));
    }

    private void restore() throws IOException {
        ByteBuffer magic = CheckpointRecords.read(channel, 0, CheckpointRecords.MAGIC.length);
        if (!magic.equals(ByteBuffer.wrap(CheckpointRecords.MAGIC, 0, magic.remaining()))) {
            throw new ForeignCheckpointException(
                    "%s is no checkpoint of this version; name another file, or remove it".formatted(file));
        }
        Optional<byte[]> head = CheckpointRecords.at(channel, magic.remaining());
        if (head.isEmpty()) {
            // Killed before it was begun: there is nothing in it that could be lost.
            begin();
            return;
        }
        requireOwn(CheckpointRecords.fingerprint(head.get()));
        headBytes = magic.remaining() + CheckpointRecords.length(head.get());
        long position = headBytes;
        for (Optional<byte[]> next = CheckpointRecords.at(channel, position);
                next.isPresent();
                next = CheckpointRecords.at(channel, position)) {
            Map.Entry<String, SavedDigest> entry = CheckpointRecords.digest(next.get());
            int length = CheckpointRecords.length(next.get());
            saved.put(entry.getKey(), new Place(position, length));
            position += length;
        }
        resumedScans = saved.size();
        // What was cut off is overwritten by the next record.
        channel.truncate(position);
        channel.position(position);
    }

    private void begin() throws IOException {
        channel.truncate(0);
        channel.position(0);
        write(channel, CheckpointRecords.MAGIC);
        write(channel, CheckpointRecords.of(fingerprint));
        channel.force(true);
        headBytes = channel.position();
    }

    private void requireOwn(Fingerprint found) throws ForeignCheckpointException {
        var differing = fingerprint.differing(found);
        if (!differing.isEmpty()) {
            throw new ForeignCheckpointException(
                    "the checkpoint %s belongs to another verification: not the same are %s; verify from the beginning with another file, or remove it"
                            .formatted(file, String.join(", ", differing)));
        }
    }

    @Override
    public synchronized Optional<SavedDigest> load(String scanId) throws IOException {
        Place place = saved.get(scanId);
        return place == null ? Optional.empty() : Optional.of(read(place).getValue());
    }

    private Map.Entry<String, SavedDigest> read(Place place) throws IOException {
        byte[] body = CheckpointRecords.at(channel, place.position())
                .orElseThrow(() -> new IOException("the checkpoint %s was changed by somebody else".formatted(file)));
        return CheckpointRecords.digest(body);
    }

    @Override
    public synchronized boolean due(String scanId) {
        Long last = savedAt.get(scanId);
        if (last == null) {
            // The clock of a scan starts with its first chunk.
            savedAt.put(scanId, nanoTime.getAsLong());
            return false;
        }
        return nanoTime.getAsLong() - last >= INTERVAL.toNanos();
    }

    @Override
    public synchronized void save(String scanId, SavedDigest digest) throws IOException {
        if (!digest.finished() && !due(scanId)) {
            return;
        }
        byte[] bytes = CheckpointRecords.of(scanId, digest);
        long before = channel.position();
        try {
            write(channel, bytes);
            channel.force(false);
        } catch (IOException e) {
            // Half a record must not stand before a whole one.
            channel.truncate(before);
            channel.position(before);
            throw e;
        }
        saved.put(scanId, new Place(before, bytes.length));
        savedAt.put(scanId, nanoTime.getAsLong());
        if (channel.position() > rewriteFromBytes && channel.position() > 2 * liveBytes()) {
            rewrite();
        }
    }

    private long liveBytes() {
        return headBytes + saved.values().stream().mapToLong(Place::length).sum();
    }

    /** The same without what was replaced. The old file stays whole until the new one is on the disk. */
    private void rewrite() throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        FileChannel old = channel;
        FileChannel fresh = locked(next);
        Map<String, Place> places = new LinkedHashMap<>();
        try {
            write(fresh, CheckpointRecords.MAGIC);
            write(fresh, CheckpointRecords.of(fingerprint));
            for (Map.Entry<String, Place> entry : saved.entrySet()) {
                byte[] record = CheckpointRecords.of(
                        entry.getKey(), read(entry.getValue()).getValue());
                places.put(entry.getKey(), new Place(fresh.position(), record.length));
                write(fresh, record);
            }
            fresh.force(true);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            fresh.close();
            throw e;
        }
        channel = fresh;
        saved.putAll(places);
        old.close();
    }

    private static void write(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** How many scans an earlier run has begun or finished, as far as this file knows. */
    public synchronized int resumedScans() {
        return resumedScans;
    }

    /** The verification is over and has a verdict: nothing is left to resume. */
    public synchronized void delete() throws IOException {
        Files.deleteIfExists(file);
        close();
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
