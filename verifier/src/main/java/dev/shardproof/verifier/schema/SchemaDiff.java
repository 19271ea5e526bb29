package dev.shardproof.verifier.schema;

import dev.shardproof.verifier.dialect.SchemaQueries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/**
 * Holds the definitions of two shards against each other.
 *
 * <p>Objects that are the same thing under different names match, which is noted; objects of one name that are different
 * things are one difference, not two.
 */
final class SchemaDiff {

    /** Two definitions that differ: of what, and how, in words. */
    record Difference(String object, String detail) {}

    private record Pair(SchemaObject left, SchemaObject right) {}

    private final SchemaQueries rules;
    private final boolean renamed;
    private final List<Difference> differences = new ArrayList<>();
    private final Set<String> names = new TreeSet<>();
    private final Set<String> versions = new TreeSet<>();
    private final Set<String> notCompared = new TreeSet<>();
    private final Map<String, String> unsure = new TreeMap<>();
    private int compared;

    /**
     * @param renamed whether anything is called otherwise on the two shards
     */
    SchemaDiff(SchemaQueries rules, boolean renamed) {
        this.rules = rules;
        this.renamed = renamed;
    }

    /** What differs. */
    List<Difference> differences() {
        return List.copyOf(differences);
    }

    /** What may be equal or not, by object, with the reason. */
    Map<String, String> unsure() {
        return unsure;
    }

    /** How many objects were held against each other, or had no counterpart. */
    int compared() {
        return compared;
    }

    /** Objects that are equal but for their names. */
    Set<String> names() {
        return names;
    }

    /** Versions that differ because the servers do. */
    Set<String> versions() {
        return versions;
    }

    /** What could not be compared between these two servers. */
    Set<String> notCompared() {
        return notCompared;
    }

    SchemaDiff compare(Definitions left, Definitions right) {
        List<SchemaObject> lefts = known(left, right);
        List<SchemaObject> rights = known(right, left);
        for (Pair pair : match(left, lefts, right, rights)) {
            compared++;
            compareOne(left, right, pair);
        }
        for (SchemaObject missing : lefts) {
            compared++;
            differences.add(new Difference(
                    missing.label(), "%s lacks the %s%s".formatted(right.shard(), missing.label(), on(left, missing))));
        }
        for (SchemaObject extra : rights) {
            compared++;
            differences.add(new Difference(
                    extra.label(),
                    "%s has the %s%s, %s lacks it"
                            .formatted(right.shard(), extra.label(), on(right, extra), left.shard())));
        }
        return this;
    }

    private static String on(Definitions shard, SchemaObject object) {
        return object.name().isEmpty() ? "" : " (%s on %s)".formatted(object.name(), shard.shard());
    }

    private List<SchemaObject> known(Definitions definitions, Definitions other) {
        List<SchemaObject> known = new ArrayList<>();
        for (SchemaObject object : definitions.objects()) {
            if (!object.kind().equals(SchemaQueries.GRANT)
                    || rules.knowsPrivilege(Math.min(definitions.major(), other.major()), object.definition())) {
                known.add(object);
            } else {
                notCompared.add("privileges that only one of the servers knows");
            }
        }
        return known;
    }

    /** Takes what belongs together out of the two lists, the surest first. */
    private List<Pair> match(
            Definitions first, List<SchemaObject> lefts, Definitions second, List<SchemaObject> rights) {
        BiPredicate<SchemaObject, SchemaObject> ofOneKind =
                (left, right) -> left.kind().equals(right.kind());
        BiPredicate<SchemaObject, SchemaObject> equal = ofOneKind.and(
                (left, right) -> rules.equal(first.major(), left.definition(), second.major(), right.definition()));
        List<BiPredicate<SchemaObject, SchemaObject>> matches = List.of(
                equal.and((left, right) -> left.name().equals(right.name())),
                equal.and((left, right) -> left.properties().equals(right.properties())),
                equal,
                SchemaObject::namedLike,
                ofOneKind.and((left, right) ->
                        rules.mayBeEqual(first.major(), left.definition(), second.major(), right.definition())));
        List<Pair> pairs = new ArrayList<>();
        for (BiPredicate<SchemaObject, SchemaObject> belongs : matches) {
            lefts.removeIf(left -> {
                for (SchemaObject right : rights) {
                    if (belongs.test(left, right)) {
                        pairs.add(new Pair(left, right));
                        rights.remove(right);
                        return true;
                    }
                }
                return false;
            });
        }
        return pairs;
    }

    private void compareOne(Definitions left, Definitions right, Pair pair) {
        SchemaObject one = pair.left();
        SchemaObject other = pair.right();
        if (!rules.equal(left.major(), one.definition(), right.major(), other.definition())) {
            differ("", one.kind() + " " + one.name(), left, one.definition(), right, other.definition());
        } else if (!one.name().equals(other.name())) {
            names.add("%s is called %s on %s, %s on %s"
                    .formatted(one.label(), one.name(), left.shard(), other.name(), right.shard()));
        }
        Set<String> properties = new TreeSet<>(one.properties().keySet());
        properties.addAll(other.properties().keySet());
        for (String property : properties) {
            String mine = one.properties().getOrDefault(property, "");
            String theirs = other.properties().getOrDefault(property, "");
            if (!rules.equal(left.major(), mine, right.major(), theirs)
                    && !left.leavesOut(one, property)
                    && !right.leavesOut(other, property)) {
                property(one, property, left, mine, right, theirs);
            }
        }
    }

    private void property(
            SchemaObject one, String property, Definitions left, String mine, Definitions right, String theirs) {
        boolean sameMajor = left.major() == right.major();
        switch (property) {
            case SchemaQueries.STATISTICS -> {
                if (mine.equals(SchemaQueries.PRESENT) && theirs.equals(SchemaQueries.MISSING)) {
                    String detail = "%s has rows but no planner statistics of the table, %s has them: run ANALYZE";
                    differences.add(new Difference(one.label(), detail.formatted(right.shard(), left.shard())));
                }
            }
            case SchemaQueries.VERSION_BOUND -> {
                if (sameMajor && !renamed) {
                    differ(property + " of ", one.label(), left, mine, right, theirs);
                } else {
                    notCompared.add("the query of " + one.label());
                }
            }
            case SchemaQueries.VERSION -> {
                if (sameMajor) {
                    differ(property + " of ", one.label(), left, mine, right, theirs);
                } else {
                    versions.add(
                            "%s: %s on %s, %s on %s".formatted(one.label(), mine, left.shard(), theirs, right.shard()));
                }
            }
            default -> differ(property + " of ", one.label(), left, mine, right, theirs);
        }
    }

    private void differ(String of, String object, Definitions left, String mine, Definitions right, String theirs) {
        if (rules.mayBeEqual(left.major(), mine, right.major(), theirs)) {
            unsure.put(object, """
                    %s%s: %s writes %s, %s writes %s; servers of these versions may write one expression so""".formatted(of, object, left.shard(), mine, right.shard(), theirs));
            return;
        }
        String asText = renamed && (mine.contains("(") || theirs.contains("("))
                ? " (compared as text, with the names of %s)".formatted(left.shard())
                : "";
        differences.add(new Difference(
                object,
                "%s%s: %s has %s, %s has %s%s"
                        .formatted(of, object, left.shard(), orNone(mine), right.shard(), orNone(theirs), asText)));
    }

    private static String orNone(String value) {
        return value.isEmpty() ? "none" : value;
    }
}
