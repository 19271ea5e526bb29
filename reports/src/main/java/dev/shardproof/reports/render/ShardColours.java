package dev.shardproof.reports.render;

import dev.shardproof.reports.run.RunReport;
import dev.shardproof.reports.run.TopologyReport;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Gives each shard one of the style sheet's colours, the same in every drawing of a page. */
final class ShardColours {

    private static final int COLOURS = 8;

    private final List<String> shards;

    private ShardColours(List<String> shards) {
        this.shards = shards;
    }

    static ShardColours of(RunReport report) {
        TreeSet<String> names = new TreeSet<>();
        report.topologyBefore().ifPresent(topology -> add(names, topology));
        report.topologyAfter().ifPresent(topology -> add(names, topology));
        return new ShardColours(new ArrayList<>(names));
    }

    /** A class name of the style sheet. */
    String of(String shard) {
        return "shard" + Math.floorMod(shards.indexOf(shard), COLOURS);
    }

    private static void add(TreeSet<String> names, TopologyReport topology) {
        topology.ranges().forEach(range -> names.add(range.shard()));
    }
}
