package dev.shardproof.verifier.checksum;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.RowDigests;
import dev.shardproof.verifier.compare.Unjudged;
import dev.shardproof.verifier.compare.locate.Difference;
import dev.shardproof.verifier.compare.locate.RowLocator;
import dev.shardproof.verifier.digest.Digest;
import dev.shardproof.verifier.source.SourceException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/** What all digest checks do: hold digests against each other, and name the rows where they differ. */
final class DigestJudge {

    private final String check;
    private final List<Comparison> comparisons;
    private final RowDigests digests;
    private final Map<String, String> unjudged;
    private final Rereading rereading;
    private final BiConsumer<Comparison, Difference> listener;
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final Findings findings = new Findings();
    private long sharded;
    private long copied;
    private boolean anySharded;

    /** @param unjudged tables that could not be read, with the reason */
    DigestJudge(String check, List<Comparison> comparisons, RowDigests digests, Map<String, String> unjudged) {
        this(check, comparisons, digests, unjudged, comparison -> digests, (comparison, difference) -> {});
    }

    /** Digests rows as they are now. */
    @FunctionalInterface
    interface Rereading {
        RowDigests read(Comparison comparison) throws SourceException, InterruptedException;
    }

    /**
     * @param unjudged tables that could not be read, with the reason
     * @param rereading is asked where digests that are partly of an earlier run differ, and the rows do not
     * @param listener gets every row that differs
     */
    DigestJudge(
            String check,
            List<Comparison> comparisons,
            RowDigests digests,
            Map<String, String> unjudged,
            Rereading rereading,
            BiConsumer<Comparison, Difference> listener) {
        this.rereading = rereading;
        this.listener = listener;
        this.check = check;
        this.comparisons = comparisons;
        this.digests = digests;
        this.unjudged = new TreeMap<>(unjudged);
    }

    /** Compares everything; facts of the caller may be put before and after. */
    void judge() throws InterruptedException {
        for (Comparison comparison : comparisons) {
            Digest left = digests.left(comparison);
            Digest right = digests.right(comparison);
            long rows = Math.max(left.rows(), right.rows());
            if (comparison.table().spec().isReference()) {
                copied += rows;
            } else {
                sharded += rows;
                anySharded = true;
            }
            if (differs(comparison, digests)) {
                locate(comparison);
            }
        }
    }

    private boolean differs(Comparison comparison, RowDigests read) {
        boolean differs = !read.unequal(comparison).isEmpty();
        Digest left = read.left(comparison);
        facts.put(comparison.toString(), differs ? left + " against " + read.right(comparison) : "digest " + left);
        return differs;
    }

    private void locate(Comparison comparison) throws InterruptedException {
        if (!digests.resumed(comparison)) {
            nameRows(comparison, digests);
            return;
        }
        long before = findings.total();
        name(comparison, digests);
        if (findings.total() > before) {
            return; // These rows were read now, so they differ now.
        }
        try {
            RowDigests now = rereading.read(comparison);
            if (differs(comparison, now)) {
                nameRows(comparison, now);
            }
        } catch (SourceException e) {
            unjudged.put(comparison.table().spec().toString(), e.getMessage());
        }
    }

    /** That they differ is proven; says so if not every row can be named. */
    private void nameRows(Comparison comparison, RowDigests read) throws InterruptedException {
        long before = findings.total();
        Optional<String> trouble = name(comparison, read);
        if (findings.total() == before || trouble.isPresent()) {
            String detail = "the digests of %d buckets differ, but not every row could be named%s"
                    .formatted(
                            read.unequal(comparison).cardinality(),
                            trouble.map(why -> ": " + why).orElse(""));
            findings.add(new Finding(
                    Finding.Kind.DIFFERENT, comparison.table().spec().toString(), comparison.where(), "", detail));
        }
    }

    private Optional<String> name(Comparison comparison, RowDigests read) throws InterruptedException {
        try {
            new RowLocator(comparison).locate(read, findings, difference -> listener.accept(comparison, difference));
            return Optional.empty();
        } catch (SourceException e) {
            return Optional.of(e.getMessage());
        }
    }

    void fact(String name, String value) {
        facts.put(name, value);
    }

    /**
     * @param pass what to say of {@code %s} rows that are equal
     * @param nothing what to say when there was no row
     */
    CheckResult result(String pass, String nothing, long startNanos, LongSupplier nanoTime) {
        long examined = sharded + copied;
        boolean empty = examined == 0 || (anySharded && sharded == 0);
        unjudged.forEach((table, reason) -> facts.put(table + ", not judged", reason));
        Verdict verdict = findings.total() > 0
                ? Verdict.FAIL
                : empty || !unjudged.isEmpty() ? Verdict.INCONCLUSIVE : Verdict.PASS;
        String rows = String.format(Locale.ROOT, "%,d", examined);
        String summary = switch (verdict) {
            case PASS -> pass.formatted(rows);
            case FAIL -> String.format(Locale.ROOT, "%,d of %s rows differ", findings.total(), rows);
            case INCONCLUSIVE -> unjudged.isEmpty() ? nothing : Unjudged.summary(unjudged);
        };
        Duration took = Duration.ofNanos(nanoTime.getAsLong() - startNanos);
        return new CheckResult(check, verdict, summary, examined, findings.kept(), findings.total(), facts, took);
    }
}
