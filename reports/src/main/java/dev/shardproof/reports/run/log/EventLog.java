package dev.shardproof.reports.run.log;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;

/**
 * The writer of a bundle's {@code events.jsonl}: one {@link MigrationEvent} a line, with the timestamp in front.
 *
 * <p>Thread-safe. Every line is flushed before {@link #append} returns; an existing file is continued.
 */
public final class EventLog implements AutoCloseable {

    /** The file's name in the run bundle. */
    public static final String FILE_NAME = "events.jsonl";

    private final JsonLines lines;

    /**
     * @param file where to write, its folder exists
     * @param clock the source of the timestamps
     * @throws IOException if the file can not be opened
     */
    public EventLog(Path file, InstantSource clock) throws IOException {
        lines = new JsonLines(file, clock);
    }

    /**
     * Appends one event.
     *
     * @throws IllegalStateException if the log is closed
     * @throws java.io.UncheckedIOException if the file can not be written
     */
    public void append(MigrationEvent event) {
        Objects.requireNonNull(event, "event is null");
        lines.append(timestamp -> new Line(timestamp, event));
    }

    @Override
    public void close() {
        lines.close();
    }

    record Line(String timestamp, @JsonUnwrapped MigrationEvent event) {}
}
