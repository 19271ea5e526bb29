package dev.shardproof.verifier.source.scan;

import dev.shardproof.verifier.digest.BucketDigests;
import dev.shardproof.verifier.digest.Buckets;
import dev.shardproof.verifier.source.scan.ChunkQueue.Chunk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The digest of a table on one shard, chunk by chunk, which can be written down and gone on with.
 *
 * <p>Chunks may end in any order, but what is written down is always everything up to some page: when it is time to save,
 * chunks that are given out from then on are added up apart until all earlier ones have ended. Called by the
 * {@link ChunkQueue} and under its lock.
 */
public final class DigestScan implements ChunkQueue.Watcher {

    private final DigestMemory memory;
    private final String scanId;
    private final Buckets buckets;
    private final List<Leaf> leaves;
    private final Map<String, String> files = new HashMap<>();
    private final List<BucketDigests> sums;
    private final List<String> read = new ArrayList<>();
    private final long since;
    private final Set<Chunk> early = new HashSet<>();
    private final Set<Chunk> late = new HashSet<>();
    private String current = "";
    private long nextPage;
    /** Where to cut, and what came after the cut; empty while nobody waits to save. */
    private Optional<DigestRecord> cut = Optional.empty();

    private List<BucketDigests> sumsAfterCut = List.of();

    /**
     * Goes on with what the memory has of the scan, if that is of these tables and by this rule.
     *
     * @param scanId its name in the memory
     * @param slices how many digests there are
     * @param buckets the rule
     * @param leaves where the table's rows lie
     */
    public DigestScan(DigestMemory memory, String scanId, int slices, Buckets buckets, List<Leaf> leaves) {
        this.memory = memory;
        this.scanId = scanId;
        this.buckets = buckets;
        this.leaves = leaves;
        leaves.forEach(leaf -> files.put(leaf.relation(), leaf.file()));
        Optional<DigestRecord> saved = memory.load(scanId)
                .filter(before -> before.digests().size() == slices)
                .filter(before -> before.buckets().equals(buckets))
                .filter(this::isOfTheseFiles);
        sums = saved.map(before -> (List<BucketDigests>) new ArrayList<>(before.digests()))
                .orElseGet(() -> empty(slices));
        since = saved.map(DigestRecord::since).orElseGet(memory::now);
        saved.ifPresent(before -> {
            read.addAll(before.read());
            current = before.current();
            nextPage = before.nextPage();
            memory.resumed(scanId, since, finished());
        });
    }

    /** Page numbers mean nothing any more in a table that was written anew or is gone. */
    private boolean isOfTheseFiles(DigestRecord before) {
        List<String> now = leaves.stream().map(Leaf::file).toList();
        boolean pagesCount = before.current().isEmpty()
                || leaves.stream().anyMatch(leaf -> leaf.paged() && leaf.file().equals(before.current()));
        return pagesCount && now.containsAll(before.read());
    }

    private List<BucketDigests> empty(int slices) {
        return Stream.generate(() -> new BucketDigests(buckets)).limit(slices).toList();
    }

    /** Whether nothing is left to be read. */
    public boolean finished() {
        return leftOver().isEmpty();
    }

    /** What is left to be read, the table of which some pages were read first. */
    public List<Leaf> leftOver() {
        return leaves.stream()
                .filter(leaf -> !read.contains(leaf.file()))
                .sorted((one, other) ->
                        Boolean.compare(other.file().equals(current), one.file().equals(current)))
                .toList();
    }

    /** The page with which to begin in the first table that is left. */
    public long firstPage() {
        return nextPage;
    }

    /** How many pages an earlier scan has read. */
    public long skippedPages() {
        long whole = leaves.stream()
                .filter(leaf -> read.contains(leaf.file()))
                .mapToLong(Leaf::pages)
                .sum();
        return whole + nextPage;
    }

    /** Adds some rows of a chunk. */
    public void add(Chunk chunk, int slice, long group, long rows, long sum) {
        boolean after = cut.isPresent() && late.contains(chunk);
        (after ? sumsAfterCut : sums).get(slice).add(group, rows, sum);
    }

    @Override
    public void given(Chunk chunk) {
        (cut.isPresent() ? late : early).add(chunk);
        String file = files.get(chunk.part().relation());
        if (chunk.part().toPage().isPresent()) {
            current = file;
            nextPage = chunk.part().toPage().getAsLong();
        } else {
            read.add(file);
            current = "";
            nextPage = 0;
        }
    }

    @Override
    public void done(Chunk chunk) {
        early.remove(chunk);
        late.remove(chunk);
        if (cut.isEmpty() && memory.due(scanId)) {
            cut = Optional.of(upToHere());
            sumsAfterCut = empty(sums.size());
        }
        if (cut.isPresent() && early.isEmpty()) {
            memory.save(scanId, cut.get(), false);
            for (int i = 0; i < sums.size(); i++) {
                sums.get(i).add(sumsAfterCut.get(i));
            }
            cut = Optional.empty();
            early.addAll(late);
            late.clear();
        }
    }

    /** Shares the sums with this object: they stay what they are until it is saved. */
    private DigestRecord upToHere() {
        return new DigestRecord(sums, read, current, nextPage, since);
    }

    /** All chunks were read; returns the digest of each slice. */
    public List<BucketDigests> end(boolean anythingNew) {
        if (anythingNew) {
            memory.save(scanId, upToHere(), true);
        }
        return sums;
    }
}
