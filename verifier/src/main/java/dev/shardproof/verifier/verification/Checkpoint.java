package dev.shardproof.verifier.verification;

import dev.shardproof.verifier.checkpoint.CheckpointFile;
import dev.shardproof.verifier.checkpoint.Fingerprint;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.plan.VerificationPlan;
import dev.shardproof.verifier.preflight.ServerFacts;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.scan.DigestMemory;
import dev.shardproof.verifier.table.TableLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The checkpoint of one verification, while it is in use; or none. */
final class Checkpoint implements AutoCloseable {

    /** Changes when digests of the same rows would come out otherwise. */
    private static final String BUCKETS = "one hash a row, by key range or key hash, 1";

    private final Optional<CheckpointFile> file;
    private final DigestMemory memory;
    private Optional<String> trouble = Optional.empty();
    private boolean removed;

    private Checkpoint(Optional<CheckpointFile> file, DigestMemory memory) {
        this.file = file;
        this.memory = memory;
    }

    /** Where no digest is read that could be written down. */
    static Checkpoint none(Optional<Path> file) {
        if (file.isPresent() && Files.exists(file.get())) {
            throw new RefusedException(
                    ("there is a checkpoint, %s, but nothing to resume: only fullChecksum can go on, and only with"
                                    + " tables that stand still; verify as before, or name another file, or remove it")
                            .formatted(file.get()));
        }
        return new Checkpoint(Optional.empty(), DigestMemory.NONE);
    }

    /**
     * Lets the rows remember.
     *
     * @param sources the snapshots of the sources, to tell the sides apart
     * @throws RefusedException if the file is the checkpoint of something else, or can not be used
     */
    static Checkpoint open(
            Optional<Path> path,
            VerificationPlan plan,
            List<ServerFacts> servers,
            ComparedRows rows,
            SnapshotSet sources,
            InstantSource clock,
            LongSupplier nanoTime)
            throws InterruptedException {
        if (path.isEmpty()) {
            return new Checkpoint(Optional.empty(), DigestMemory.NONE);
        }
        Map<String, TableLayout> layouts = new LinkedHashMap<>();
        for (Comparison comparison : rows.comparisons()) {
            for (Side side : List.of(comparison.left(), comparison.right())) {
                String role = side.snapshots() == sources ? "source " : "target ";
                layouts.put(role + side.table().spec(), side.table());
            }
        }
        Fingerprint fingerprint =
                Fingerprint.of(plan, servers.stream().map(ServerFacts::report).toList(), layouts, BUCKETS);
        try {
            CheckpointFile file = CheckpointFile.open(path.get(), fingerprint, nanoTime);
            DigestMemory memory = new DigestMemory(file, clock);
            rows.remember(memory);
            return new Checkpoint(Optional.of(file), memory);
        } catch (IOException e) {
            throw new RefusedException("the verification can not be resumed: " + e.getMessage());
        }
    }

    /** What the report must say of it. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        resumed().ifPresent(words -> settings.put("resumed", words));
        if (file.isPresent() && !removed) {
            settings.put("checkpoint", "kept, since not everything was read: resume to go on");
        }
        memory.trouble().or(() -> trouble).ifPresent(why -> settings.put("checkpoint", why));
        return settings;
    }

    private Optional<String> resumed() {
        boolean left = file.isPresent() && file.get().resumedScans() > 0;
        return memory.since()
                .map(since -> ("%d scans were finished by an earlier run and %d half done; the first of that was read"
                                + " at %s: what was damaged there since then is not seen")
                        .formatted(memory.finishedBefore(), memory.halfDoneBefore(), since))
                .or(() -> left
                        ? Optional.of("0 scans were finished by an earlier run and 0 half done that could be used:"
                                + " everything was read anew")
                        : Optional.empty());
    }

    /** All that could be remembered was judged. */
    void remove() {
        try {
            if (file.isPresent()) {
                file.get().delete();
            }
            removed = true;
        } catch (IOException e) {
            trouble = Optional.of("the checkpoint could not be removed: " + e);
        }
    }

    @Override
    public void close() {
        try {
            if (file.isPresent()) {
                file.get().close();
            }
        } catch (IOException e) {
            trouble = Optional.of("the checkpoint could not be closed: " + e);
        }
    }
}
