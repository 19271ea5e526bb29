package dev.shardproof.verifier.report;

import java.util.List;
import java.util.Objects;

/**
 * A table that was to be compared.
 *
 * @param source its name on the sources
 * @param target its name on the targets
 * @param reference whether every shard has a full copy
 * @param key the columns that tell one row from another; empty if the whole row does
 * @param ignored columns that were not compared
 * @param notes what a reader should know of how it was compared, e.g. that a column's text was
 * @param sourceRows how many rows the sources have together (the first copy of a reference table); -1 if not counted
 * @param targetRows the same of the targets
 * @param checks the checks that looked at it
 * @param unjudged why nothing can be said of it; empty if something can
 */
public record TableReport(
        String source,
        String target,
        boolean reference,
        List<String> key,
        List<String> ignored,
        List<String> notes,
        long sourceRows,
        long targetRows,
        List<String> checks,
        String unjudged) {
    public TableReport {
        Objects.requireNonNull(source, "source is null");
        Objects.requireNonNull(target, "target is null");
        key = List.copyOf(key);
        ignored = List.copyOf(ignored);
        notes = List.copyOf(notes);
        checks = List.copyOf(checks);
        Objects.requireNonNull(unjudged, "unjudged is null");
    }
}
