package dev.shardproof.reports.run.log;

import dev.shardproof.reports.run.Require;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * The writer of a bundle's {@code metrics.jsonl}: one measured value a line, as
 * {@code {"timestamp":…,"name":…,"value":…,"labels":{…}}}.
 *
 * <p>Thread-safe. Every line is flushed before {@link #append} returns; an existing file is continued.
 */
public final class MetricsLog implements AutoCloseable {

    /** The file's name in the run bundle. */
    public static final String FILE_NAME = "metrics.jsonl";

    private final JsonLines lines;

    /**
     * @param file where to write, its folder exists
     * @param clock the source of the timestamps
     * @throws IOException if the file can not be opened
     */
    public MetricsLog(Path file, InstantSource clock) throws IOException {
        lines = new JsonLines(file, clock);
    }

    /**
     * Appends one value.
     *
     * @param name what was measured, with its unit, e.g. {@code replication_lag_bytes}
     * @param value the value; must be finite, for JSON has no other numbers
     * @param labels what it belongs to, e.g. the shard
     * @throws IllegalArgumentException if the value is not finite
     * @throws IllegalStateException if the log is closed
     * @throws java.io.UncheckedIOException if the file can not be written
     */
    public void append(String name, double value, Map<String, String> labels) {
        Require.text(name, "name");
        Require.finite(value, name);
        Map<String, String> copy = Require.orderedCopy(labels, "labels");
        lines.append(timestamp -> new Line(timestamp, name, value, copy));
    }

    @Override
    public void close() {
        lines.close();
    }

    record Line(String timestamp, String name, double value, Map<String, String> labels) {}
}
