package dev.shardproof.scenarios.spec.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Collects the mistakes of one file, so that its author sees all of them at once. Not thread-safe. */
public final class Problems {

    private static final int SHOWN_MAX = 50;

    private final String file;
    private final List<Problem> found = new ArrayList<>();
    private int count;

    public Problems(String file) {
        this.file = Objects.requireNonNull(file, "file is null");
    }

    public void add(Position at, String message) {
        count++;
        if (found.size() < SHOWN_MAX) {
            found.add(new Problem(file, at.line(), at.column(), message));
        }
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** How many were found so far; compare two counts to learn whether a part of the file is sound. */
    public int count() {
        return count;
    }

    /** The problems in the order of the file; beyond {@value #SHOWN_MAX} a last entry says how many more there are. */
    public List<Problem> inFileOrder() {
        List<Problem> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
        if (count > found.size()) {
            sorted.add(new Problem(file, 0, 0, "and %d more problems".formatted(count - found.size())));
        }
        return List.copyOf(sorted);
    }
}
