package dev.shardproof.reports.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What the run found on the machine before it began and what it left there.
 *
 * @param before before the run
 * @param after after its clean-up, with the same kinds
 */
public record InventoryReport(List<Item> before, List<Item> after) {

    public InventoryReport {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /** Whether the run left the machine as it found it. */
    @JsonProperty("equal")
    public boolean equal() {
        return before.equals(after);
    }

    /**
     * The things of one kind.
     *
     * @param kind e.g. {@code processes}, {@code slots}, {@code ports}
     * @param count how many
     * @param names their names, sorted by who takes the inventory
     */
    public record Item(String kind, long count, List<String> names) {
        public Item {
            Require.text(kind, "kind");
            names = List.copyOf(names);
            if (count != names.size()) {
                throw new IllegalArgumentException(
                        "inventory of %s says %d, but has %d names".formatted(kind, count, names.size()));
            }
        }

        /** An item with its names counted and sorted. */
        public static Item of(String kind, List<String> names) {
            return new Item(kind, names.size(), names.stream().sorted().toList());
        }
    }
}
