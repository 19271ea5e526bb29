package dev.shardproof.verifier.source.rows;

import java.util.List;
import java.util.stream.Stream;

/**
 * Rows that were drawn by place. Immutable.
 *
 * @param rows the rows that lay there; their population is an estimate, from how many of the places had one
 * @param draws how many places were drawn, shard by shard
 */
public record PlacedRows(DrawnRows rows, List<Draw> draws) {

    /**
     * Places drawn from a shard without replacement, each set of that many being as likely as any other.
     *
     * @param places how many there were
     * @param drawn how many of them were drawn
     */
    public record Draw(String shard, long places, long drawn) {}

    public PlacedRows {
        draws = List.copyOf(draws);
    }

    /** The smallest share of a shard's places that was drawn; 1 if there were none. */
    public double share() {
        return draws.stream()
                .filter(draw -> draw.places() > 0)
                .mapToDouble(draw -> (double) draw.drawn() / draw.places())
                .min()
                .orElse(1);
    }

    /** These and those of another shard. */
    public PlacedRows and(PlacedRows other) {
        return new PlacedRows(
                rows.and(other.rows),
                Stream.concat(draws.stream(), other.draws.stream()).toList());
    }
}
