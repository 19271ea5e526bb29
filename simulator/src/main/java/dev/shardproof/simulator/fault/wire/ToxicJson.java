package dev.shardproof.simulator.fault.wire;

import dev.shardproof.simulator.fault.wire.sql.SqlAttribute;
import dev.shardproof.simulator.fault.wire.sql.SqlToxic;
import dev.shardproof.simulator.fault.wire.sql.SqlToxicType;
import dev.shardproof.simulator.fault.wire.sql.ToxicCounts;
import dev.shardproof.simulator.fault.wire.toxic.Stream;
import dev.shardproof.simulator.fault.wire.toxic.ToxicSpec;
import dev.shardproof.simulator.fault.wire.toxic.ToxicType;
import dev.shardproof.simulator.fault.wire.toxic.WireToxic;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes toxics as the API's JSON. */
final class ToxicJson {

    private ToxicJson() {}

    /** Reads a toxic to add; 400 if it is not possible. */
    static WireToxic read(JsonNode node) {
        String typeName = ApiJson.text(node, "type").orElse("");
        Optional<Stream> stream = ApiJson.text(node, "stream")
                .map(name -> Stream.named(name)
                        .orElseThrow(() ->
                                ApiException.badRequest("stream was invalid, can be either upstream or downstream")));
        Optional<SqlToxicType> sql = SqlToxicType.named(typeName);
        return sql.isPresent() ? readSql(node, sql.get(), stream) : readOnBytes(node, typeName, stream);
    }

    private static WireToxic readOnBytes(JsonNode node, String typeName, Optional<Stream> given) {
        ToxicType type = ToxicType.named(typeName)
                .orElseThrow(() -> ApiException.badRequest("invalid toxic type: '%s' is not one of %s, %s"
                        .formatted(typeName, ToxicType.allowedNames(), SqlToxicType.allowedNames())));
        Stream stream = given.orElse(Stream.DOWNSTREAM);
        String name = name(node, typeName, stream);
        return checked(
                () -> ToxicSpec.of(name, type, stream, ApiJson.toxicity(node).orElse(1f), numbers(node, type)));
    }

    private static WireToxic readSql(JsonNode node, SqlToxicType type, Optional<Stream> given) {
        if (given.isPresent() && given.get() != type.stream()) {
            throw ApiException.badRequest("stream of a %s toxic can only be %s"
                    .formatted(type.apiName(), type.stream().apiName()));
        }
        String name = name(node, type.apiName(), type.stream());
        return checked(() -> SqlToxic.of(name, type, ApiJson.toxicity(node).orElse(1f), values(node, type)));
    }

    private static String name(JsonNode node, String typeName, Stream stream) {
        return ApiJson.text(node, "name").filter(given -> !given.isEmpty()).orElse(typeName + "_" + stream.apiName());
    }

    /** Reads what is to be changed of a toxic. */
    static WireToxic readUpdate(JsonNode node, WireToxic present) {
        float toxicity = ApiJson.toxicity(node).orElse(present.toxicity());
        if (present instanceof SqlToxic sql) {
            return checked(() -> sql.updated(toxicity, values(node, sql.type())));
        }
        ToxicSpec onBytes = (ToxicSpec) present;
        return checked(() -> onBytes.updated(toxicity, numbers(node, onBytes.type())));
    }

    private static WireToxic checked(Supplier<WireToxic> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw ApiException.badBody(e.getMessage());
        }
    }

    private static Map<String, Long> numbers(JsonNode node, ToxicType type) {
        Map<String, Long> numbers = new LinkedHashMap<>();
        for (String name : type.attributeNames()) {
            ApiJson.number(node.path("attributes"), name).ifPresent(value -> numbers.put(name, value));
        }
        return numbers;
    }

    /** Unlike Toxiproxy's own toxics, these take no unknown attribute: a misspelt one would hit every statement. */
    private static Map<String, Object> values(JsonNode node, SqlToxicType type) {
        Map<String, Object> values = new LinkedHashMap<>();
        JsonNode attributes = node.path("attributes");
        for (SqlAttribute attribute : type.attributes()) {
            Optional<?> value = attribute.isNumber()
                    ? ApiJson.number(attributes, attribute.name())
                    : ApiJson.text(attributes, attribute.name());
            value.ifPresent(given -> values.put(attribute.name(), given));
        }
        attributes.propertyNames().forEach(name -> {
            if (type.attributes().stream()
                    .noneMatch(attribute -> attribute.name().equals(name))) {
                throw ApiException.badBody("attribute %s is none of a %s toxic: %s are"
                        .formatted(
                                name,
                                type.apiName(),
                                type.attributes().stream()
                                        .map(SqlAttribute::name)
                                        .toList()));
            }
        });
        return values;
    }

    static ArrayNode writeAll(Collection<WireToxic> toxics) {
        ArrayNode list = ApiJson.array();
        toxics.forEach(toxic -> list.add(write(toxic)));
        return list;
    }

    static ObjectNode write(WireToxic toxic) {
        ObjectNode node = ApiJson.object();
        ObjectNode attributes = node.putObject("attributes");
        node.put("name", toxic.name())
                .put("type", toxic.typeName())
                .put("stream", toxic.stream().apiName())
                .put("toxicity", toxic.toxicity());
        if (toxic instanceof SqlToxic sql) {
            writeSql(sql, attributes, node);
        } else {
            ToxicSpec onBytes = (ToxicSpec) toxic;
            onBytes.type()
                    .attributeNames()
                    .forEach(name -> attributes.put(name, onBytes.attributes().get(name)));
        }
        return node;
    }

    private static void writeSql(SqlToxic toxic, ObjectNode attributes, ObjectNode node) {
        for (SqlAttribute attribute : toxic.type().attributes()) {
            Object value = toxic.attribute(attribute);
            if (attribute.isNumber()) {
                attributes.put(attribute.name(), (Long) value);
            } else {
                attributes.put(attribute.name(), (String) value);
            }
        }
        ToxicCounts counts = toxic.counts();
        node.put("matched", counts.matched())
                .put("hits", counts.hits())
                .put("unseen", counts.unseen())
                .put("opaque_connections", counts.opaqueConnections());
    }
}
