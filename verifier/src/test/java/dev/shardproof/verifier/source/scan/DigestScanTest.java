package dev.shardproof.verifier.source.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.checkpoint.SavedDigest;
import dev.shardproof.verifier.checkpoint.ScanMemory;
import dev.shardproof.verifier.digest.Buckets;
import dev.shardproof.verifier.digest.Digest;
import dev.shardproof.verifier.source.scan.ChunkQueue.Chunk;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever the order in which chunks end, what is written down is everything up to some page. */
class DigestScanTest {

    private static final Buckets BUCKETS = Buckets.byHash(4);
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_000));

    private static final List<Leaf> LEAVES = List.of(leaf("a", 40, true), leaf("b", 7, false), leaf("c", 25, true));

    private final InMemory saved = new InMemory();

    /** Keeps every record, and wants one after each chunk. */
    private static final class InMemory implements ScanMemory {
        private final Map<String, SavedDigest> newest = new HashMap<>();
        private final List<SavedDigest> all = new ArrayList<>();
        private boolean wanted = true;

        @Override
        public Optional<SavedDigest> load(String scanId) {
            return Optional.ofNullable(newest.get(scanId));
        }

        @Override
        public boolean due(String scanId) {
            return wanted;
        }

        @Override
        public void save(String scanId, SavedDigest digest) {
            newest.put(scanId, digest);
            all.add(digest);
        }
    }

    private static Leaf leaf(String name, long pages, boolean paged) {
        return new Leaf(name, true, pages, -1, paged, true, name + " 1");
    }

    @Test
    void whatIsWrittenDownIsEverythingUpToSomePage() throws Exception {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 200; round++) {
            saved.newest.clear();
            DigestScan scan = scan(LEAVES);
            scan(scan, random, Integer.MAX_VALUE);
        }

        assertThat(saved.all).hasSizeGreaterThan(400);
        for (SavedDigest one : saved.all) {
            DigestRecord record = DigestRecord.of(one.digest());
            assertThat(record.digests().get(0).total()).isEqualTo(expected(record));
        }
        assertThat(saved.all).anyMatch(one -> !one.finished() && one.nextPage() > 0);
    }

    @Test
    void aScanThatIsStoppedAgainAndAgainEndsWithTheSameDigest() throws Exception {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            saved.newest.clear();
            int scans = 0;
            DigestScan scan = scan(LEAVES);
            while (!scan.finished()) {
                if (scan(scan, random, random.nextInt(12))) {
                    break;
                }
                scan = scan(LEAVES);
                assertThat(++scans).isLessThan(1_000);
            }
            assertThat(scan.end(false).get(0).total()).as("seed %d", seed).isEqualTo(whole());
            assertThat(scan(LEAVES).finished()).isTrue();
        }
    }

    @Test
    void pagesOfATableThatWasWrittenAnewMeanNothing() {
        DigestScan scan = scan(LEAVES);
        scan(scan, new SplittableRandom(1), Integer.MAX_VALUE);
        Leaf rewritten = new Leaf("c", true, 25, -1, true, true, "c 2");

        assertThat(scan(LEAVES).finished()).isTrue();
        assertThat(scan(List.of(LEAVES.get(0), LEAVES.get(1), rewritten)).leftOver())
                .hasSize(3);
    }

    @Test
    void aPartitionThatIsNewIsAllThatIsLeft() {
        scan(scan(LEAVES), new SplittableRandom(1), Integer.MAX_VALUE);
        List<Leaf> more = new ArrayList<>(LEAVES);
        more.add(leaf("d", 3, true));

        assertThat(scan(more).leftOver()).extracting(Leaf::relation).containsExactly("d");
        assertThat(scan(more).firstPage()).isZero();
    }

    @Test
    void digestsByAnotherRuleAreNotUsed() {
        scan(scan(LEAVES), new SplittableRandom(1), Integer.MAX_VALUE);

        assertThat(new DigestScan(memory(), "scan", 1, Buckets.byHash(8), LEAVES).finished())
                .isFalse();
    }

    @Test
    void aMemoryThatBreaksIsNotedAndTheScanGoesOn() {
        DigestMemory broken = new DigestMemory(
                new ScanMemory() {
                    @Override
                    public Optional<SavedDigest> load(String scanId) {
                        return Optional.of(new SavedDigest(new byte[] {1, 2, 3}, 0, true, 0));
                    }

                    @Override
                    public boolean due(String scanId) {
                        return true;
                    }

                    @Override
                    public void save(String scanId, SavedDigest digest) throws java.io.IOException {
                        throw new java.io.IOException("no space left");
                    }
                },
                CLOCK);
        DigestScan scan = new DigestScan(broken, "scan", 1, BUCKETS, LEAVES);

        assertThat(broken.trouble().orElseThrow()).contains("could not be read");
        assertThat(scan(scan, new SplittableRandom(1), Integer.MAX_VALUE)).isTrue();
        assertThat(scan.end(true).get(0).total()).isEqualTo(whole());
        assertThat(broken.trouble().orElseThrow()).contains("could not be written", "no space left");
        assertThat(broken.since()).isEmpty();
    }

    private DigestScan scan(List<Leaf> leaves) {
        return new DigestScan(memory(), "scan", 1, BUCKETS, leaves);
    }

    private DigestMemory memory() {
        return new DigestMemory(saved, CLOCK);
    }

    /**
     * Three sessions that read pages in an order of their own.
     *
     * @param steps after how many of them everything is dropped
     * @return whether it came to its end
     */
    private boolean scan(DigestScan scan, RandomGenerator random, int steps) {
        ChunkQueue queue =
                new ChunkQueue(new ChunkQueue.Course(scan.leftOver(), scan.firstPage(), scan), Duration.ofMillis(1), 3);
        List<Chunk> running = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            saved.wanted = random.nextInt(3) == 0;
            while (running.size() < 3) {
                Optional<Chunk> next = queue.next();
                if (next.isEmpty()) {
                    break;
                }
                running.add(next.get());
            }
            if (running.isEmpty()) {
                scan.end(true);
                return true;
            }
            Chunk chunk = running.remove(random.nextInt(running.size()));
            long to = chunk.part().toPage().orElse(pages(chunk.part().relation()));
            for (long page = chunk.part().fromPage(); page < to; page++) {
                long hash = hash(chunk.part().relation(), page);
                scan.add(chunk, 0, hash & 3, 1, hash);
            }
            queue.took(chunk, Duration.ofMillis(1));
        }
        return false;
    }

    private static long pages(String relation) {
        return LEAVES.stream()
                .filter(leaf -> leaf.relation().equals(relation))
                .mapToLong(Leaf::pages)
                .sum();
    }

    private static long hash(String relation, long page) {
        return (relation.hashCode() * 1_000L + page + 1) * 0x9e3779b97f4a7c15L;
    }

    private static Digest expected(DigestRecord record) {
        Digest sum = Digest.EMPTY;
        for (Leaf leaf : LEAVES) {
            long pages = record.read().contains(leaf.file())
                    ? leaf.pages()
                    : leaf.file().equals(record.current()) ? record.nextPage() : 0;
            for (long page = 0; page < pages; page++) {
                sum = sum.plus(new Digest(1, hash(leaf.relation(), page)));
            }
        }
        return sum;
    }

    private static Digest whole() {
        return expected(
                new DigestRecord(List.of(), LEAVES.stream().map(Leaf::file).toList(), "", 0, 0));
    }
}
