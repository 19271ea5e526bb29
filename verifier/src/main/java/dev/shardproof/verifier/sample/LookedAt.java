package dev.shardproof.verifier.sample;

import dev.shardproof.verifier.source.rows.PlacedRows.Draw;
import java.util.List;

/**
 * What was seen of one stratum.
 *
 * @param left how many rows the left side has
 * @param right how many rows the right side has
 * @param exact whether these two were counted, not estimated
 * @param compared how many rows were compared
 * @param bad how many of these were bad
 * @param upTo rows whose identity is not above that were compared, on both sides; -1 where nobody can tell
 * @param draws the draws by place, if rows were drawn so, of all shards of both sides
 */
record LookedAt(long left, long right, boolean exact, long compared, long bad, long upTo, List<Draw> draws) {

    LookedAt {
        draws = List.copyOf(draws);
    }

    long size() {
        return Math.max(left, right);
    }

    /**
     * As parts of the frame: of rows, or where they were drawn by place, of places. A row that is bad lies at one place on a
     * side or at one on each, and is seen if any of them is drawn; so there are no more bad rows than bad places, and what
     * bounds these bounds those.
     */
    List<Stratum> strata() {
        return draws.isEmpty()
                // A row that only the smaller side has may bring more rows to light than the larger has.
                ? List.of(new Stratum(Math.max(size(), compared), compared))
                : draws.stream()
                        .map(draw -> new Stratum(draw.places(), draw.drawn()))
                        .toList();
    }

    boolean whole() {
        return draws.isEmpty() && compared >= size();
    }
}
