package dev.shardproof.simulator.fault.wire;

import java.util.Collection;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes the API's JSON. Unknown fields are ignored and null means "not given", as in Toxiproxy. */
final class ApiJson {

    private static final JsonMapper MAPPER = new JsonMapper();

    private ApiJson() {}

    static byte[] write(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** Parses an object; 400 if it is none. */
    static JsonNode readObject(byte[] body) {
        JsonNode node = read(body);
        if (!node.isObject()) {
            throw ApiException.badBody("a JSON object is needed");
        }
        return node;
    }

    /** Parses an array; 400 if it is none. */
    static JsonNode readArray(byte[] body) {
        JsonNode node = read(body);
        if (!node.isArray()) {
            throw ApiException.badBody("a JSON array is needed");
        }
        return node;
    }

    private static JsonNode read(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (JacksonException e) {
            throw ApiException.badBody(e.getOriginalMessage());
        }
    }

    /** Reads a proxy to create; {@code position} is added to the name of a missing field. */
    static ProxyRequest readProxy(JsonNode node, String position) {
        ProxyRequest request = readProxy(node, new ProxyRequest("", "", "", true));
        if (request.name().isEmpty()) {
            throw ApiException.missingField("name" + position);
        }
        if (request.upstream().isEmpty()) {
            throw ApiException.missingField("upstream" + position);
        }
        return request;
    }

    /** Reads a proxy whose missing fields are those of {@code defaults}. */
    static ProxyRequest readProxy(JsonNode node, ProxyRequest defaults) {
        return new ProxyRequest(
                text(node, "name").orElse(defaults.name()),
                text(node, "listen").orElse(defaults.listen()),
                text(node, "upstream").orElse(defaults.upstream()),
                bool(node, "enabled").orElse(defaults.enabled()));
    }

    static Optional<Float> toxicity(JsonNode node) {
        return field(node, "toxicity").map(value -> {
            if (!value.isNumber()) {
                throw ApiException.badBody("toxicity must be a number");
            }
            return value.asFloat();
        });
    }

    static Optional<String> text(JsonNode node, String name) {
        return field(node, name).map(value -> {
            if (!value.isString()) {
                throw ApiException.badBody("%s must be a text".formatted(name));
            }
            return value.asString();
        });
    }

    static Optional<Long> number(JsonNode node, String name) {
        return field(node, name).map(value -> {
            if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                throw ApiException.badBody("attribute %s must be a whole number".formatted(name));
            }
            return value.asLong();
        });
    }

    private static Optional<Boolean> bool(JsonNode node, String name) {
        return field(node, name).map(value -> {
            if (!value.isBoolean()) {
                throw ApiException.badBody("%s must be true or false".formatted(name));
            }
            return value.asBoolean();
        });
    }

    private static Optional<JsonNode> field(JsonNode node, String name) {
        return Optional.of(node.path(name)).filter(value -> !value.isMissingNode() && !value.isNull());
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static ObjectNode proxy(WireProxy proxy) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("name", proxy.name())
                .put("listen", proxy.listen())
                .put("upstream", proxy.upstream())
                .put("enabled", proxy.enabled());
        node.set("toxics", ToxicJson.writeAll(proxy.toxics()));
        return node;
    }

    static ObjectNode proxiesByName(Collection<WireProxy> proxies) {
        ObjectNode node = MAPPER.createObjectNode();
        proxies.forEach(proxy -> node.set(proxy.name(), proxy(proxy)));
        return node;
    }

    static ObjectNode proxyList(Collection<WireProxy> proxies) {
        ArrayNode list = MAPPER.createArrayNode();
        proxies.forEach(proxy -> list.add(proxy(proxy)));
        ObjectNode node = MAPPER.createObjectNode();
        node.set("proxies", list);
        return node;
    }

    static ObjectNode version(String version) {
        return MAPPER.createObjectNode().put("version", version);
    }

    static ObjectNode error(int status, String message) {
        return MAPPER.createObjectNode().put("error", message).put("status", status);
    }
}
