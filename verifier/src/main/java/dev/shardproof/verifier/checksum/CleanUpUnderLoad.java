package dev.shardproof.verifier.checksum;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.RowDigests;
import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.compare.locate.Difference;
import dev.shardproof.verifier.compare.locate.RowLocator;
import dev.shardproof.verifier.keyspace.OwnedRange;
import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.TableLayout;
import dev.shardproof.verifier.table.TableSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * {@code cleanUp} where clients went on meanwhile: what removed a move's rows from the shards that do not own them took no
 * row from its owner, and left none behind.
 *
 * <p>Clients insert and change rows between the two snapshots, so rows that came or changed are no finding. What no client
 * can explain is: a row that its owner had and has no longer (MISSING), and rows on a shard that owns none of their keys
 * (COUNT). Whether a client may have removed a row is for the caller to say, for nothing in the databases tells; where
 * nobody can, a row that is gone makes the check inconclusive. Blind to rows that were changed wrongly, and to rows that
 * came and went in between.
 */
public final class CleanUpUnderLoad implements Check {

    /** Who may have removed a row that is gone. */
    public enum Remover {
        /** No client removes such rows. */
        NO_CLIENT,
        /** A client was told to remove it, as far as anybody knows. */
        A_CLIENT,
        /** Nobody knows what clients do. */
        NOBODY_KNOWS
    }

    /** What is known about the rows that clients remove. Need not be thread-safe. */
    @FunctionalInterface
    public interface Removals {
        /** @param key the primary key, as text; empty for a row of a table that has none */
        Remover of(TableSpec table, List<String> key);
    }

    private final SnapshotSet before;
    private final SnapshotSet after;
    private final List<TableSpec> tables;
    private final List<OwnedRange> ownership;
    private final Removals removals;
    private final LongSupplier nanoTime;
    private final Findings findings = new Findings();
    private final Map<String, String> facts = new LinkedHashMap<>();
    private long examined;
    private long unexplained;

    /**
     * @param before snapshots of all shards before the clean-up; still open
     * @param after snapshots of the same shards when clients are gone; still open
     * @param tables the tables
     * @param ownership who owns which range, then and now; each range once
     * @param removals which rows clients may have removed
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public CleanUpUnderLoad(
            SnapshotSet before,
            SnapshotSet after,
            List<TableSpec> tables,
            List<OwnedRange> ownership,
            Removals removals,
            LongSupplier nanoTime) {
        this.before = Objects.requireNonNull(before, "before is null");
        this.after = Objects.requireNonNull(after, "after is null");
        this.tables = tables.stream().filter(table -> !table.isReference()).toList();
        this.ownership = List.copyOf(ownership);
        this.removals = Objects.requireNonNull(removals, "removals is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
        Slice.requireDisjoint(ownership.stream().map(OwnedRange::interval).toList());
        if (!before.shards().equals(after.shards())) {
            throw new IllegalArgumentException(
                    "before there are shards %s, after %s".formatted(before.shards(), after.shards()));
        }
    }

    @Override
    public String name() {
        return "cleanUp";
    }

    @Override
    public CheckResult run() throws Exception {
        long start = nanoTime.getAsLong();
        for (TableSpec table : tables) {
            searchLeftBehind(table);
            searchGone(table);
        }
        Verdict verdict = findings.total() > 0
                ? Verdict.FAIL
                : examined == 0 || unexplained > 0 ? Verdict.INCONCLUSIVE : Verdict.PASS;
        String summary = switch (verdict) {
            case PASS ->
                String.format(Locale.ROOT, "%,d rows are still on their owners, and no other shard has any", examined);
            case FAIL ->
                String.format(
                        Locale.ROOT, "%,d findings: rows are gone, or lie where they should not", findings.total());
            case INCONCLUSIVE ->
                examined == 0
                        ? "no owned row was found: nothing was compared"
                        : String.format(
                                Locale.ROOT,
                                "%,d of %,d rows are gone, and whether clients have removed them is not known",
                                unexplained,
                                examined);
        };
        Duration took = Duration.ofNanos(nanoTime.getAsLong() - start);
        return new CheckResult(name(), verdict, summary, examined, findings.kept(), findings.total(), facts, took);
    }

    private void searchLeftBehind(TableSpec spec) throws SourceException, InterruptedException {
        TableLayout table = after.layout(spec);
        Map<String, long[]> shards = after.onEach(
                after.shards(), reader -> reader.counts(table, List.of(OwnedRange.sliceOf(reader.shard(), ownership))));
        shards.forEach((shard, counts) -> {
            long foreign = counts[1]; // in no slice
            facts.put(
                    "%s, %s, in the end".formatted(spec, shard), "%d rows owned, %d not".formatted(counts[0], foreign));
            if (foreign > 0) {
                String detail = "%d rows were left on a shard that does not own them".formatted(foreign);
                findings.add(new Finding(Finding.Kind.COUNT, spec.toString(), shard, "", detail), foreign);
            }
        });
    }

    private void searchGone(TableSpec spec) throws SourceException, InterruptedException {
        TableLayout table = before.layout(spec);
        if (!table.equals(after.layout(spec))) {
            throw new SourceException("table %s was altered between the two snapshots".formatted(spec));
        }
        List<Comparison> comparisons = new ArrayList<>();
        for (String shard : before.shards()) {
            Slice owned = OwnedRange.sliceOf(shard, ownership);
            comparisons.add(new Comparison(
                    new Side(before, table, List.of(shard), owned, shard + " before"),
                    new Side(after, table, List.of(shard), owned, shard + " after")));
        }
        RowDigests digests = RowDigests.read(comparisons);
        for (Comparison comparison : comparisons) {
            long rows = digests.left(comparison).rows();
            examined += rows;
            Gone gone = new Gone(spec, comparison.where());
            if (!digests.unequal(comparison).isEmpty()) {
                if (table.key().isEmpty()) {
                    gone.inNumber(rows - digests.right(comparison).rows());
                } else {
                    new RowLocator(comparison).locate(digests, new Findings(), gone::accept);
                }
            }
            facts.put(
                    "%s, %s".formatted(spec, comparison.where()),
                    "%d rows then, %d now; gone: %d by clients, %d without an explanation"
                            .formatted(rows, digests.right(comparison).rows(), gone.clients, gone.others));
        }
    }

    /** Sorts the rows of one comparison that are gone. */
    private final class Gone {
        private final TableSpec table;
        private final String where;
        private long clients;
        private long others;

        Gone(TableSpec table, String where) {
            this.table = table;
            this.where = where;
        }

        void accept(Difference difference) {
            if (difference.kind() == Finding.Kind.MISSING) {
                sort(difference.key(), difference.copies(), "its owner had the row and has it no longer");
            }
        }

        /** Without a key an update looks like a removal and an insertion, so only the number tells. */
        void inNumber(long fewer) {
            if (fewer > 0) {
                sort(List.of(), fewer, "%d rows fewer than before".formatted(fewer));
            }
        }

        private void sort(List<String> key, long rows, String detail) {
            Remover remover = removals.of(table, key);
            if (remover == Remover.A_CLIENT) {
                clients += rows;
                return;
            }
            others += rows;
            if (remover == Remover.NOBODY_KNOWS) {
                unexplained += rows;
            } else {
                findings.add(
                        new Finding(Finding.Kind.MISSING, table.toString(), where, String.join(", ", key), detail),
                        rows);
            }
        }
    }
}
