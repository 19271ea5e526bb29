package dev.shardproof.verifier.source.scan;

import dev.shardproof.verifier.dialect.TablePart;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Cuts the parts of a table into chunks that each take about the same time. Every page is in exactly one chunk: the last
 * chunk of a part has no end, so that pages that were added since count too. Thread-safe.
 */
public final class ChunkQueue {

    /** A chunk may be so many times larger or smaller than the one before. */
    private static final double STEP = 4;
    /** A rest of less than this share of a chunk is taken along with it. */
    private static final double REST = 0.5;

    /**
     * Some pages of a part.
     *
     * @param part what to read
     * @param pages how many pages it had when they were counted
     */
    public record Chunk(TablePart part, long pages) {}

    /** Hears of every chunk, under the queue's lock. */
    public interface Watcher {

        /** Does not care. */
        Watcher NONE = new Watcher() {
            @Override
            public void given(Chunk chunk) {
                // Chunks need not be known one by one.
            }

            @Override
            public void done(Chunk chunk) {
                // Chunks need not be known one by one.
            }
        };

        /** It was given out. */
        void given(Chunk chunk);

        /** All of it was read. */
        void done(Chunk chunk);
    }

    /**
     * What is to be read.
     *
     * @param leaves the parts, in the order in which they are read
     * @param firstPage with which page of the first part to begin
     * @param watcher hears of every chunk
     */
    public record Course(List<Leaf> leaves, long firstPage, Watcher watcher) {}

    private final Deque<Leaf> leaves;
    private final Watcher watcher;
    private final double targetNanos;
    private final long pagesInAll;
    private long nextPage;
    private double pages;

    /** @param pagesAtFirst how many pages the first chunk should have */
    public ChunkQueue(Course course, Duration target, double pagesAtFirst) {
        this.leaves = new ArrayDeque<>(course.leaves());
        this.nextPage = course.firstPage();
        this.watcher = course.watcher();
        this.targetNanos = target.toNanos();
        this.pagesInAll = course.leaves().stream().mapToLong(Leaf::pages).sum();
        this.pages = Math.max(1, pagesAtFirst);
    }

    /** How many pages there were in all parts when they were counted. */
    public long pagesInAll() {
        return pagesInAll;
    }

    /** The next chunk; empty when all are given out. */
    public synchronized Optional<Chunk> next() {
        Optional<Chunk> chunk = cut();
        chunk.ifPresent(watcher::given);
        return chunk;
    }

    private Optional<Chunk> cut() {
        Leaf leaf = leaves.peek();
        if (leaf == null) {
            return Optional.empty();
        }
        long from = nextPage;
        long to = from + Math.max(1, Math.round(pages));
        if (leaf.paged() && to + pages * REST < leaf.pages()) {
            nextPage = to;
            return Optional.of(
                    new Chunk(new TablePart(leaf.relation(), leaf.only(), from, OptionalLong.of(to)), to - from));
        }
        leaves.remove();
        nextPage = 0;
        return Optional.of(new Chunk(
                new TablePart(leaf.relation(), leaf.only(), from, OptionalLong.empty()),
                Math.max(0, leaf.pages() - from)));
    }

    /** Gives out no more chunks. */
    public synchronized void stop() {
        leaves.clear();
    }

    /** A chunk was read; learns from how long it took. */
    public synchronized void took(Chunk chunk, Duration took) {
        watcher.done(chunk);
        if (chunk.pages() > 0) {
            double wanted = chunk.pages() * targetNanos / Math.max(1, took.toNanos());
            pages = Math.max(1, Math.min(Math.max(wanted, chunk.pages() / STEP), chunk.pages() * STEP));
        }
    }

    /** How many pages the next chunk should have. */
    public synchronized double pages() {
        return pages;
    }
}
