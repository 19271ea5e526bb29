package dev.shardproof.simulator.dataset.user;

import dev.shardproof.simulator.dataset.DatasetException;
import dev.shardproof.simulator.dataset.Identifiers;
import dev.shardproof.simulator.dataset.TableLayout;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A CSV file whose first record names the columns. PostgreSQL itself reads the values; only the header is read here.
 *
 * @param file the file
 * @param header the column names in the file's order
 */
record CsvFile(Path file, List<String> header) {

    private static final int BYTE_ORDER_MARK = '\ufeff';
    private static final int HEADER_CHARS_MAX = 1 << 20;

    /** How PostgreSQL tells the place of an error in what is copied. */
    private static final Pattern LINE = Pattern.compile("COPY .*?, line (\\d+)(?:, column ([^:]+))?", Pattern.DOTALL);

    /**
     * Reads the header.
     *
     * @throws DatasetException if the file can not be read or has no header
     */
    static CsvFile open(Path file) {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            List<String> header = firstRecord(reader);
            if (header.size() == 1 && header.get(0).isBlank()) {
                throw new DatasetException(
                        "%s line 1: there is no header; the first line must name the columns".formatted(file));
            }
            return new CsvFile(file, header);
        } catch (CharacterCodingException e) {
            throw new DatasetException("%s is not encoded in UTF-8: convert it".formatted(file), e);
        } catch (IOException e) {
            throw new DatasetException("%s can not be read: %s".formatted(file, e), e);
        }
    }

    /**
     * Copies all rows into the table.
     *
     * @throws DatasetException if the header does not fit the table, or the server refuses a row
     */
    void copyInto(TableLayout table, Connection connection) {
        checkHeader(table);
        String sql = "COPY %s (%s) FROM STDIN (FORMAT csv, HEADER true)"
                .formatted(table.qualifiedName(), Identifiers.quoteAll(header));
        try (InputStream rows = withoutByteOrderMark()) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, rows);
        } catch (PSQLException e) {
            throw new DatasetException(describe(table, e), e);
        } catch (SQLException | IOException e) {
            throw new DatasetException("%s (table %s): %s".formatted(file, table.displayName(), e.getMessage()), e);
        }
    }

    private void checkHeader(TableLayout table) {
        List<String> writable = table.writableColumns();
        List<String> unknown =
                header.stream().filter(name -> !writable.contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw new DatasetException("%s line 1: table %s has no such columns: %s; it has %s"
                    .formatted(file, table.displayName(), String.join(", ", unknown), String.join(", ", writable)));
        }
        if (new HashSet<>(header).size() < header.size()) {
            throw new DatasetException(
                    "%s line 1: a column is named twice: %s".formatted(file, String.join(", ", header)));
        }
    }

    private String describe(TableLayout table, PSQLException e) {
        ServerErrorMessage error = e.getServerErrorMessage();
        if (error == null) {
            return "%s (table %s): %s".formatted(file, table.displayName(), e.getMessage());
        }
        StringBuilder message = new StringBuilder(file.toString());
        Matcher place = LINE.matcher(error.getWhere() == null ? "" : error.getWhere());
        boolean known = place.find();
        if (known) {
            message.append(" line ").append(place.group(1));
        }
        message.append(" (table ").append(table.displayName());
        if (known && place.group(2) != null) {
            message.append(", column ").append(place.group(2));
        }
        message.append("): ").append(error.getMessage());
        return error.getDetail() == null
                ? message.toString()
                : message.append(". ").append(error.getDetail()).toString();
    }

    /** Spreadsheets write one; it is no part of the first column's name. */
    private InputStream withoutByteOrderMark() throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
        bytes.mark(3);
        if (bytes.read() != 0xef || bytes.read() != 0xbb || bytes.read() != 0xbf) {
            bytes.reset();
        }
        return bytes;
    }

    private static List<String> firstRecord(Reader reader) throws IOException {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        boolean justClosed = false;
        int length = 0;
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            if (++length > HEADER_CHARS_MAX) {
                throw new IOException("the header line has no end");
            }
            if (c == BYTE_ORDER_MARK && length == 1) {
                continue;
            }
            if (c == '"') {
                if (justClosed) {
                    field.append('"'); // a doubled quote is a quote
                }
                justClosed = quoted;
                quoted = !quoted;
                continue;
            }
            justClosed = false;
            if (!quoted && c == ',') {
                fields.add(field.toString());
                field.setLength(0);
            } else if (!quoted && (c == '\n' || c == '\r')) {
                break;
            } else {
                field.append((char) c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
