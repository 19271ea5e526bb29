package dev.shardproof.scenarios.spec.file.cluster;

import dev.shardproof.scenarios.spec.yaml.Excerpt;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.Position;
import dev.shardproof.scenarios.spec.yaml.Suggestion;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.Ownership;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.ShardingStrategy;
import dev.shardproof.simulator.topology.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code ranges}, and the list {@code shards} that its keys must match. Plans of verifications share the notation. */
public final class RangesReader {

    private static final String KEY = "ranges";
    private static final String SYNTAX =
            "a range such as \"0..1000\", \"..0\" or \"1000..\" (the start belongs to it, the end does not)";
    private static final Pattern RANGE = Pattern.compile("(-?\\d{1,19})?\\.\\.(-?\\d{1,19})?");

    private RangesReader() {}

    /** The shards in the order of the file; empty after a problem was added. */
    static Optional<List<ShardId>> shards(Fields fields, int max) {
        int before = fields.problems().count();
        if (fields.required("shards", node -> node).isEmpty()) {
            return Optional.empty();
        }
        List<YamlNode> items = fields.items("shards", "shard names such as [s0, s1]");
        List<ShardId> shards = new ArrayList<>();
        for (YamlNode item : items) {
            Optional<ShardId> shard = fields.read(item, fields.pathOf("shards"), RangesReader::shard);
            if (shard.isPresent() && shards.contains(shard.get())) {
                fields.reject(item.at(), "shards", "shard '%s' is named twice".formatted(shard.get()));
            }
            shard.ifPresent(shards::add);
        }
        if (items.size() > max) {
            fields.reject(
                    fields.valueAt("shards"),
                    "shards",
                    "found %d shards; at most %d are possible".formatted(items.size(), max));
        }
        return fields.problems().count() == before ? Optional.of(shards) : Optional.empty();
    }

    /** A shard's name. */
    static ShardId shard(YamlNode node) {
        String expected = "a shard name: 1 to 30 lower-case letters, digits or '_', a letter first";
        return Values.parsed(
                        expected,
                        text -> ShardId.isValid(text) ? Optional.of(new ShardId(text)) : Optional.<ShardId>empty())
                .read(node);
    }

    /** The topology of the ranges; empty after a problem was added. The key must be there. */
    public static Optional<Topology> topology(
            Fields fields, List<ShardId> shards, long epoch, ShardingStrategy strategy) {
        int before = fields.problems().count();
        List<Placed> placed = new ArrayList<>();
        Set<ShardId> owners = new HashSet<>();
        for (YamlNode.Entry entry : fields.entries(KEY, "a mapping such as {s0: \"..0\", s1: \"0..\"}")) {
            Optional<ShardId> owner = owner(fields, entry, shards);
            if (owner.isEmpty()) {
                continue;
            }
            owners.add(owner.get());
            String path = fields.pathOf(KEY) + "." + owner.get();
            for (YamlNode item : itemsOf(entry.value())) {
                fields.read(item, path, Values.parsed(SYNTAX, RangesReader::parse))
                        .ifPresent(range -> placed.add(new Placed(new Ownership(range, owner.get()), item.at())));
            }
        }
        if (fields.problems().count() == before) {
            shards.stream()
                    .filter(shard -> !owners.contains(shard))
                    .forEach(shard -> fields.reject(
                            fields.valueAt(KEY), KEY, "shard '%s' has no range; give it one".formatted(shard)));
            reportGapsAndOverlaps(fields, placed);
        }
        if (fields.problems().count() > before) {
            return Optional.empty();
        }
        return Optional.of(new Topology(
                epoch, strategy, placed.stream().map(Placed::ownership).toList()));
    }

    private static Optional<ShardId> owner(Fields fields, YamlNode.Entry entry, List<ShardId> shards) {
        List<String> names = shards.stream().map(ShardId::name).toList();
        if (names.contains(entry.key())) {
            return Optional.of(new ShardId(entry.key()));
        }
        fields.reject(
                entry.keyAt(),
                KEY,
                "there is no shard %s%s; allowed: %s"
                        .formatted(
                                Excerpt.quoted(entry.key()),
                                Suggestion.phrase(entry.key(), names).replaceFirst("^; ", ", "),
                                String.join(", ", names)));
        return Optional.empty();
    }

    private static List<YamlNode> itemsOf(YamlNode value) {
        return value instanceof YamlNode.Sequence list && !list.items().isEmpty() ? list.items() : List.of(value);
    }

    private static Optional<KeyRange> parse(String text) {
        Matcher matcher = RANGE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new KeyRange(bound(matcher.group(1)), bound(matcher.group(2))));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // more than 64 bits, or the end is not above the start
        }
    }

    private static OptionalLong bound(String digits) {
        return digits == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits));
    }

    /** What {@link Topology} checks too, but with the place of each mistake, and all of them. */
    private static void reportGapsAndOverlaps(Fields fields, List<Placed> placed) {
        List<Placed> sorted = new ArrayList<>(placed);
        sorted.sort(Comparator.comparing(place -> place.ownership().range()));
        OptionalLong covered = OptionalLong.of(Long.MIN_VALUE); // the first key not yet covered; empty: all are
        Ownership highest = null;
        for (Placed place : sorted) {
            Ownership owner = place.ownership();
            long first = owner.range().first();
            if (covered.isEmpty() || first < covered.getAsLong()) {
                fields.reject(
                        place.at(),
                        KEY,
                        "range %s of %s overlaps range %s of %s"
                                .formatted(owner.range(), owner.shard(), highest.range(), highest.shard()));
            } else if (first > covered.getAsLong()) {
                fields.reject(
                        place.at(),
                        KEY,
                        "no shard owns the keys %s; the ranges must cover all keys"
                                .formatted(KeyRange.between(covered.getAsLong(), first - 1)));
            }
            if (highest == null || owner.range().last() > highest.range().last()) {
                highest = owner;
                covered = owner.range().end();
            }
        }
        if (highest != null && covered.isPresent()) {
            fields.reject(
                    fields.valueAt(KEY),
                    KEY,
                    "no shard owns the keys %s; the ranges must cover all keys"
                            .formatted(KeyRange.from(covered.getAsLong())));
        }
    }

    private record Placed(Ownership ownership, Position at) {}
}
