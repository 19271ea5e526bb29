package dev.shardproof.verifier.sequence;

import dev.shardproof.verifier.dialect.postgres.SequenceQueries;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The sequences of one side, by shard and name. They stand outside transactions: what is read is where they are now, not where
 * they were when the snapshot was taken.
 */
final class SequenceReading {

    private static final int AT_ONCE = 100;

    private final Map<String, Map<String, ShardSequence>> byShard = new LinkedHashMap<>();
    private final Map<String, String> unreadable = new LinkedHashMap<>();

    private SequenceReading() {}

    static SequenceReading of(SnapshotSet side) throws SourceException, InterruptedException {
        SequenceReading reading = new SequenceReading();
        Map<String, ShardReading> shards = side.onEach(side.shards(), reader -> new ShardReading(reader).read());
        shards.forEach((shard, one) -> {
            reading.byShard.put(shard, one.sequences);
            one.unreadable.forEach(name -> reading.unreadable.put(
                    name + " on " + shard,
                    "shard %s: this role may not read sequence %s; GRANT SELECT ON it".formatted(shard, name)));
        });
        return reading;
    }

    Map<String, Map<String, ShardSequence>> byShard() {
        return byShard;
    }

    /** Why some could not be read, by name and shard. */
    Map<String, String> unreadable() {
        return unreadable;
    }

    boolean unreadable(String name, String shard) {
        return unreadable.containsKey(name + " on " + shard);
    }

    int size() {
        return byShard.values().stream().mapToInt(Map::size).sum() + unreadable.size();
    }

    private static final class ShardReading {

        private final ShardReader reader;
        private final Map<String, ShardSequence> sequences = new LinkedHashMap<>();
        private final Set<String> unreadable = new HashSet<>();

        ShardReading(ShardReader reader) {
            this.reader = reader;
        }

        ShardReading read() throws SourceException {
            Map<String, List<List<String>>> rows = new LinkedHashMap<>();
            for (List<String> row : reader.texts("list the sequences", SequenceQueries.SEQUENCES, List.of())) {
                String name = row.get(0) + "." + row.get(1);
                if (Boolean.parseBoolean(row.get(7))) {
                    rows.computeIfAbsent(name, any -> new ArrayList<>()).add(row);
                } else {
                    unreadable.add(name);
                }
            }
            Map<String, List<Set<String>>> keys = rows.isEmpty() ? Map.of() : uniqueKeys();
            List<List<List<String>>> all = List.copyOf(rows.values());
            for (int from = 0; from < all.size(); from += AT_ONCE) {
                List<List<List<String>>> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
                List<String> names = some.stream().map(one -> one.get(0).get(2)).toList();
                List<List<String>> positions =
                        reader.texts("read the sequences", SequenceQueries.positions(names), List.of());
                for (int i = 0; i < some.size(); i++) {
                    ShardSequence sequence = sequence(some.get(i), positions.get(i), keys);
                    sequences.put(sequence.name(), sequence);
                }
            }
            return this;
        }

        private ShardSequence sequence(
                List<List<String>> rows, List<String> position, Map<String, List<Set<String>>> keys) {
            List<String> first = rows.get(0);
            return new ShardSequence(
                    reader.shard(),
                    first.get(0) + "." + first.get(1),
                    new BigInteger(first.get(3)),
                    new BigInteger(first.get(4)),
                    new BigInteger(first.get(5)),
                    new BigInteger(first.get(6)),
                    new BigInteger(position.get(1)),
                    Boolean.parseBoolean(position.get(2)),
                    rows.stream()
                            .filter(row -> row.get(8) != null)
                            .map(row -> column(row, keys))
                            .toList());
        }

        private static FedColumn column(List<String> row, Map<String, List<Set<String>>> keys) {
            String table = row.get(8) + "." + row.get(9);
            String column = row.get(10);
            return new FedColumn(
                    table,
                    column,
                    row.get(11),
                    row.get(12),
                    Optional.ofNullable(row.get(13)).map(BigInteger::new),
                    keys.getOrDefault(table, List.of()).stream()
                            .filter(key -> key.contains(column))
                            .toList());
        }

        private Map<String, List<Set<String>>> uniqueKeys() throws SourceException {
            Map<String, Map<String, Set<String>>> byTable = new HashMap<>();
            for (List<String> row : reader.texts("list the unique keys", SequenceQueries.UNIQUE_KEYS, List.of())) {
                byTable.computeIfAbsent(row.get(0) + "." + row.get(1), any -> new HashMap<>())
                        .computeIfAbsent(row.get(2), any -> new HashSet<>())
                        .add(row.get(3));
            }
            Map<String, List<Set<String>>> keys = new HashMap<>();
            byTable.forEach((table, indexes) -> keys.put(table, List.copyOf(indexes.values())));
            return keys;
        }
    }
}
