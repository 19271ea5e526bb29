package dev.shardproof.scenarios.spec.yaml;

/**
 * A place in a text file. Lines and columns count from 1, columns in code points.
 *
 * @param line the line, or 0 for the file as a whole
 * @param column the column, or 0 for the file as a whole
 */
public record Position(int line, int column) implements Comparable<Position> {

    /** Stands for the file as a whole, e.g. when it can not be read. */
    public static final Position WHOLE_FILE = new Position(0, 0);

    public Position {
        if (line < 0 || column < 0) {
            throw new IllegalArgumentException("position %d:%d is before the file".formatted(line, column));
        }
    }

    @Override
    public int compareTo(Position other) {
        int byLine = Integer.compare(line, other.line);
        return byLine != 0 ? byLine : Integer.compare(column, other.column);
    }
}
