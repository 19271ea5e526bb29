package dev.shardproof.verifier.schema;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What one shard's catalogue says about one thing, in the names of the sources.
 *
 * @param shard the shard, as reports call it
 * @param major the server's major version
 * @param there whether it has the thing at all
 * @param objects what it defines
 * @param leftOut what was not read because it speaks of ignored columns
 */
record Definitions(String shard, int major, boolean there, List<SchemaObject> objects, Set<String> leftOut) {

    Definitions {
        Objects.requireNonNull(shard, "shard is null");
        objects = List.copyOf(objects);
        leftOut = Set.copyOf(leftOut);
    }

    /** Whether that property was not read. */
    boolean leavesOut(SchemaObject object, String property) {
        return leftOut.contains(object.label(property));
    }

    /** The same under another name of the shard. */
    Definitions calledBy(String label) {
        return new Definitions(label, major, there, objects, leftOut);
    }
}
