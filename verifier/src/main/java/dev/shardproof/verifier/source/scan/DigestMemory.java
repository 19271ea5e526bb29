package dev.shardproof.verifier.source.scan;

import dev.shardproof.verifier.checkpoint.SavedDigest;
import dev.shardproof.verifier.checkpoint.ScanMemory;
import dev.shardproof.verifier.digest.Buckets;
import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.table.TableLayout;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the digest scans of one verification write down how far they are, and which of them went on from what an earlier
 * one had written. Trouble with the memory does not end a scan: it goes on without. Thread-safe.
 */
public final class DigestMemory {

    /** Remembers nothing. */
    public static final DigestMemory NONE = new DigestMemory(ScanMemory.NONE, InstantSource.system());

    private final ScanMemory memory;
    private final InstantSource clock;
    private final Map<String, Long> resumedSince = new HashMap<>();
    private int finishedBefore;
    private Optional<String> trouble = Optional.empty();

    /** @param clock tells when something was read */
    public DigestMemory(ScanMemory memory, InstantSource clock) {
        this.memory = Objects.requireNonNull(memory, "memory is null");
        this.clock = Objects.requireNonNull(clock, "clock is null");
    }

    /** By which name the scan of some slices of a table is remembered. */
    public static String scanId(String shard, TableLayout table, List<Slice> slices) {
        return shard + " " + table.quotedName() + (slices.equals(List.of(Slice.WHOLE)) ? "" : " " + slices);
    }

    /** By which rule the rows of a table were put into buckets before: digests by another one do not add up with those. */
    public Optional<Buckets> rule(Collection<String> shards, TableLayout table) {
        return shards.stream()
                .map(shard -> load(scanId(shard, table, List.of(Slice.WHOLE))))
                .flatMap(Optional::stream)
                .map(DigestRecord::buckets)
                .findFirst();
    }

    Optional<DigestRecord> load(String scanId) {
        try {
            Optional<SavedDigest> saved = memory.load(scanId);
            return saved.isEmpty()
                    ? Optional.empty()
                    : Optional.of(DigestRecord.of(saved.get().digest()));
        } catch (IOException e) {
            noteTrouble("could not be read", e);
            return Optional.empty();
        }
    }

    boolean due(String scanId) {
        return memory.due(scanId);
    }

    void save(String scanId, DigestRecord digests, boolean finished) {
        if (memory == ScanMemory.NONE) {
            return;
        }
        try {
            memory.save(scanId, new SavedDigest(digests.bytes(), digests.nextPage(), finished, now()));
        } catch (IOException e) {
            noteTrouble("could not be written", e);
        }
    }

    long now() {
        return clock.millis();
    }

    private synchronized void noteTrouble(String what, IOException e) {
        trouble = Optional.of("the checkpoint %s: %s".formatted(what, e));
    }

    /** What was written down of that scan is used. */
    synchronized void resumed(String scanId, long since, boolean finished) {
        resumedSince.put(scanId, since);
        finishedBefore += finished ? 1 : 0;
    }

    /** Whether some of the digest of a whole table on that shard was read by an earlier verification. */
    public synchronized boolean resumed(String shard, TableLayout table) {
        return resumedSince.containsKey(scanId(shard, table, List.of(Slice.WHOLE)));
    }

    /** How many scans were not made, since an earlier verification had finished them. */
    public synchronized int finishedBefore() {
        return finishedBefore;
    }

    /** How many scans went on where an earlier verification was stopped. */
    public synchronized int halfDoneBefore() {
        return resumedSince.size() - finishedBefore;
    }

    /** When the oldest of what was used was read; empty if nothing was used. */
    public synchronized Optional<Instant> since() {
        return resumedSince.values().stream().min(Long::compare).map(Instant::ofEpochMilli);
    }

    /** What went wrong with the memory last. */
    public synchronized Optional<String> trouble() {
        return trouble;
    }
}
