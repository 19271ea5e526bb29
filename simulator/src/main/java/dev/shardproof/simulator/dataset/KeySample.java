package dev.shardproof.simulator.dataset;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.topology.KeyType;
import dev.shardproof.simulator.topology.ShardId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A sample of distinct shard keys: those with the lowest seeded hash, in the order of that hash. Each shard delivers its
 * lowest ones and the lowest of all are kept, so the sample is the same however the keys are spread.
 */
final class KeySample {

    private record Candidate(long order, String text) {}

    private KeySample() {}

    static List<Object> of(Cluster cluster, TableLayout table, long seed, int size) {
        Map<ShardId, List<Candidate>> candidates =
                Loading.onEach(cluster, (server, connection) -> lowest(connection, table, seed, size));
        KeyType type = table.shardKey()
                .map(ShardKey::type)
                .orElseThrow(() -> new IllegalArgumentException("a reference table has no shard keys"));
        return candidates.values().stream()
                .flatMap(List::stream)
                .distinct()
                .sorted(Comparator.comparingLong(Candidate::order).thenComparing(Candidate::text))
                .limit(size)
                .map(candidate -> type.parse(candidate.text()))
                .toList();
    }

    private static List<Candidate> lowest(Connection connection, TableLayout table, long seed, int size)
            throws SQLException {
        String key = Identifiers.quote(table.shardKey().orElseThrow().column());
        String sql = """
                SELECT hashtextextended(k, ?) AS h, k FROM (SELECT DISTINCT %s::text AS k FROM %s) AS keys
                WHERE k IS NOT NULL ORDER BY h, k LIMIT ?""".formatted(key, table.qualifiedName());
        List<Candidate> candidates = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, seed);
            statement.setInt(2, size);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    candidates.add(new Candidate(row.getLong(1), row.getString(2)));
                }
            }
        }
        return candidates;
    }
}
