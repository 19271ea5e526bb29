package dev.shardproof.simulator.migration;

import dev.shardproof.simulator.migration.port.MoveStream;
import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.ShardId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which ranges of which shards the streams concern, by shard, in the streams' order. Pure. */
final class ShardRanges {

    private ShardRanges() {}

    /** What each source gives. */
    static Map<ShardId, List<KeyRange>> given(List<MoveStream> streams) {
        Map<ShardId, List<KeyRange>> ranges = new LinkedHashMap<>();
        streams.forEach(stream -> add(ranges, stream.source(), stream));
        return ranges;
    }

    /** What each target receives. */
    static Map<ShardId, List<KeyRange>> received(List<MoveStream> streams) {
        Map<ShardId, List<KeyRange>> ranges = new LinkedHashMap<>();
        streams.forEach(stream -> add(ranges, stream.target(), stream));
        return ranges;
    }

    /** What each shard gives or receives: a shard may do both. */
    static Map<ShardId, List<KeyRange>> touched(List<MoveStream> streams) {
        Map<ShardId, List<KeyRange>> ranges = new LinkedHashMap<>();
        for (MoveStream stream : streams) {
            add(ranges, stream.source(), stream);
            add(ranges, stream.target(), stream);
        }
        return ranges;
    }

    /** The shards that give or receive, by name. */
    static Set<ShardId> shards(List<MoveStream> streams) {
        return new TreeSet<>(touched(streams).keySet());
    }

    private static void add(Map<ShardId, List<KeyRange>> ranges, ShardId shard, MoveStream stream) {
        ranges.computeIfAbsent(shard, any -> new ArrayList<>()).addAll(stream.ranges());
    }
}
