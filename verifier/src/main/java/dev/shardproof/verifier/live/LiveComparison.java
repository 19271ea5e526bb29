package dev.shardproof.verifier.live;

import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.locate.RowLocator;
import dev.shardproof.verifier.table.Column;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What became of one comparison of live tables, and of each of its suspects. */
final class LiveComparison {

    private final String name;

    private final String table;
    private final String where;
    private final String leftLabel;
    private final String rightLabel;
    private final boolean reference;
    private final List<Column> key;
    private final long leftRows;
    private final long rightRows;
    private final BitSet buckets;
    private final long unread;
    private final Settling settling;

    /**
     * @param leftRows rows of the left side when it was first read
     * @param rightRows rows of the right side then
     * @param buckets the buckets that differed then
     * @param found the rows in them that differed
     */
    LiveComparison(Comparison comparison, long leftRows, long rightRows, BitSet buckets, SuspectSearch.Found found) {
        this.name = comparison.toString();
        this.table = comparison.table().spec().toString();
        this.where = comparison.where();
        this.leftLabel = comparison.left().label();
        this.rightLabel = comparison.right().label();
        this.reference = comparison.table().spec().isReference();
        this.key = comparison.table().key();
        this.leftRows = leftRows;
        this.rightRows = rightRows;
        this.buckets = buckets;
        this.unread = found.more();
        this.settling = new Settling(found.suspects());
    }

    String name() {
        return name;
    }

    String table() {
        return table;
    }

    boolean reference() {
        return reference;
    }

    boolean keyed() {
        return !key.isEmpty();
    }

    BitSet buckets() {
        return buckets;
    }

    Settling settling() {
        return settling;
    }

    /** Rows that differed at first and were too many to be read again. */
    long unread() {
        return unread;
    }

    /** The larger side's rows when it was first read. */
    long rows() {
        return Math.max(leftRows, rightRows);
    }

    /** How many rows the right side has more, of those that stayed. */
    long surplus() {
        return settling.stayed().values().stream().mapToLong(Reading::surplus).sum();
    }

    /** Whether rows that never settled may change the count. */
    boolean countOpen() {
        return unread > 0
                || settling.unsettled().values().stream()
                        .anyMatch(reading -> reading.surplus() != 0 || reading.equals(Reading.NOWHERE));
    }

    Finding countFinding() {
        String detail = "%+d rows stay on %s after %d readings (at first %s had %d rows, %s %d)"
                .formatted(surplus(), rightLabel, settling.readings(), leftLabel, leftRows, rightLabel, rightRows);
        return new Finding(Finding.Kind.COUNT, table, where, "", detail);
    }

    Finding finding(Map.Entry<Suspect, Reading> stayed) {
        return finding(stayed.getKey(), stayed.getValue(), detail(stayed.getValue()));
    }

    Finding unsettledFinding(Map.Entry<Suspect, Reading> unsettled) {
        Reading last = unsettled.getValue();
        String detail = "unsettled after %d readings: %s"
                .formatted(
                        settling.readings(), last.equals(Reading.NOWHERE) ? "differed when first read" : detail(last));
        return finding(unsettled.getKey(), last, detail);
    }

    private Finding finding(Suspect suspect, Reading reading, String detail) {
        String row = suspect.key().isEmpty() ? "row " + suspect.hash() : RowLocator.key(key, suspect.key());
        return new Finding(reading.kind(), table, where, row, detail);
    }

    private String detail(Reading reading) {
        long copies = Math.abs(reading.surplus());
        String times = copies <= 1 ? "" : " (%d times)".formatted(copies);
        return switch (reading.kind()) {
            case MISSING ->
                "%s has the row, %s has not%s".formatted(reading.left().shards(), rightLabel, times);
            case EXTRA ->
                "%s has the row, %s has not%s".formatted(reading.right().shards(), leftLabel, times);
            default -> reading.columns().isEmpty() ? "the rows differ" : "differs in " + reading.columns();
        };
    }

    /** For the report. */
    String fact() {
        long stayed = settling.stayed().size();
        long unsettled = settling.unsettled().size();
        long suspects = stayed + unsettled + settling.settled();
        String first = "%d and %d rows at first".formatted(leftRows, rightRows);
        if (suspects + unread == 0) {
            return first + ", all equal";
        }
        return first
                + ", %d of them in doubt; in %d more readings %d settled, %d stayed, %d never settled"
                        .formatted(suspects, settling.readings(), settling.settled(), stayed, unsettled)
                + (unread == 0 ? "" : "; %d more were not read again".formatted(unread));
    }

    /** Its place among the comparisons of other snapshots. */
    Optional<Comparison> in(List<Comparison> comparisons) {
        return comparisons.stream().filter(one -> one.toString().equals(name)).findFirst();
    }
}
