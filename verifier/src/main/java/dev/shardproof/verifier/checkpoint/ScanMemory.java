package dev.shardproof.verifier.checkpoint;

import java.io.IOException;
import java.util.Optional;

/**
 * Where scans write down how far they are. Thread-safe.
 *
 * <p>A resumed scan goes on in another snapshot. That is sound because a digest decides only in favour: buckets that
 * differ must always be read anew, in snapshots of now, before a row is called different. An old digest can so never make
 * a false FAIL, and what it says is equal was equal when it was read.
 */
public interface ScanMemory {

    /** Remembers nothing. */
    ScanMemory NONE = new ScanMemory() {
        @Override
        public Optional<SavedDigest> load(String scanId) {
            return Optional.empty();
        }

        @Override
        public boolean due(String scanId) {
            return false;
        }

        @Override
        public void save(String scanId, SavedDigest digest) {
            // Forgotten at once.
        }
    };

    /**
     * What was last saved of a scan.
     *
     * @param scanId what tells the scan from all others of the verification: side, shard, table
     * @throws IOException if it can not be read
     */
    Optional<SavedDigest> load(String scanId) throws IOException;

    /** Whether it is time again to save an unfinished scan; asked before going to the trouble of writing it down. */
    boolean due(String scanId);

    /**
     * Keeps it in place of what was saved of that scan before. When this returns it survives the end of the process and
     * of the machine. An unfinished one that comes too early is ignored.
     *
     * @throws IOException if it can not be written; the verification may go on without
     */
    void save(String scanId, SavedDigest digest) throws IOException;
}
