package dev.shardproof.verifier.source;

import dev.shardproof.verifier.dialect.ScanQueries;
import dev.shardproof.verifier.digest.RowImage;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;

/** A cursor over {@link ScanQueries#rows}. */
final class JdbcRowStream implements RowStream {

    private static final int KEY_FROM = 4;

    private final PreparedStatement statement;
    private final ResultSet result;
    private final int keyColumns;
    private final String shard;
    private final Function<SQLException, SourceException> onError;
    private final Runnable onClose;

    JdbcRowStream(
            PreparedStatement statement,
            ResultSet result,
            int keyColumns,
            String shard,
            Function<SQLException, SourceException> onError,
            Runnable onClose) {
        this.statement = statement;
        this.result = result;
        this.keyColumns = keyColumns;
        this.shard = shard;
        this.onError = onError;
        this.onClose = onClose;
    }

    @Override
    public Optional<RowImage> next() throws SourceException {
        try {
            if (!result.next()) {
                return Optional.empty();
            }
            return Optional.of(new RowImage(
                    result.getLong(1),
                    result.getLong(2),
                    result.getLong(3),
                    ShardReader.texts(result, KEY_FROM, keyColumns),
                    shard));
        } catch (SQLException e) {
            throw onError.apply(e);
        }
    }

    @Override
    public void close() {
        onClose.run();
        try (statement) {
            result.close();
        } catch (SQLException ignored) {
            // Read-only and about to be rolled back; a broken session shows itself in the next call.
        }
    }
}
