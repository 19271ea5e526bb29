package dev.shardproof.simulator.fault.wire.toxic;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A toxic on the bytes of a connection, as the API describes it. Immutable.
 *
 * @param name unique within its proxy
 * @param type what it does
 * @param stream the direction that it acts on
 * @param toxicity the share of connections that it acts on, 0 to 1
 * @param attributes a value for each attribute of the type
 * @param toxic the toxic made of the above
 */
public record ToxicSpec(
        String name, ToxicType type, Stream stream, float toxicity, Map<String, Long> attributes, Toxic toxic)
        implements WireToxic {

    public ToxicSpec {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(type, "type is null");
        Objects.requireNonNull(stream, "stream is null");
        Objects.requireNonNull(toxic, "toxic is null");
        attributes = Map.copyOf(attributes);
        if (!(toxicity >= 0 && toxicity <= 1)) {
            throw new IllegalArgumentException("toxicity is %s: a share from 0 to 1 is needed".formatted(toxicity));
        }
    }

    @Override
    public String typeName() {
        return type.apiName();
    }

    /**
     * Describes a toxic; attributes that are not given are 0.
     *
     * @throws IllegalArgumentException if a value is not possible; the message says why
     */
    public static ToxicSpec of(
            String name, ToxicType type, Stream stream, float toxicity, Map<String, Long> attributes) {
        Map<String, Long> complete = new LinkedHashMap<>();
        type.attributeNames().forEach(attribute -> complete.put(attribute, attributes.getOrDefault(attribute, 0L)));
        return new ToxicSpec(name, type, stream, toxicity, complete, type.create(complete));
    }

    /** The same toxic with another share and with the given attributes replaced. */
    public ToxicSpec updated(float newToxicity, Map<String, Long> changes) {
        Map<String, Long> merged = new LinkedHashMap<>(attributes);
        merged.putAll(changes);
        return of(name, type, stream, newToxicity, merged);
    }
}
