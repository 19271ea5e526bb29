package dev.shardproof.simulator.fault.wire.toxic;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The kinds of toxics, with Toxiproxy's names and attributes. All attributes are whole numbers from 0, and 0 by default. */
public enum ToxicType {
    LATENCY("latency", LatencyToxic::new, "latency", "jitter"),
    BANDWIDTH("bandwidth", BandwidthToxic::new, "rate"),
    SLOW_CLOSE("slow_close", SlowCloseToxic::new, "delay"),
    TIMEOUT("timeout", TimeoutToxic::new, "timeout"),
    RESET_PEER("reset_peer", ResetPeerToxic::new, "timeout"),
    SLICER("slicer", SlicerToxic::new, "average_size", "size_variation", "delay"),
    LIMIT_DATA("limit_data", LimitDataToxic::new, "bytes");

    /** Milliseconds up to here still fit into nanoseconds of a {@code long}, with room to add a time. */
    private static final long ATTRIBUTE_MAX = 1_000_000_000_000L;

    private final String apiName;
    private final Function<Map<String, Long>, Toxic> factory;
    private final List<String> attributeNames;

    ToxicType(String apiName, Function<Map<String, Long>, Toxic> factory, String... attributeNames) {
        this.apiName = apiName;
        this.factory = factory;
        this.attributeNames = List.of(attributeNames);
    }

    /** The type with this name in the API, if there is one. */
    public static Optional<ToxicType> named(String apiName) {
        return Arrays.stream(values())
                .filter(type -> type.apiName.equals(apiName))
                .findFirst();
    }

    /** All names, for an error message. */
    public static String allowedNames() {
        return Arrays.stream(values()).map(ToxicType::apiName).collect(Collectors.joining(", "));
    }

    public String apiName() {
        return apiName;
    }

    /** The names of the attributes, in the order of the API. */
    public List<String> attributeNames() {
        return attributeNames;
    }

    /**
     * Makes the toxic.
     *
     * @param attributes a value for each of {@link #attributeNames()}
     * @throws IllegalArgumentException if a value is not possible; the message says why
     */
    public Toxic create(Map<String, Long> attributes) {
        for (String name : attributeNames) {
            Long value = attributes.get(name);
            if (value == null || value < 0 || value > ATTRIBUTE_MAX) {
                throw new IllegalArgumentException("attribute %s of %s is %s: a whole number from 0 to %d is needed"
                        .formatted(name, apiName, value, ATTRIBUTE_MAX));
            }
        }
        return factory.apply(attributes);
    }
}
