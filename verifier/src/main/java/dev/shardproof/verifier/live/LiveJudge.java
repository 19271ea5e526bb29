package dev.shardproof.verifier.live;

import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.RowDigests;
import dev.shardproof.verifier.dialect.RereadQueries;
import dev.shardproof.verifier.live.replication.FencePassage;
import dev.shardproof.verifier.live.replication.ReplicaRetry;
import dev.shardproof.verifier.live.replication.WalFence;
import dev.shardproof.verifier.pace.Sleeper;
import dev.shardproof.verifier.plan.LiveSettings;
import dev.shardproof.verifier.source.Pace;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.ImageForm;
import dev.shardproof.verifier.table.TableMapping;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Compares tables that are written to meanwhile.
 *
 * <p>Looks at each table once, in snapshots of its own, by digest; rows that differ are suspects. Then reads exactly the
 * suspects of all tables again and again, each time in new snapshots with a fence between the sources' and the targets',
 * until each has settled or stayed (see {@link Settling}), or the readings are over. Snapshots are never older than one
 * look at one table.
 *
 * <p>A table that can not be read is set aside with the reason; the others are still judged. Judges once, whichever of
 * the checks asks first. Thread-safe.
 */
public final class LiveJudge {

    /** How many suspects are remembered at most, all tables together; about 25 MB. */
    private static final int SUSPECTS_AT_MOST = 50_000;

    private final LiveSnapshots snapshots;
    private final List<TableMapping> tables;
    private final ImageForm form;
    private final LiveSettings settings;
    private final WalFence fence;
    private final ReplicaRetry retry;
    private final KeyedReader keyed;
    private final Sleeper sleeper;
    private final int suspectsAtMost;

    private final Map<String, String> unjudged = new LinkedHashMap<>();
    private final Map<String, List<LiveComparison>> compared = new LinkedHashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private int suspects;
    private boolean judged;

    /**
     * @param snapshots takes the snapshots
     * @param tables the tables to compare
     * @param form what of a value must be equal
     * @param settings how often and how long to wait
     * @param fence between the sources' and the targets' snapshots
     * @param retry for servers that are replicas
     * @param queries how rows are read by key
     * @param pace asked before each reading by key; the first look is paced by whatever the snapshots bring along
     * @param sleeper how to wait between readings
     */
    public LiveJudge(
            LiveSnapshots snapshots,
            List<TableMapping> tables,
            ImageForm form,
            LiveSettings settings,
            WalFence fence,
            ReplicaRetry retry,
            RereadQueries queries,
            Pace pace,
            Sleeper sleeper) {
        this(
                snapshots,
                tables,
                form,
                settings,
                fence,
                retry,
                new KeyedReader(queries, pace),
                sleeper,
                SUSPECTS_AT_MOST);
    }

    LiveJudge(
            LiveSnapshots snapshots,
            List<TableMapping> tables,
            ImageForm form,
            LiveSettings settings,
            WalFence fence,
            ReplicaRetry retry,
            KeyedReader keyed,
            Sleeper sleeper,
            int suspectsAtMost) {
        this.snapshots = Objects.requireNonNull(snapshots, "snapshots is null");
        this.tables = List.copyOf(tables);
        this.form = Objects.requireNonNull(form, "form is null");
        this.settings = Objects.requireNonNull(settings, "settings is null");
        this.fence = Objects.requireNonNull(fence, "fence is null");
        this.retry = Objects.requireNonNull(retry, "retry is null");
        this.keyed = keyed;
        this.sleeper = Objects.requireNonNull(sleeper, "sleeper is null");
        this.suspectsAtMost = suspectsAtMost;
    }

    /** All comparisons, judged. */
    synchronized List<LiveComparison> judge() throws InterruptedException {
        if (!judged) {
            for (TableMapping table : tables) {
                look(table);
            }
            settle();
            all().forEach(one -> one.settling().end());
            judged = true;
        }
        return all();
    }

    /** The tables of which nothing can be said, with the reason; call after {@link #judge()}. */
    synchronized Map<String, String> unjudged() {
        return Map.copyOf(unjudged);
    }

    /** What a reader should know of the fences, e.g. which was not passed. */
    synchronized List<String> notes() {
        return List.copyOf(notes);
    }

    private List<LiveComparison> all() {
        return compared.values().stream().flatMap(List::stream).toList();
    }

    private void look(TableMapping table) throws InterruptedException {
        String name = table.source().toString();
        try {
            List<LiveComparison> first = retry.run(() -> {
                try (SnapshotSet sources = snapshots.sources();
                        SnapshotSet targets = snapshots.targets()) {
                    return look(LivePairs.of(sources, targets, table, form));
                }
            });
            compared.put(name, first);
            suspects +=
                    first.stream().mapToInt(one -> one.settling().open().size()).sum();
        } catch (SourceException e) {
            unjudged.put(name, e.getMessage());
        }
    }

    private List<LiveComparison> look(List<Comparison> comparisons) throws SourceException, InterruptedException {
        RowDigests digests = RowDigests.read(comparisons);
        List<LiveComparison> looked = new ArrayList<>();
        int room = suspectsAtMost - suspects;
        for (Comparison comparison : comparisons) {
            BitSet buckets = digests.unequal(comparison);
            SuspectSearch.Found found = buckets.isEmpty()
                    ? new SuspectSearch.Found(Set.of(), 0)
                    : SuspectSearch.find(comparison, buckets, room);
            room -= found.suspects().size();
            looked.add(new LiveComparison(
                    comparison,
                    digests.left(comparison).rows(),
                    digests.right(comparison).rows(),
                    buckets,
                    found));
        }
        return looked;
    }

    private void settle() throws InterruptedException {
        // One reading alone can not tell what stays.
        int readings = Math.max(2, settings.retries());
        for (int i = 0; i < readings && all().stream().anyMatch(LiveJudge::isOpen); i++) {
            sleeper.sleep(settings.interval());
            try {
                retry.run(() -> {
                    readAgain();
                    return true;
                });
            } catch (SourceException e) {
                notes.add("a reading failed: " + e.getMessage());
            }
        }
        seek(one -> one.settling().vanished(), this::seekVanished);
        seek(one -> one.settling().agreed(), this::seekHidden);
    }

    /** Which of the suspects that have settled an index may have settled wrongly. */
    @FunctionalInterface
    private interface Settled {
        Set<Suspect> of(LiveComparison comparison);
    }

    @FunctionalInterface
    private interface Seeking {
        void run(Settled settled) throws SourceException, InterruptedException;
    }

    /** An index that is corrupt could have hidden a row from the readings by key: scans look once more. */
    private void seek(Settled settled, Seeking seeking) throws InterruptedException {
        if (all().stream().noneMatch(one -> one.keyed() && !settled.of(one).isEmpty())) {
            return;
        }
        try {
            retry.run(() -> {
                seeking.run(settled);
                return true;
            });
        } catch (SourceException e) {
            notes.add("rows that seem to be deleted or equal by now could not be sought once more: " + e.getMessage());
            all().stream()
                    .filter(LiveComparison::keyed)
                    .forEach(one ->
                            settled.of(one).forEach(suspect -> one.settling().found(suspect, Reading.NOWHERE)));
        }
    }

    private static boolean isOpen(LiveComparison comparison) {
        return !comparison.settling().open().isEmpty();
    }

    private void readAgain() throws SourceException, InterruptedException {
        Map<LiveComparison, Map<Suspect, Reading>> seen = new LinkedHashMap<>();
        Map<LiveComparison, FencePassage> passages = new HashMap<>();
        try (SnapshotSet sources = snapshots.sources()) {
            FencePassage passage = fence.pass();
            if (!passage.note().isEmpty()) {
                notes.add(passage.note());
            }
            try (SnapshotSet targets = snapshots.targets()) {
                for (Map.Entry<LiveComparison, Comparison> one :
                        again(sources, targets, LiveJudge::isOpen).entrySet()) {
                    LiveComparison live = one.getKey();
                    Comparison comparison = one.getValue();
                    Map<Suspect, Reading> readings = new HashMap<>();
                    Set<Suspect> open = live.settling().open();
                    if (live.keyed()) {
                        keyed.read(comparison, open, true, readings);
                    } else {
                        SuspectSearch.reread(comparison, live.buckets(), open, readings);
                    }
                    seen.put(live, readings);
                    // Copies on two sources: no slot leads from one to the other.
                    boolean fenced = comparison.right().snapshots() == targets;
                    passages.put(
                            live, new FencePassage(passage.passed(), passage.complete() && fenced, passage.note()));
                }
            }
        }
        // Only now, so that a reading that breaks off counts for none.
        seen.forEach((live, readings) -> live.settling().read(readings, passages.get(live)));
    }

    /** Rows that are on neither side by an index. */
    private void seekVanished(Settled settled) throws SourceException, InterruptedException {
        seekInNewSnapshots(settled, (comparison, live) -> settled.of(live));
    }

    /** Rows of which an index knows one and the table holds one more: a scan of their buckets tells which may be such. */
    private void seekHidden(Settled settled) throws SourceException, InterruptedException {
        seekInNewSnapshots(settled, (comparison, live) -> {
            Set<Suspect> differing = new LinkedHashSet<>(SuspectSearch.find(comparison, live.buckets(), suspectsAtMost)
                    .suspects());
            differing.retainAll(settled.of(live));
            return differing;
        });
    }

    @FunctionalInterface
    private interface Doubtful {
        Set<Suspect> of(Comparison comparison, LiveComparison live) throws SourceException;
    }

    private void seekInNewSnapshots(Settled settled, Doubtful doubtful) throws SourceException, InterruptedException {
        try (SnapshotSet sources = snapshots.sources();
                SnapshotSet targets = snapshots.targets()) {
            Map<LiveComparison, Comparison> again = again(
                    sources, targets, live -> live.keyed() && !settled.of(live).isEmpty());
            Map<LiveComparison, Map<Suspect, Reading>> scanned = new LinkedHashMap<>();
            for (Map.Entry<LiveComparison, Comparison> one : again.entrySet()) {
                Map<Suspect, Reading> readings = new HashMap<>();
                keyed.read(one.getValue(), doubtful.of(one.getValue(), one.getKey()), false, readings);
                scanned.put(one.getKey(), readings);
            }
            // After all scans: a session that was once allowed to use an index goes on to do so.
            for (Map.Entry<LiveComparison, Map<Suspect, Reading>> one : scanned.entrySet()) {
                Map<Suspect, Reading> byIndex = new HashMap<>();
                keyed.read(again.get(one.getKey()), one.getValue().keySet(), true, byIndex);
                one.getValue().forEach((suspect, reading) -> {
                    // Found both ways it was only written again.
                    if (!reading.equals(byIndex.get(suspect))) {
                        one.getKey().settling().found(suspect, reading);
                        notes.add("an index of %s hides rows: a scan finds some that a search by key does not"
                                .formatted(one.getKey().table()));
                    }
                });
            }
        }
    }

    /** The same comparisons in new snapshots. */
    private Map<LiveComparison, Comparison> again(
            SnapshotSet sources, SnapshotSet targets, Predicate<LiveComparison> which)
            throws SourceException, InterruptedException {
        Map<LiveComparison, Comparison> again = new LinkedHashMap<>();
        for (TableMapping table : tables) {
            List<LiveComparison> wanted = compared.getOrDefault(table.source().toString(), List.of()).stream()
                    .filter(which)
                    .toList();
            if (wanted.isEmpty()) {
                continue;
            }
            try {
                List<Comparison> now = LivePairs.of(sources, targets, table, form);
                for (LiveComparison live : wanted) {
                    live.in(now).ifPresent(comparison -> again.put(live, comparison));
                }
            } catch (SourceException e) {
                notes.add(e.getMessage()); // its suspects stay open, and the other tables are read
            }
        }
        return again;
    }
}
