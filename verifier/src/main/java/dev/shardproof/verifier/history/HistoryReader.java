package dev.shardproof.verifier.history;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Reads a history file from its beginning to its end, in the order in which operations ended, in constant memory.
 *
 * <p>What follows the last line feed is left out and reported as {@link Extent#torn}: the driver died while writing
 * it. Any other line that is not an operation is an error, for such a file can not be trusted as evidence.
 */
public final class HistoryReader implements HistorySource {

    /** An operation takes about 80 characters; a longer line than this is not one. */
    private static final int LINE_CHARS_MAX = 1 << 16;

    private final Path file;

    public HistoryReader(Path file) {
        this.file = Objects.requireNonNull(file, "file is null");
    }

    /**
     * How much was read.
     *
     * @param operations how many operations there are
     * @param torn whether the file ends within a line
     */
    public record Extent(long operations, boolean torn) {}

    /**
     * Hands every operation to {@code consumer}.
     *
     * @throws IOException if the file can not be read or is not a history of this version; the message names the file,
     *     the line and what is wrong with it
     */
    @Override
    public Extent read(Consumer<ClientOperation> consumer) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            LineReader lines = new LineReader(in);
            String header = lines.next();
            if (header == null && lines.torn()) {
                return new Extent(0, true);
            }
            if (!HistoryFormat.HEADER.equals(header)) {
                throw new IOException("%s: line 1 is not the header of a history that this version reads, '%s'"
                        .formatted(file, HistoryFormat.HEADER.substring(0, HistoryFormat.HEADER.indexOf('\t'))));
            }
            long operations = 0;
            for (String line = lines.next(); line != null; line = lines.next()) {
                consumer.accept(parse(line, operations + 2));
                operations++;
            }
            return new Extent(operations, lines.torn());
        }
    }

    private ClientOperation parse(String line, long number) throws IOException {
        try {
            return HistoryFormat.read(line);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException("%s: line %d is damaged: %s".formatted(file, number, e.getMessage()), e);
        }
    }

    /** Lines that end with a line feed; {@link BufferedReader#readLine} can not tell those from a torn one. */
    private final class LineReader {
        private final BufferedReader reader;
        private final StringBuilder line = new StringBuilder();

        LineReader(InputStream in) {
            // Malformed bytes become U+FFFD: a line that was torn inside a character is still only torn.
            this.reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
        }

        /** The next whole line without its line feed, or null at the end. */
        String next() throws IOException {
            line.setLength(0);
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                if (c == '\n') {
                    return line.toString();
                }
                if (line.length() == LINE_CHARS_MAX) {
                    throw new IOException(file + ": a line is longer than " + LINE_CHARS_MAX + " characters");
                }
                line.append((char) c);
            }
            return null;
        }

        boolean torn() {
            return !line.isEmpty();
        }
    }
}
