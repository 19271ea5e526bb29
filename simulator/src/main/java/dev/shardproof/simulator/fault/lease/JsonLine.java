package dev.shardproof.simulator.fault.lease;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One JSON object a line: texts, whole numbers, booleans, and lists of texts or objects. By the streaming parser alone, for
 * the watchdog is to stay small. Mutable while it is built; for one thread.
 */
public final class JsonLine {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final Map<String, Object> fields;

    private JsonLine(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** Without fields. */
    public JsonLine() {
        this(new LinkedHashMap<>());
    }

    /** Adds a field: a text, a {@code long}, a line, or a list of these. */
    public JsonLine with(String name, Object value) {
        fields.put(name, value);
        return this;
    }

    /** Whether there is such a field. */
    public boolean has(String name) {
        return fields.containsKey(name);
    }

    /** @throws IOException if it is missing or no text */
    public String text(String name) throws IOException {
        return field(name, String.class);
    }

    /** @throws IOException if it is there and no text */
    public Optional<String> optionalText(String name) throws IOException {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    /** @throws IOException if it is missing or no whole number */
    public long number(String name) throws IOException {
        return field(name, Long.class);
    }

    /** @throws IOException if it is missing or no list */
    public List<?> list(String name) throws IOException {
        return field(name, List.class);
    }

    /** @throws IOException if it is missing or no list of objects */
    public List<JsonLine> objects(String name) throws IOException {
        List<JsonLine> objects = new ArrayList<>();
        for (Object element : list(name)) {
            if (!(element instanceof JsonLine object)) {
                throw new IOException("'%s' holds something that is no object".formatted(name));
            }
            objects.add(object);
        }
        return objects;
    }

    private <T> T field(String name, Class<T> type) throws IOException {
        Object value = fields.get(name);
        if (!type.isInstance(value)) {
            throw new IOException("'%s' is missing or of the wrong kind".formatted(name));
        }
        return type.cast(value);
    }

    /** The object in one line, without the line's end. */
    @Override
    public String toString() {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(generator, this);
        }
        return text.toString();
    }

    private static void write(JsonGenerator generator, Object value) {
        if (value instanceof JsonLine object) {
            generator.writeStartObject();
            object.fields.forEach((name, field) -> {
                generator.writeName(name);
                write(generator, field);
            });
            generator.writeEndObject();
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            list.forEach(element -> write(generator, element));
            generator.writeEndArray();
        } else if (value instanceof Long number) {
            generator.writeNumber(number);
        } else {
            generator.writeString((String) value);
        }
    }

    /**
     * Reads what {@link #toString()} has written.
     *
     * @throws IOException if it is torn or anything else
     */
    public static JsonLine parse(String line) throws IOException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            return object(parser);
        } catch (JacksonException e) {
            throw new IOException("not a line of JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static JsonLine object(JsonParser parser) throws IOException {
        JsonLine object = new JsonLine();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            object.with(name, value(parser, parser.nextToken()));
        }
        return object;
    }

    private static Object value(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            return object(parser);
        }
        if (token == JsonToken.START_ARRAY) {
            List<Object> list = new ArrayList<>();
            for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                list.add(value(parser, next));
            }
            return list;
        }
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return parser.getLongValue();
        }
        if (token == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        throw new IOException("unexpected " + token);
    }
}
