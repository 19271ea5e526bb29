package dev.shardproof.reports.run.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Objects;
import java.util.function.Function;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * An append-only file of JSON objects, one a line. Each line is one unbuffered write, so that a run that is killed leaves all that
 * it has said. Thread-safe; the timestamp is taken under the lock, so that lines are in time order.
 */
final class JsonLines implements AutoCloseable {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_ABSENT))
            .build();

    /** Always six decimals, so that lines sort as text. */
    private static final DateTimeFormatter TIMESTAMP =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter();

    private final Path file;
    private final InstantSource clock;
    private final OutputStream out;
    private boolean closed;

    JsonLines(Path file, InstantSource clock) throws IOException {
        this.file = Objects.requireNonNull(file, "file is null");
        this.clock = Objects.requireNonNull(clock, "clock is null");
        this.out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Appends the object that {@code line} makes of the timestamp. */
    synchronized void append(Function<String, Object> line) {
        if (closed) {
            throw new IllegalStateException(file.getFileName() + " is closed");
        }
        Instant now = clock.instant();
        try {
            // getBytes replaces half a surrogate pair; a writer would throw.
            out.write((MAPPER.writeValueAsString(line.apply(TIMESTAMP.format(now))) + "\n")
                    .getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("%s can not be written".formatted(file.getFileName()), e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("%s can not be closed".formatted(file.getFileName()), e);
        }
    }
}
