package dev.shardproof.simulator.dataset.user;

import dev.shardproof.simulator.dataset.DatasetException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A script of SQL statements. The server itself splits it: the whole text goes to it in one message of the simple query
 * protocol, so function bodies in any quoting work. As with {@code psql --single-transaction}, a script without
 * {@code BEGIN} is one transaction.
 *
 * <p>What only {@code psql} understands is refused with its line: backslash commands and {@code COPY … FROM stdin}. The
 * two lines {@code \restrict} and {@code \}{@code unrestrict} that every newer {@code pg_dump} writes are passed over.
 *
 * @param file where it came from, for messages
 * @param text the statements
 */
record SqlScript(Path file, String text) {

    private static final long BYTES_MAX = 256L << 20;

    /**
     * Reads a script.
     *
     * @throws DatasetException if it can not be read, is no UTF-8, is too large or needs {@code psql}
     */
    static SqlScript read(Path file) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new DatasetException("%s has %d MB, a script may have %d: load large tables from CSV files"
                        .formatted(file, Files.size(file) >> 20, BYTES_MAX >> 20));
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            if (text.indexOf('\0') >= 0) {
                throw new DatasetException(
                        "%s line %d: a NUL character".formatted(file, SqlScanner.lineAt(text, text.indexOf('\0'))));
            }
            return new SqlScript(file, new SqlScanner(file.toString(), text.replace('\ufeff', ' ')).accepted());
        } catch (CharacterCodingException e) {
            throw new DatasetException("%s is not encoded in UTF-8: convert it".formatted(file), e);
        } catch (IOException e) {
            throw new DatasetException("%s can not be read: %s".formatted(file, e), e);
        }
    }

    /**
     * Runs the script.
     *
     * @param connection in simple query mode; its settings may be changed after it
     * @throws DatasetException if a statement fails; the message has the line if the server tells the position
     */
    void run(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(text);
        } catch (PSQLException e) {
            throw new DatasetException(describe(e), e);
        } catch (SQLException e) {
            throw new DatasetException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private String describe(PSQLException e) {
        ServerErrorMessage error = e.getServerErrorMessage();
        if (error == null) {
            return "%s: %s".formatted(file, e.getMessage());
        }
        StringBuilder message = new StringBuilder(file.toString());
        if (error.getPosition() > 0) {
            // The server counts characters, Java counts UTF-16 units.
            message.append(" line ")
                    .append(SqlScanner.lineAt(text, text.offsetByCodePoints(0, error.getPosition() - 1)));
        }
        message.append(": ").append(error.getMessage());
        if (error.getTable() != null) {
            message.append(" (table ").append(error.getTable()).append(')');
        }
        if (error.getDetail() != null) {
            message.append(". ").append(error.getDetail());
        }
        if (error.getHint() != null) {
            message.append(". Hint: ").append(error.getHint());
        }
        if ("42704".equals(error.getSQLState())
                && error.getMessage() != null
                && error.getMessage().startsWith("role ")) {
            message.append(". Write the dump with pg_dump --no-owner --no-privileges");
        }
        return message.toString();
    }
}
