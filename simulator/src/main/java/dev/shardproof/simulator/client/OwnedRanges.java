package dev.shardproof.simulator.client;

import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.KeyType;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Restricts the statements of a read on every shard to what each of them owns. A shard may hold rows that it does not own,
 * a target before the switch and a source after it; whoever asks all shards without this counts them twice.
 */
final class OwnedRanges {

    private static final Pattern PLACE = Pattern.compile("\\{owned:([a-z_][a-z0-9_]*)}");

    private OwnedRanges() {}

    /** The statements with a condition in place of every <code>{owned:column}</code>. */
    static List<ClientStatement> in(
            List<ClientStatement> statements, KeyType keyType, Topology topology, ShardId shard) {
        return statements.stream()
                .map(statement -> new ClientStatement(
                        PLACE.matcher(statement.sql())
                                .replaceAll(place ->
                                        Matcher.quoteReplacement(condition(keyType, topology, shard, place.group(1)))),
                        statement.parameters(),
                        statement.observed()))
                .toList();
    }

    private static String condition(KeyType keyType, Topology topology, ShardId shard, String column) {
        if (topology.shards().size() == 1) {
            return "true"; // everything
        }
        String point = keyType.pointExpression(topology.strategy(), column);
        return topology.rangesOf(shard).stream()
                .map(range -> between(point, range))
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    /** In quotes: without them the lowest bigint would be a numeric, and no index would serve. */
    private static String between(String point, KeyRange range) {
        return "%s BETWEEN '%d'::bigint AND '%d'::bigint".formatted(point, range.first(), range.last());
    }
}
