package dev.shardproof.scenarios.verification;

import dev.shardproof.scenarios.server.ServerUrl;
import dev.shardproof.scenarios.spec.yaml.Position;
import dev.shardproof.scenarios.spec.yaml.Problem;
import dev.shardproof.scenarios.spec.yaml.Problems;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import dev.shardproof.verifier.plan.CheckName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Flags of a command line as pieces of a plan. They are laid over the tree of the file before that is read, so that one
 * set of rules judges both: mappings are joined key by key, values and lists are replaced.
 *
 * <p>A piece that comes from a flag stands in line 0, and its column is the number of the flag; {@link #named} turns that
 * into the flag's name. Not thread-safe.
 */
public final class PlanFlags {

    private static final String CHECKS = "checks";
    private static final String TABLES = "tables";

    private final List<String> names = new ArrayList<>();
    private final List<Problem> mistakes = new ArrayList<>();
    private final Map<String, Object> tree = new LinkedHashMap<>();
    private final Map<String, YamlNode.Scalar> checks = new LinkedHashMap<>();
    private final List<Setting> settings = new ArrayList<>();

    private record Setting(List<String> checks, String key, YamlNode.Scalar value) {}

    /** Whether no flag was given. */
    public boolean isEmpty() {
        return names.isEmpty();
    }

    /** Sets a value, e.g. {@code manners.chunkTime}. */
    public PlanFlags set(String flag, String value, YamlNode.Kind kind, String... path) {
        put(flag, scalar(flag, value, kind), path);
        return this;
    }

    /** Adds to a list, e.g. {@code tables.include}. */
    public PlanFlags add(String flag, String value, String... path) {
        Map<String, Object> parent = parent(path);
        @SuppressWarnings("unchecked")
        List<YamlNode> list = (List<YamlNode>) parent.computeIfAbsent(path[path.length - 1], key -> new ArrayList<>());
        list.add(scalar(flag, value, YamlNode.Kind.TEXT));
        return this;
    }

    /** Makes sure that a mapping is there, e.g. {@code live}. */
    public PlanFlags mapping(String flag, String key) {
        position(flag);
        parent(new String[] {key, ""});
        return this;
    }

    /** Names the shard key of tables: {@code orders=customer_id}. */
    public PlanFlags shardKey(String flag, String argument) {
        int equal = argument.indexOf('=');
        if (equal <= 0) {
            return mistake(flag, "expected TABLE=COLUMN such as orders=customer_id");
        }
        String table = full(argument.substring(0, equal));
        put(flag, scalar(flag, argument.substring(equal + 1), YamlNode.Kind.TEXT), TABLES, "shardKeys", table);
        return this;
    }

    /** Adds a range of keys that a target owns: {@code t0=..0}. */
    public PlanFlags range(String flag, String argument) {
        int equal = argument.indexOf('=');
        if (equal <= 0) {
            return mistake(flag, "expected TARGET=RANGE such as t0=..0");
        }
        return add(flag, argument.substring(equal + 1), "topology", "ranges", argument.substring(0, equal));
    }

    /**
     * Names a server.
     *
     * @param side {@code sources} or {@code targets}
     * @param argument {@code NAME=URL}, or the URL alone, which then gets the name {@code s0}, {@code s1} … or {@code t0} …
     */
    public PlanFlags server(String flag, String argument, String side) {
        int scheme = argument.indexOf("://");
        int equal = argument.indexOf('=');
        if (ServerUrl.isUrl(argument) || (scheme >= 0 && (equal < 0 || equal > scheme))) {
            int number = tree.get(side) instanceof Map<?, ?> servers ? servers.size() : 0;
            put(flag, scalar(flag, argument, YamlNode.Kind.TEXT), side, side.charAt(0) + Integer.toString(number));
            return this;
        }
        if (equal <= 0) {
            return mistake(flag, "expected NAME=" + ServerUrl.FORM);
        }
        put(flag, scalar(flag, argument.substring(equal + 1), YamlNode.Kind.TEXT), side, argument.substring(0, equal));
        return this;
    }

    /** Says how a table differs on the targets: another name. */
    public PlanFlags table(String flag, String argument) {
        int equal = argument.indexOf('=');
        if (equal <= 0) {
            return mistake(flag, "expected TABLE=TABLE such as public.orders=shop.orders");
        }
        String table = argument.substring(0, equal);
        put(
                flag,
                scalar(flag, argument.substring(equal + 1), YamlNode.Kind.TEXT),
                TABLES,
                "mapping",
                full(table),
                "to");
        return this;
    }

    /** Says how a table differs on the targets: another name of a column. */
    public PlanFlags renamedColumn(String flag, String argument) {
        int equal = argument.indexOf('=');
        int dot = argument.lastIndexOf('.', Math.max(0, equal));
        if (equal <= 0 || dot <= 0) {
            return mistake(flag, "expected TABLE.COLUMN=COLUMN such as orders.note=remark");
        }
        put(
                flag,
                scalar(flag, argument.substring(equal + 1), YamlNode.Kind.TEXT),
                TABLES,
                "mapping",
                full(argument.substring(0, dot)),
                "columns",
                argument.substring(dot + 1, equal));
        return this;
    }

    /** Says how a table differs on the targets: a column that is not compared. */
    public PlanFlags ignoredColumn(String flag, String argument) {
        int dot = argument.lastIndexOf('.');
        if (dot <= 0) {
            return mistake(flag, "expected TABLE.COLUMN such as orders.updated_at");
        }
        return add(flag, argument.substring(dot + 1), TABLES, "mapping", full(argument.substring(0, dot)), "ignore");
    }

    /** Names a check; those of the file that no flag names are not made. */
    public PlanFlags check(String flag, String name) {
        checks.putIfAbsent(name, scalar(flag, name, YamlNode.Kind.TEXT));
        return this;
    }

    /** Sets something of whichever of these checks is made; a mistake if none is. */
    public PlanFlags setting(String flag, String value, YamlNode.Kind kind, String key, CheckName... of) {
        List<String> labels = Arrays.stream(of).map(CheckName::label).toList();
        settings.add(new Setting(labels, key, scalar(flag, value, kind)));
        return this;
    }

    /** The file's tree with the flags laid over it; mistakes of flags become problems. */
    YamlNode.Mapping over(YamlNode.Mapping base, Problems problems) {
        mistakes.forEach(mistake -> problems.add(new Position(0, mistake.column()), mistake.message()));
        YamlNode.Mapping joined = join(base, asSpelled(base, (YamlNode.Mapping) node(tree)));
        if (!checks.isEmpty()) {
            YamlNode before = value(joined, CHECKS);
            List<YamlNode.Entry> chosen = new ArrayList<>();
            checks.forEach((name, at) -> {
                YamlNode settled = before instanceof YamlNode.Mapping mapping ? value(mapping, name) : null;
                chosen.add(new YamlNode.Entry(
                        name, at.at(), settled == null ? new YamlNode.Mapping(List.of(), at.at()) : settled));
            });
            joined = replace(
                    joined, CHECKS, new YamlNode.Mapping(chosen, chosen.get(0).keyAt()));
        }
        for (Setting setting : settings) {
            joined = settle(joined, setting, problems);
        }
        return joined;
    }

    /** Names the flag of a problem that stands in line 0. */
    Problem named(Problem problem) {
        boolean ofFlag = problem.line() == 0 && problem.column() > 0 && problem.column() <= names.size();
        return ofFlag ? new Problem(names.get(problem.column() - 1), 0, 0, problem.message()) : problem;
    }

    private static YamlNode.Mapping settle(YamlNode.Mapping root, Setting setting, Problems problems) {
        YamlNode found = value(root, CHECKS);
        if (found == null) {
            Set<CheckName> standard = PlanChecksReader.standard(value(root, "topology") != null);
            Position at = setting.value().at();
            found = new YamlNode.Mapping(
                    standard.stream()
                            .map(check -> new YamlNode.Entry(check.label(), at, new YamlNode.Mapping(List.of(), at)))
                            .toList(),
                    at);
        }
        if (!(found instanceof YamlNode.Mapping made)) {
            return root; // reported where the file is read
        }
        boolean settled = false;
        for (String check : setting.checks()) {
            if (value(made, check) instanceof YamlNode.Mapping before) {
                made = replace(made, check, replace(before, setting.key(), setting.value()));
                settled = true;
            }
        }
        if (!settled) {
            problems.add(
                    setting.value().at(),
                    "none of the checks it is for is made; add --check "
                            + String.join(" or --check ", setting.checks()));
        }
        return replace(root, CHECKS, made);
    }

    /** A table has one entry, whether it is written with or without its schema: that of the file. */
    private static YamlNode.Mapping asSpelled(YamlNode.Mapping base, YamlNode.Mapping over) {
        YamlNode.Mapping spelled = over;
        for (String key : List.of("mapping", "shardKeys")) {
            if (value(base, TABLES) instanceof YamlNode.Mapping tables
                    && value(tables, key) instanceof YamlNode.Mapping named
                    && value(spelled, TABLES) instanceof YamlNode.Mapping overTables
                    && value(overTables, key) instanceof YamlNode.Mapping overNamed) {
                List<YamlNode.Entry> entries = overNamed.entries().stream()
                        .map(entry -> new YamlNode.Entry(asSpelled(named, entry.key()), entry.keyAt(), entry.value()))
                        .toList();
                YamlNode.Mapping renamed = new YamlNode.Mapping(entries, overNamed.at());
                spelled = replace(spelled, TABLES, replace(overTables, key, renamed));
            }
        }
        return spelled;
    }

    private static String asSpelled(YamlNode.Mapping named, String table) {
        return named.entries().stream()
                .map(YamlNode.Entry::key)
                .filter(key -> full(key).equals(full(table)))
                .findFirst()
                .orElse(table);
    }

    private static String full(String table) {
        return TablePattern.pattern(table).orElse(table);
    }

    private static YamlNode.Mapping join(YamlNode.Mapping base, YamlNode.Mapping over) {
        YamlNode.Mapping joined = base;
        for (YamlNode.Entry entry : over.entries()) {
            YamlNode before = value(base, entry.key());
            boolean both = before instanceof YamlNode.Mapping && entry.value() instanceof YamlNode.Mapping;
            joined = replace(
                    joined,
                    entry.key(),
                    both ? join((YamlNode.Mapping) before, (YamlNode.Mapping) entry.value()) : entry.value());
        }
        return joined;
    }

    private static YamlNode value(YamlNode.Mapping mapping, String key) {
        return mapping.entries().stream()
                .filter(entry -> entry.key().equals(key))
                .map(YamlNode.Entry::value)
                .findFirst()
                .orElse(null);
    }

    private static YamlNode.Mapping replace(YamlNode.Mapping mapping, String key, YamlNode value) {
        List<YamlNode.Entry> entries = new ArrayList<>();
        boolean replaced = false;
        for (YamlNode.Entry entry : mapping.entries()) {
            boolean same = entry.key().equals(key);
            // Where both are mappings the place of the key stays that of the file.
            entries.add(same ? new YamlNode.Entry(key, placeOf(entry, value), value) : entry);
            replaced |= same;
        }
        if (!replaced) {
            entries.add(new YamlNode.Entry(key, value.at(), value));
        }
        return new YamlNode.Mapping(entries, mapping.at());
    }

    private static Position placeOf(YamlNode.Entry before, YamlNode value) {
        return value instanceof YamlNode.Mapping && before.value() instanceof YamlNode.Mapping
                ? before.keyAt()
                : value.at();
    }

    private void put(String flag, YamlNode.Scalar value, String... path) {
        if (parent(path).put(path[path.length - 1], value) != null) {
            mistakes.add(new Problem(flag, 0, value.at().column(), "is given twice for the same thing"));
        }
    }

    private PlanFlags mistake(String flag, String message) {
        mistakes.add(new Problem(flag, 0, position(flag).column(), message));
        return this;
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> parent(String[] path) {
        Map<String, Object> parent = tree;
        for (int i = 0; i < path.length - 1; i++) {
            parent = (Map<String, Object>) parent.computeIfAbsent(path[i], key -> new LinkedHashMap<>());
        }
        return parent;
    }

    private YamlNode.Scalar scalar(String flag, String value, YamlNode.Kind kind) {
        return new YamlNode.Scalar(value, kind, position(flag));
    }

    private Position position(String flag) {
        names.add(flag);
        return new Position(0, names.size());
    }

    private static YamlNode node(Object value) {
        if (value instanceof Map<?, ?> map) {
            List<YamlNode.Entry> entries = new ArrayList<>();
            map.forEach((key, part) -> {
                YamlNode node = node(part);
                entries.add(new YamlNode.Entry((String) key, node.at(), node));
            });
            return new YamlNode.Mapping(
                    entries,
                    entries.isEmpty() ? Position.WHOLE_FILE : entries.get(0).keyAt());
        }
        if (value instanceof List<?> list) {
            List<YamlNode> items = list.stream().map(YamlNode.class::cast).toList();
            return new YamlNode.Sequence(items, items.get(0).at());
        }
        return (YamlNode) value;
    }
}
