package dev.shardproof.loadgen.recording;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a history comes to.
 *
 * @param overall all operations, also those outside of every phase
 * @param phases the phases in their order, those without operations included
 * @param seconds from the first to the last second in which anything was due or ended, without gaps
 * @param beginMicros when the first operation was due, since the epoch; 0 if there was none
 * @param torn whether the history ends within a line, since its driver died
 */
public record LoadReport(
        Group overall, Map<String, Group> phases, List<LoadSecond> seconds, long beginMicros, boolean torn) {
    public LoadReport {
        Objects.requireNonNull(overall, "overall is null");
        phases = Collections.unmodifiableMap(new LinkedHashMap<>(phases));
        seconds = List.copyOf(seconds);
    }

    /**
     * The operations of one phase, or of all.
     *
     * @param all all of them
     * @param byShard by the shard that served them; those that reached none are under the empty name
     */
    public record Group(LoadSummary all, SortedMap<String, LoadSummary> byShard) {
        public Group {
            Objects.requireNonNull(all, "all is null");
            byShard = Collections.unmodifiableSortedMap(new TreeMap<>(byShard));
        }
    }
}
