package dev.shardproof.simulator.cluster.external.interlock;

import dev.shardproof.simulator.topology.ShardId;
import java.util.Objects;

/**
 * Why a server is not touched. All texts are safe for a terminal: whatever came from the server is escaped.
 *
 * @param shard which one
 * @param found what was found
 * @param needed what would be needed
 * @param remedy what the user can do
 */
public record Refusal(ShardId shard, String found, String needed, String remedy) {

    private static final int SHOWN_MAX = 200;

    public Refusal {
        Objects.requireNonNull(shard, "shard is null");
        Objects.requireNonNull(found, "found is null");
        Objects.requireNonNull(needed, "needed is null");
        Objects.requireNonNull(remedy, "remedy is null");
    }

    /**
     * A foreign text in quotes, in which everything but printable ASCII is written as its code point: a look-alike letter
     * must not look alike here.
     */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder("'");
        text.codePoints().limit(SHOWN_MAX).forEach(c -> {
            if (c >= ' ' && c < 0x7f && c != '\'' && c != '\\') {
                shown.append((char) c);
            } else {
                shown.append("\\u{%x}".formatted(c));
            }
        });
        return shown.append(text.codePointCount(0, text.length()) > SHOWN_MAX ? "…'" : "'")
                .toString();
    }

    @Override
    public String toString() {
        return "shard %s: %s; needed: %s; %s".formatted(shard, found, needed, remedy);
    }
}
