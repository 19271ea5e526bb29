package dev.shardproof.verifier.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * The sessions of one shard that tables are read in, one reader each. Whoever comes first gets one first, so that several
 * tables can be under way: as soon as a session has nothing more to read of one table, it goes on with the next. Thread-safe.
 */
final class ReaderPool implements AutoCloseable {

    private final FrozenSnapshot snapshot;
    private final int size;
    private final Semaphore free;
    private final List<ShardReader> idle = new ArrayList<>();
    private double pagesOfAChunk;

    ReaderPool(FrozenSnapshot snapshot) {
        this.snapshot = snapshot;
        this.size = snapshot.settings().connections();
        this.free = new Semaphore(size, true);
    }

    /** How many readers there are. */
    int size() {
        return size;
    }

    /** Waits for a reader; to be given back. */
    ShardReader take() throws InterruptedException {
        free.acquire();
        synchronized (this) {
            return idle.isEmpty() ? new ShardReader(snapshot, Optional.of(this)) : idle.remove(idle.size() - 1);
        }
    }

    void give(ShardReader reader) {
        reader.resume();
        synchronized (this) {
            idle.add(reader);
        }
        free.release();
    }

    /** How many pages the next chunk should have, by what was learned so far; 0 if nothing was. */
    synchronized double pagesOfAChunk() {
        return pagesOfAChunk;
    }

    synchronized void learned(double pages) {
        pagesOfAChunk = pages;
    }

    /** Ends the sessions that nobody has. */
    @Override
    public synchronized void close() {
        idle.forEach(ShardReader::close);
        idle.clear();
    }
}
