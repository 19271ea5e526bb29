package dev.shardproof.verifier.largeobject;

import dev.shardproof.verifier.dialect.postgres.LargeObjectQueries.Reference;
import dev.shardproof.verifier.table.TableMapping;
import java.util.List;

/**
 * A column that may refer to large objects.
 *
 * @param mapping its table
 * @param name its name on the sources
 * @param declared whether its type says that it refers to large objects
 * @param key the primary key's columns, by their names on the sources; the column itself where there is none
 * @param source how to read it on the sources
 */
record ObjectColumn(TableMapping mapping, String name, boolean declared, List<String> key, Reference source) {

    ObjectColumn {
        key = List.copyOf(key);
    }

    @Override
    public String toString() {
        return mapping.source() + "." + name;
    }
}
