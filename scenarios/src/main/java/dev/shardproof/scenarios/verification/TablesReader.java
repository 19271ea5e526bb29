package dev.shardproof.scenarios.verification;

import dev.shardproof.scenarios.spec.yaml.Excerpt;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.RejectedValueException;
import dev.shardproof.scenarios.spec.yaml.ValueReader;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import dev.shardproof.verifier.plan.TableRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code tables}. */
final class TablesReader {

    private final Fields fields;
    private final Map<String, String> shardKeys = new LinkedHashMap<>();

    private TablesReader(Fields fields) {
        this.fields = fields;
    }

    /** The rules; incomplete after problems were added. */
    static TableRules read(Fields fields) {
        return new TablesReader(fields).read();
    }

    private TableRules read() {
        List<String> include = patterns("include", Set.of(), "");
        List<String> exclude = patterns("exclude", Set.copyOf(include), "named in 'include'");
        readShardKeys();
        List<String> reference = patterns("reference", shardKeys.keySet(), "named in 'shardKeys'");
        return new TableRules(include, exclude, reference, shardKeys, mappings(exclude));
    }

    private List<String> patterns(String key, Set<String> taken, String how) {
        List<String> patterns = new ArrayList<>();
        for (YamlNode item : fields.items(key, "tables such as [orders, \"billing.*\"]")) {
            Optional<String> pattern = fields.read(item, fields.pathOf(key), pattern());
            if (pattern.isEmpty()) {
                continue;
            }
            if (patterns.contains(pattern.get())) {
                fields.reject(item.at(), key, "%s is named twice".formatted(Excerpt.quoted(pattern.get())));
            } else if (taken.contains(pattern.get())) {
                fields.reject(
                        item.at(),
                        key,
                        "%s is %s, too; a table can be only one of the two"
                                .formatted(Excerpt.quoted(pattern.get()), how));
            }
            patterns.add(pattern.get());
        }
        return patterns;
    }

    private void readShardKeys() {
        for (YamlNode.Entry entry : fields.entries("shardKeys", "a mapping such as {orders: customer_id}")) {
            String path = fields.pathOf("shardKeys");
            Optional<String> table = fields.read(keyNode(entry), path, pattern());
            Optional<String> column = fields.read(entry.value(), path + "." + entry.key(), column());
            if (table.isPresent() && column.isPresent()) {
                if (shardKeys.put(table.get(), column.get()) != null) {
                    fields.reject(
                            entry.keyAt(), "shardKeys", "%s is named twice".formatted(Excerpt.quoted(entry.key())));
                }
            }
        }
    }

    private Map<String, TableRules.Mapping> mappings(List<String> excluded) {
        Map<String, TableRules.Mapping> mappings = new LinkedHashMap<>();
        Map<String, String> sourceOf = new HashMap<>();
        for (YamlNode.Entry entry :
                fields.entries("mapping", "a mapping such as {orders: {to: shop.orders, columns: {note: remark}}}")) {
            String path = fields.pathOf("mapping") + "." + entry.key();
            Optional<String> source = fields.read(keyNode(entry), fields.pathOf("mapping"), table());
            Optional<Fields> parts = Fields.of(entry.value(), path, PlanKeys.MAPPING, fields.problems());
            if (source.isEmpty() || parts.isEmpty()) {
                continue;
            }
            if (excluded.contains(source.get())) {
                fields.reject(
                        entry.keyAt(),
                        "mapping",
                        "%s is excluded; remove it in one of the two places".formatted(Excerpt.quoted(entry.key())));
            }
            TableRules.Mapping mapping = mapping(parts.get());
            if (mappings.put(source.get(), mapping) != null) {
                fields.reject(entry.keyAt(), "mapping", "%s is mapped twice".formatted(Excerpt.quoted(entry.key())));
            }
            String target = mapping.target().isEmpty() ? source.get() : mapping.target();
            String other = sourceOf.put(target, source.get());
            if (other != null && !other.equals(source.get())) {
                fields.reject(
                        parts.get().valueAt("to"),
                        "mapping",
                        "%s is mapped to %s, and so is %s"
                                .formatted(
                                        Excerpt.quoted(source.get()), Excerpt.quoted(target), Excerpt.quoted(other)));
            }
        }
        return mappings;
    }

    private static TableRules.Mapping mapping(Fields parts) {
        String to = parts.optional("to", "", table());
        Map<String, String> columns = new LinkedHashMap<>();
        for (YamlNode.Entry entry : parts.entries("columns", "a mapping such as {note: remark}")) {
            String path = parts.pathOf("columns");
            Optional<String> from = parts.read(keyNode(entry), path, column());
            Optional<String> renamed = parts.read(entry.value(), path + "." + entry.key(), column());
            if (from.isPresent() && renamed.isPresent()) {
                if (columns.containsValue(renamed.get())) {
                    parts.reject(
                            entry.value().at(),
                            "columns",
                            "two columns would be called %s".formatted(Excerpt.quoted(renamed.get())));
                }
                columns.put(from.get(), renamed.get());
            }
        }
        Set<String> ignored = new LinkedHashSet<>();
        for (YamlNode item : parts.items("ignore", "columns such as [updated_at]")) {
            parts.read(item, parts.pathOf("ignore"), column()).ifPresent(column -> {
                if (columns.containsKey(column) || !ignored.add(column)) {
                    parts.reject(
                            item.at(),
                            "ignore",
                            "%s is named in 'columns' or twice here; a column that is ignored needs nothing else"
                                    .formatted(Excerpt.quoted(column)));
                }
            });
        }
        return new TableRules.Mapping(to, columns, ignored);
    }

    private static YamlNode keyNode(YamlNode.Entry entry) {
        return new YamlNode.Scalar(entry.key(), YamlNode.Kind.TEXT, entry.keyAt());
    }

    private static ValueReader<String> pattern() {
        return Values.parsed(
                "a table such as orders, billing.rates or \"billing.*\"; names as the catalogue spells them",
                TablePattern::pattern);
    }

    private static ValueReader<String> table() {
        return node -> {
            if (node instanceof YamlNode.Scalar scalar && scalar.text().contains("*")) {
                throw RejectedValueException.found(node, "one table without '*'");
            }
            return Values.parsed("a table such as orders or billing.rates", TablePattern::pattern)
                    .read(node);
        };
    }

    private static ValueReader<String> column() {
        return Values.parsed("the name of a column", TablePattern::column);
    }
}
