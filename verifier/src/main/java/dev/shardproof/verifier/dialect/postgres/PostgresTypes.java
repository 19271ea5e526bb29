package dev.shardproof.verifier.dialect.postgres;

import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.table.CatalogueColumn;
import dev.shardproof.verifier.table.ImageForm;
import dev.shardproof.verifier.table.ImageKind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which SQL expression shows a value's exact image, by type.
 *
 * <p>PostgreSQL's hash functions follow the type's {@code =}, and that is not enough: some types call different values
 * equal (numeric 1.0 and 1.00, float 0 and -0, interval '1 day' and '24:00'); some hash functions leave parts of a value
 * out (those of numeric and jsonb the sign of a number, that of jsonb the nesting too, and that of every type that is
 * stored as a 64-bit integer, timestamps among them, folds it to 32 bits first: see {@code hash_numeric_extended},
 * {@code JsonbHashScalarValueExtended} and {@code hashint8extended} in PostgreSQL's sources); an enum is hashed by its
 * OID, which differs between servers; and json, point, xml, bit have no hash function. Three cures:
 *
 * <ul>
 *   <li>truth values, integers, texts, UUIDs and byte strings are hashed as they are, long integers with their upper half in
 *       the seed (see {@link PostgresScans});
 *   <li>other known types go through their {@code typsend} function, whose bytes are what a binary {@code COPY} carries
 *       (PostgreSQL documentation, "CREATE TYPE", {@code send_function}); arrays of known types too, for
 *       {@code array_send} writes dimensions, lower bounds and a NULL mark for each element;
 *   <li>all else (enums, composites, ranges, extension types) goes through its output function, whose settings the
 *       session pins.
 * </ul>
 *
 * <p>Where equality is asked for, numbers lose what their type's {@code =} does not look at (trailing zeros, the sign of
 * zero) before they are sent. jsonb stays exact, since nothing cheap brings the numbers inside it to one form.
 */
final class PostgresTypes {

    private static final Map<String, ImageKind> AS_IS = Map.of(
            "bool", ImageKind.BOOLEAN,
            "int2", ImageKind.INTEGER,
            "int4", ImageKind.INTEGER,
            "int8", ImageKind.LONG,
            "uuid", ImageKind.UUID,
            "bytea", ImageKind.BYTES);

    /** The form in which values are sent that are equal by their type's {@code =}. */
    private static final Map<String, String> EQUAL = Map.of(
            "numeric", "pg_catalog.numeric_send(pg_catalog.trim_scale(%s))",
            "float4", "pg_catalog.float4send(%s + '0'::pg_catalog.float4)",
            "float8", "pg_catalog.float8send(%s + '0'::pg_catalog.float8)",
            // Only a cast to text drops the blanks at the end that = does not look at.
            "bpchar", "%s::pg_catalog.text COLLATE pg_catalog.\"C\"",
            "interval", "%s");

    /** One of the values that are equal to a value. */
    private static final Map<String, String> ONE_OF_EQUALS = Map.of(
            "numeric", "pg_catalog.trim_scale(%s)",
            "float4", "%s + '0'::pg_catalog.float4",
            "float8", "%s + '0'::pg_catalog.float8");

    private static final Set<String> INTEGERS = Set.of("int2", "int4", "int8");
    private static final Set<String> TEXTS = Set.of("text", "varchar", "name");

    private static final Map<String, String> SEND = Map.ofEntries(
            Map.entry("date", "date_send"),
            Map.entry("time", "time_send"),
            Map.entry("timetz", "timetz_send"),
            Map.entry("timestamp", "timestamp_send"),
            Map.entry("timestamptz", "timestamptz_send"),
            Map.entry("inet", "inet_send"),
            Map.entry("cidr", "cidr_send"),
            Map.entry("macaddr", "macaddr_send"),
            Map.entry("macaddr8", "macaddr8_send"),
            Map.entry("oid", "oidsend"),
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

    static String image(CatalogueColumn column, ImageForm form) {
        String value = value(column);
        return switch (way(column, form)) {
            case AS_IS -> value;
            case EQUAL -> EQUAL.get(column.baseType()).formatted(value);
            case SENT -> "pg_catalog.%s(%s)".formatted(SEND.get(column.baseType()), value);
            case SENT_ARRAY -> "pg_catalog.array_send(%s)".formatted(value);
            case TEXT -> text(column);
        };
    }

    static ImageKind imageKind(CatalogueColumn column, ImageForm form) {
        return switch (way(column, form)) {
            case AS_IS -> AS_IS.get(column.baseType());
            case EQUAL ->
                switch (column.baseType()) {
                    case "interval" -> ImageKind.OTHER;
                    case "bpchar" -> ImageKind.TEXT;
                    default -> ImageKind.BYTES;
                };
            // Text can be sent as no bytes at all; all others send a version, a count or a value of fixed width.
            case SENT -> column.baseType().equals("bpchar") ? ImageKind.BYTES : ImageKind.NON_EMPTY_BYTES;
            case SENT_ARRAY -> ImageKind.NON_EMPTY_BYTES;
            case TEXT -> ImageKind.TEXT;
        };
    }

    /** How a value becomes its image. */
    private enum Way {
        AS_IS,
        EQUAL,
        SENT,
        SENT_ARRAY,
        TEXT
    }

    private static Way way(CatalogueColumn column, ImageForm form) {
        if (!column.builtIn() || form == ImageForm.TEXT) {
            return Way.TEXT;
        }
        if (form == ImageForm.EQUALITY && EQUAL.containsKey(column.baseType())) {
            return Way.EQUAL;
        }
        if (AS_IS.containsKey(column.baseType())) {
            return Way.AS_IS;
        }
        if (SEND.containsKey(column.baseType())) {
            return Way.SENT;
        }
        String element = column.elementType();
        return AS_IS.containsKey(element) || TEXTS.contains(element) || SEND.containsKey(element)
                ? Way.SENT_ARRAY
                : Way.TEXT;
    }

    /**
     * The value's text, under the C collation: a nondeterministic one would call different texts equal. That of a user's
     * type is what its output function says, as {@code concat} asks for it; a cast may call a function of the user's,
     * which may say the same of different values.
     */
    static String text(CatalogueColumn column) {
        if (!column.builtIn()) {
            return "(CASE WHEN %1$s IS NOT DISTINCT FROM NULL THEN NULL ELSE pg_catalog.concat(%1$s) END) COLLATE pg_catalog.\"C\""
                    .formatted(value(column));
        }
        return "(%s)::pg_catalog.text COLLATE pg_catalog.\"C\"".formatted(value(column));
    }

    /** The value's text; the same for all values that are equal, where equality is asked for. */
    static String keyText(CatalogueColumn column, ImageForm form) {
        String one =
                form == ImageForm.EQUALITY && column.builtIn() ? ONE_OF_EQUALS.getOrDefault(column.baseType(), "") : "";
        return one.isEmpty()
                ? text(column)
                : "(%s)::pg_catalog.text COLLATE pg_catalog.\"C\"".formatted(one.formatted(value(column)));
    }

    static String point(CatalogueColumn column, KeySpace space) {
        boolean integer = integer(column);
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

    static boolean integer(CatalogueColumn column) {
        return INTEGERS.contains(column.baseType());
    }

    /** Whether equal values of both types have the same image. */
    static boolean imagedAlike(CatalogueColumn one, CatalogueColumn other) {
        return Stream.of(Set.of("int2", "int4"), Set.of("text", "varchar"))
                .anyMatch(family -> family.contains(one.baseType()) && family.contains(other.baseType()));
    }

    static String value(CatalogueColumn column) {
        return "t." + column.quotedName();
    }
}
