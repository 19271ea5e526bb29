package dev.shardproof.verifier.schema;

import dev.shardproof.verifier.dialect.SchemaQueries;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.TableSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Asks one shard for definitions and translates the answers. Used by one thread, for one thing. */
final class CatalogueReading {

    private static final int KIND = 0;
    private static final int DEFINITION = 1;
    private static final int NAME = 2;
    private static final int PROPERTY = 3;
    private static final int VALUE = 4;

    private final ShardReader reader;
    private final SchemaQueries queries;
    private final LogicalNames names;
    private final Map<List<String>, Map<String, String>> properties = new LinkedHashMap<>();
    private final Set<String> leftOut = new TreeSet<>();

    CatalogueReading(ShardReader reader, SchemaQueries queries, LogicalNames names) {
        this.reader = reader;
        this.queries = queries;
        this.names = names;
    }

    /** A table by its name on this shard. */
    Definitions table(TableSpec table) throws SourceException {
        List<String> name = List.of(table.schema(), table.name());
        List<List<String>> found = reader.texts("look up " + table, queries.find(), name);
        if (found.isEmpty()) {
            return definitions(false);
        }
        String kind = found.get(0).get(0);
        if (!kind.equals("r") && !kind.equals("p")) {
            throw new SourceException("shard %s: %s is no table; only tables and partitioned tables are compared"
                    .formatted(reader.shard(), table));
        }
        String rows = queries.hasRows(found.get(0).get(1));
        boolean filled =
                reader.texts("read " + table, rows, List.of()).get(0).get(0).equals("t");
        readAll("read the definition of " + table, queries.ofTable(), name);
        if (!filled) {
            properties.forEach((object, of) -> of.replace(SchemaQueries.STATISTICS, SchemaQueries.MISSING, "no rows"));
        }
        return definitions(true);
    }

    /** What else a schema holds, by its name on this shard. */
    Definitions schema(String schema) throws SourceException {
        readAll("read what schema %s holds".formatted(schema), queries.ofSchema(), List.of(schema));
        return definitions(true);
    }

    /** The database as such. */
    Definitions database() throws SourceException {
        readAll("read the properties of the database", queries.ofDatabase(), List.of());
        return definitions(true);
    }

    private Definitions definitions(boolean there) throws SourceException {
        List<SchemaObject> objects = properties.entrySet().stream()
                .map(object -> new SchemaObject(
                        object.getKey().get(KIND),
                        object.getKey().get(DEFINITION),
                        object.getKey().get(NAME),
                        object.getValue()))
                .toList();
        objects.forEach(object -> leftOut.remove(object.label()));
        return new Definitions(reader.shard(), major(reader, queries), there, objects, leftOut);
    }

    /** The major version of a shard's server. */
    static int major(ShardReader reader, SchemaQueries queries) throws SourceException {
        String version = reader.texts("ask for the server's version", queries.serverVersion(), List.of())
                .get(0)
                .get(0);
        return queries.major(Integer.parseInt(version));
    }

    /** If one of them fails the session ends, and the setting with it. */
    private void readAll(String what, List<String> all, List<String> parameters) throws SourceException {
        reader.texts(what, queries.begin(), List.of());
        for (String query : all) {
            read(what, query, parameters);
        }
        reader.texts(what, queries.end(), List.of());
    }

    private void read(String what, String query, List<String> parameters) throws SourceException {
        for (List<String> row : reader.texts(what, query, parameters)) {
            LogicalNames.Translation definition = names.translate(row.get(DEFINITION));
            String kind = row.get(KIND);
            SchemaObject seen = new SchemaObject(kind, definition.text(), "", Map.of());
            if (!definition.ignored().isEmpty()) {
                leftOut.add(seen.label());
                continue;
            }
            String name = names.translate(row.get(NAME)).text();
            Map<String, String> object =
                    properties.computeIfAbsent(List.of(kind, definition.text(), name), key -> new TreeMap<>());
            String property = row.get(PROPERTY);
            LogicalNames.Translation value = names.translate(row.get(VALUE) == null ? "" : row.get(VALUE));
            if (!value.ignored().isEmpty()) {
                leftOut.add(seen.label(property));
            } else if (!property.isEmpty()) {
                object.put(property, value.text());
            }
        }
    }
}
