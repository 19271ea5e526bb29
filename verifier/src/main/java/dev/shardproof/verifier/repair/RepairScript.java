package dev.shardproof.verifier.repair;

import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.compare.locate.Difference;
import dev.shardproof.verifier.source.SourceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Collects differences, and writes for each target the statements that would give it what the sources have.
 *
 * <p>The script holds row values: it belongs into a file that only its owner can read. It ends in ROLLBACK, so that
 * running it unread changes nothing. Each statement hits a row only if the row still is as it was when it was compared.
 * What can not be repaired by a key is named in comments. Not thread-safe.
 */
public final class RepairScript {

    /** How many rows a script repairs at most. */
    public static final int ROWS_KEPT = 100_000;

    private final Map<Comparison, List<Difference>> differences = new LinkedHashMap<>();
    private final Set<String> targets;
    private final RowOwner owner;
    private long kept;
    private long beyond;

    /** Says which target should have a row. */
    @FunctionalInterface
    public interface RowOwner {
        /** The target that owns a point of the key space; an empty text if that can not be told. */
        String of(long point);
    }

    /**
     * @param targets the names of the targets; nothing is proposed for any other shard
     * @param owner which of them should have a row
     */
    public RepairScript(Collection<String> targets, RowOwner owner) {
        this.targets = Set.copyOf(targets);
        this.owner = Objects.requireNonNull(owner, "owner is null");
    }

    /** Takes note of a row that differs. */
    public void add(Comparison comparison, Difference difference) {
        if (kept == ROWS_KEPT) {
            beyond++;
        } else {
            kept++;
            differences.computeIfAbsent(comparison, any -> new ArrayList<>()).add(difference);
        }
    }

    /** Whether no row differs. */
    public boolean isEmpty() {
        return differences.isEmpty();
    }

    /**
     * Writes the script; the snapshots of the comparisons must still be open. Nothing is written if the rows can not be read.
     *
     * @return what it holds, in words
     * @throws SourceException if the rows can not be read
     */
    public String write(Appendable out) throws IOException, SourceException {
        Proposal proposal = new Proposal();
        proposal.beyond(beyond);
        for (Map.Entry<Comparison, List<Difference>> entry : differences.entrySet()) {
            propose(entry.getKey(), entry.getValue(), proposal);
        }
        proposal.write(out);
        return proposal.summary();
    }

    private void propose(Comparison comparison, List<Difference> found, Proposal proposal) throws SourceException {
        Side left = comparison.left();
        Side right = comparison.right();
        if (left.table().key().isEmpty()) {
            proposal.undecided(
                    "%s has no key: %d rows differ".formatted(left.table().spec(), found.size()));
        } else if (!targets.containsAll(right.shards())) {
            proposal.undecided("%s: %d rows of %s differ from those of %s; both are sources, which are not repaired"
                    .formatted(right.table().spec(), found.size(), right.label(), left.label()));
        } else {
            try (RowRepair repair = new RowRepair(comparison, owner, proposal)) {
                repair.propose(found);
            }
        }
    }
}
