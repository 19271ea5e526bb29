package dev.shardproof.simulator.dataset;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Streams rows into a table in the text format of {@code COPY}: fields in the order of the columns, then
 * {@link #endRow()}. Nothing is kept but a small buffer. Not thread-safe.
 *
 * <p>{@link #finish()} makes the rows count; {@link #close()} without it throws them away.
 */
public final class CopyTextWriter implements AutoCloseable {

    private static final int BUFFER_CHARS = 1 << 16;
    private static final HexFormat HEX = HexFormat.of();

    private final CopyIn copy;
    private final StringBuilder buffer = new StringBuilder(BUFFER_CHARS + (1 << 14));
    private boolean firstField = true;

    /** Begins to fill all writable columns of a table. */
    public CopyTextWriter(Connection connection, TableLayout table) throws SQLException {
        copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY %s (%s) FROM STDIN"
                        .formatted(table.qualifiedName(), Identifiers.quoteAll(table.writableColumns())));
    }

    /** A text, or NULL for {@code null}. */
    public CopyTextWriter text(String value) {
        separate();
        if (value == null) {
            buffer.append("\\N");
            return this;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> buffer.append("\\\\");
                case '\t' -> buffer.append("\\t");
                case '\n' -> buffer.append("\\n");
                case '\r' -> buffer.append("\\r");
                default -> buffer.append(c);
            }
        }
        return this;
    }

    public CopyTextWriter integer(long value) {
        separate();
        buffer.append(value);
        return this;
    }

    /** A decimal number, given as hundredths; exact. */
    public CopyTextWriter hundredths(long value) {
        separate();
        long amount = Math.abs(value);
        buffer.append(value < 0 ? "-" : "").append(amount / 100).append('.');
        buffer.append((char) ('0' + amount / 10 % 10)).append((char) ('0' + amount % 10));
        return this;
    }

    public CopyTextWriter bool(boolean value) {
        separate();
        buffer.append(value ? 't' : 'f');
        return this;
    }

    /** A {@code bytea}, or NULL for {@code null}. */
    public CopyTextWriter bytes(byte[] value) {
        separate();
        buffer.append(value == null ? "\\N" : "\\\\x" + HEX.formatHex(value));
        return this;
    }

    /** Ends the row. */
    public void endRow() throws SQLException {
        buffer.append('\n');
        firstField = true;
        if (buffer.length() >= BUFFER_CHARS) {
            flush();
        }
    }

    /** Ends the copying; the rows are there after it. Returns their number. */
    public long finish() throws SQLException {
        flush();
        return copy.endCopy();
    }

    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    private void separate() {
        if (!firstField) {
            buffer.append('\t');
        }
        firstField = false;
    }

    private void flush() throws SQLException {
        byte[] bytes = buffer.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        buffer.setLength(0);
    }
}
