package dev.shardproof.verifier.checksum;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.RowDigests;
import dev.shardproof.verifier.compare.RowLocator;
import dev.shardproof.verifier.source.Digest;
import dev.shardproof.verifier.source.RowFilter;
import dev.shardproof.verifier.source.SourceException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** What all digest checks do: hold digests against each other, and name the rows where they differ. */
final class DigestJudge {

    private final String check;
    private final List<Comparison> comparisons;
    private final RowDigests digests;
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final Findings findings = new Findings();
    private long sharded;
    private long copied;
    private boolean anySharded;

    DigestJudge(String check, List<Comparison> comparisons, RowDigests digests) {
        this.check = check;
        this.comparisons = comparisons;
        this.digests = digests;
    }

    /** Compares everything; facts of the caller may be put before and after. */
    void judge() throws SourceException {
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
            List<Integer> unequal = digests.unequal(comparison);
            facts.put(comparison.toString(), unequal.isEmpty() ? "digest " + left : left + " against " + right);
            if (!unequal.isEmpty()) {
                locate(comparison, unequal);
            }
        }
    }

    private void locate(Comparison comparison, List<Integer> buckets) throws SourceException {
        long before = findings.total();
        new RowLocator(comparison).locate(RowFilter.ofBuckets(buckets, RowDigests.BUCKETS), Long.MAX_VALUE, findings);
        if (findings.total() == before) {
            String detail =
                    "the digests of %d buckets differ, but no single row could be named".formatted(buckets.size());
            findings.add(new Finding(
                    Finding.Kind.DIFFERENT, comparison.table().spec().toString(), comparison.where(), "", detail));
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
        Verdict verdict = findings.total() > 0 ? Verdict.FAIL : empty ? Verdict.INCONCLUSIVE : Verdict.PASS;
        String rows = String.format(Locale.ROOT, "%,d", examined);
        String summary = switch (verdict) {
            case PASS -> pass.formatted(rows);
            case FAIL -> String.format(Locale.ROOT, "%,d of %s rows differ", findings.total(), rows);
            case INCONCLUSIVE -> nothing;
        };
        Duration took = Duration.ofNanos(nanoTime.getAsLong() - startNanos);
        return new CheckResult(check, verdict, summary, examined, findings.kept(), findings.total(), facts, took);
    }
}
