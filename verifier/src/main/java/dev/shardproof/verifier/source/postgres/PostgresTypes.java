package dev.shardproof.verifier.source.postgres;

import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.source.CatalogueColumn;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which SQL expression shows a value's exact image, by type.
 *
 * <p>PostgreSQL's hash functions follow the type's {@code =}, and some types call different values equal (numeric 1.0
 * and 1.00, float 0 and -0, interval '1 day' and '24:00'), are hashed by what differs between servers (an enum by its
 * OID) or have no hash function (json, point, xml, bit). Three cures:
 *
 * <ul>
 *   <li>types whose {@code =} is identity of the image are hashed as they are;
 *   <li>types with a loose {@code =} or none go through their {@code typsend} function, whose bytes are what a binary
 *       {@code COPY} carries (PostgreSQL documentation, "CREATE TYPE", {@code send_function}); arrays of known types
 *       too, for {@code array_send} writes dimensions, lower bounds and a NULL mark for each element;
 *   <li>all else (enums, composites, ranges, extension types) goes through its output function, whose settings the
 *       session pins.
 * </ul>
 */
final class PostgresTypes {

    private static final Set<String> AS_IS = Set.of(
            "bool",
            "int2",
            "int4",
            "int8",
            "date",
            "time",
            "timetz",
            "timestamp",
            "timestamptz",
            "uuid",
            "bytea",
            "inet",
            "cidr",
            "macaddr",
            "macaddr8",
            "oid");

    private static final Set<String> TEXTS = Set.of("text", "varchar", "name");

    private static final Map<String, String> SEND = Map.ofEntries(
            Map.entry("numeric", "numeric_send"),
            Map.entry("float4", "float4send"),
            Map.entry("float8", "float8send"),
            Map.entry("interval", "interval_send"),
            Map.entry("jsonb", "jsonb_send"),
            Map.entry("bpchar", "bpcharsend"),
            Map.entry("money", "cash_send"),
            Map.entry("bit", "bit_send"),
            Map.entry("varbit", "varbit_send"),
            Map.entry("tsvector", "tsvectorsend"),
            Map.entry("point", "point_send"),
            Map.entry("line", "line_send"),
            Map.entry("lseg", "lseg_send"),
            Map.entry("box", "box_send"),
            Map.entry("path", "path_send"),
            Map.entry("polygon", "poly_send"),
            Map.entry("circle", "circle_send"));

    private PostgresTypes() {}

    static String image(CatalogueColumn column) {
        String value = value(column);
        if (!column.builtIn()) {
            return text(column);
        }
        if (AS_IS.contains(column.baseType())) {
            return value;
        }
        if (SEND.containsKey(column.baseType())) {
            return "pg_catalog.%s(%s)".formatted(SEND.get(column.baseType()), value);
        }
        String element = column.elementType();
        if (AS_IS.contains(element) || TEXTS.contains(element) || SEND.containsKey(element)) {
            return "pg_catalog.array_send(%s)".formatted(value);
        }
        return text(column);
    }

    /** The value's text, under the C collation: a nondeterministic one would call different texts equal. */
    static String text(CatalogueColumn column) {
        return "(%s)::pg_catalog.text COLLATE pg_catalog.\"C\"".formatted(value(column));
    }

    static String point(CatalogueColumn column, KeySpace space) {
        boolean integer = List.of("int2", "int4", "int8").contains(column.baseType());
        if (integer) {
            String key = value(column) + "::pg_catalog.int8";
            return space == KeySpace.PLAIN ? key : "pg_catalog.hashint8extended(%s, 0)".formatted(key);
        }
        if (space == KeySpace.HASHED && List.of("text", "varchar").contains(column.baseType())) {
            return "pg_catalog.hashtextextended(%s, 0)".formatted(text(column));
        }
        if (space == KeySpace.HASHED && column.baseType().equals("uuid")) {
            return "pg_catalog.uuid_hash_extended(%s, 0)".formatted(value(column));
        }
        throw new IllegalArgumentException(
                "a shard key of type %s under the %s key space can not be placed; allowed are smallint, integer and bigint"
                                .formatted(column.type(), space.name().toLowerCase(Locale.ROOT))
                        + (space == KeySpace.HASHED ? ", text, varchar and uuid" : ""));
    }

    static String value(CatalogueColumn column) {
        return "t." + column.quotedName();
    }
}
