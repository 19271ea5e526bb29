package dev.shardproof.verifier.selftest;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A column of the user's as the sandbox rebuilds it.
 *
 * @param name its name
 * @param quotedName its name, quoted by the database
 * @param type its type in the sandbox, as SQL; below any domain
 * @param baseType the plain name of that type
 * @param elementType for an array: the plain name of its elements' type; else empty
 * @param labels for an enum: its labels; else empty
 * @param length the length or precision of its type; -1 if it has none
 * @param scale the scale of its type
 * @param notNull whether it is declared NOT NULL
 * @param keyPosition its place in the primary key, from 1; 0 if it is not part of it
 * @param numbered whether a sequence numbers it
 * @param typeSchema the schema of its type, quoted
 */
record SandboxColumn(
        String name,
        String quotedName,
        String type,
        String baseType,
        String elementType,
        List<String> labels,
        int length,
        int scale,
        boolean notNull,
        int keyPosition,
        boolean numbered,
        String typeSchema) {

    SandboxColumn {
        Objects.requireNonNull(name, "name is null");
        labels = List.copyOf(labels);
    }

    /** SQL for the value of row {@code g}; distinct for distinct rows where the type allows; empty if none is known. */
    Optional<String> value(String g) {
        if (!labels.isEmpty()) {
            return Optional.of("(ARRAY[%s])[1 + (%s) %% %d]::%s"
                    .formatted(
                            String.join(
                                    ", ",
                                    labels.stream().map(SandboxColumn::literal).toList()),
                            g,
                            labels.size(),
                            type));
        }
        if (!elementType.isEmpty()) {
            return scalar(elementType, g).map(element -> "ARRAY[%s]::%s".formatted(element, type));
        }
        return scalar(baseType, g).map(value -> "(%s)::%s".formatted(value, type));
    }

    /** Statements that make its type, if that is an enum. */
    Optional<String> createType() {
        return labels.isEmpty()
                ? Optional.empty()
                : Optional.of("CREATE SCHEMA IF NOT EXISTS %s; CREATE TYPE %s AS ENUM (%s)"
                        .formatted(
                                typeSchema,
                                type,
                                String.join(
                                        ", ",
                                        labels.stream()
                                                .map(SandboxColumn::literal)
                                                .toList())));
    }

    private Optional<String> scalar(String of, String g) {
        return Optional.ofNullable(
                switch (of) {
                    case "int2", "int4", "int8", "money" -> g;
                    case "oid" -> "0"; // any other number could be taken for a large object
                    case "numeric" -> numeric(g);
                    case "float4", "float8" -> "(%s) + 0.5".formatted(g);
                    case "bool" -> "(%s) %% 2 = 0".formatted(g);
                    case "text", "varchar", "bpchar", "name", "citext" -> text(g);
                    case "date" -> "date '2020-01-01' + (%s)".formatted(g);
                    case "timestamp" -> "timestamp '2020-01-01' + (%s) * interval '1 minute'".formatted(g);
                    case "timestamptz" -> "timestamptz '2020-01-01 00:00Z' + (%s) * interval '1 minute'".formatted(g);
                    case "time", "timetz" -> "(time '00:00' + (%s) * interval '1 second')".formatted(g);
                    case "interval" -> "(%s) * interval '1 minute'".formatted(g);
                    case "uuid" -> "md5((%s)::text)::uuid".formatted(g);
                    case "bytea" -> "decode(md5((%s)::text), 'hex')".formatted(g);
                    case "json", "jsonb" -> "json_build_object('g', %s)".formatted(g);
                    case "xml" -> "('<g>' || (%s) || '</g>')".formatted(g);
                    case "inet", "cidr" -> "host('10.0.0.0'::inet + (%s))".formatted(g);
                    case "bit", "varbit" -> "(%s)::bit(%d)".formatted(g, Math.max(1, length));
                    case "point" -> "point(%s, 1)".formatted(g);
                    case "int4range" -> "int4range(%1$s, (%1$s) + 10)".formatted(g);
                    case "int8range" -> "int8range(%1$s, (%1$s) + 10)".formatted(g);
                    case "numrange" -> "numrange(%1$s, (%1$s) + 10)".formatted(g);
                    case "daterange" -> "daterange(date '2020-01-01', date '2020-01-02' + (%s))".formatted(g);
                    case "tsrange" ->
                        "tsrange(timestamp '2020-01-01', timestamp '2020-01-02' + (%s) * interval '1 minute')"
                                .formatted(g);
                    case "tstzrange" ->
                        "tstzrange(timestamptz '2020-01-01 00:00Z', timestamptz '2020-01-02 00:00Z' + (%s) * interval '1 minute')"
                                .formatted(g);
                    case "tsvector" -> "to_tsvector('simple', 'v' || (%s))".formatted(g);
                    default -> null;
                });
    }

    private String numeric(String g) {
        return length < 0
                ? "(%s)::numeric / 4".formatted(g)
                : "((%s) %% 10::numeric ^ %d) * 10::numeric ^ %d".formatted(g, Math.min(length, 9), -scale);
    }

    private String text(String g) {
        return length >= 0 && length < 6
                ? "right(lpad(to_hex(%s), 4, '0'), %d)".formatted(g, length)
                : "'v' || (%s)".formatted(g);
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
