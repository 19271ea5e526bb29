package dev.shardproof.simulator.fault.wire.sql;

import dev.shardproof.simulator.fault.wire.postgres.Statement;
import dev.shardproof.simulator.fault.wire.toxic.Stream;
import dev.shardproof.simulator.fault.wire.toxic.WireToxic;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * A toxic that knows SQL, with what it has counted on all connections of its proxy; the counts survive an update.
 * Thread-safe.
 */
public final class SqlToxic implements WireToxic {

    private static final Pattern SQLSTATE = Pattern.compile("[0-9A-Z]{5}");

    private final String name;
    private final SqlToxicType type;
    private final float toxicity;
    private final Map<String, Object> attributes;
    private final StatementPattern pattern;
    private final ToxicCounts counts;

    private SqlToxic(
            String name, SqlToxicType type, float toxicity, Map<String, Object> attributes, ToxicCounts counts) {
        if (!(toxicity >= 0 && toxicity <= 1)) {
            throw new IllegalArgumentException("toxicity is %s: a share from 0 to 1 is needed".formatted(toxicity));
        }
        this.name = Objects.requireNonNull(name, "name is null");
        this.type = Objects.requireNonNull(type, "type is null");
        this.toxicity = toxicity;
        this.attributes = attributes;
        this.counts = counts;
        type.attributes().forEach(attribute -> attribute.check(attributes.get(attribute.name())));
        if (type == SqlToxicType.STATEMENT
                && !SQLSTATE.matcher(text("sqlstate")).matches()) {
            throw new IllegalArgumentException(
                    "attribute sqlstate is '%s': five digits and capital letters are needed, for example 40001"
                            .formatted(text("sqlstate")));
        }
        this.pattern = patternOf(type, text("on"));
    }

    /**
     * A toxic that has counted nothing yet; attributes that are not given have their default.
     *
     * @throws IllegalArgumentException if a value is not possible; the message says why
     */
    public static SqlToxic of(String name, SqlToxicType type, float toxicity, Map<String, Object> attributes) {
        Map<String, Object> complete = new LinkedHashMap<>();
        type.attributes()
                .forEach(attribute -> complete.put(
                        attribute.name(), attributes.getOrDefault(attribute.name(), attribute.defaultValue())));
        return new SqlToxic(name, type, toxicity, complete, new ToxicCounts());
    }

    /** The same toxic, and its counts, with another share and with the given attributes replaced. */
    public SqlToxic updated(float newToxicity, Map<String, Object> changes) {
        Map<String, Object> merged = new LinkedHashMap<>(attributes);
        merged.putAll(changes);
        return new SqlToxic(name, type, newToxicity, merged, counts);
    }

    private static StatementPattern patternOf(SqlToxicType type, String on) {
        if (!on.isBlank()) {
            return StatementPattern.parse(on);
        }
        return type == SqlToxicType.LOST_REPLY ? StatementPattern.commits() : StatementPattern.any();
    }

    @Override
    public String name() {
        return name;
    }

    public SqlToxicType type() {
        return type;
    }

    @Override
    public String typeName() {
        return type.apiName();
    }

    @Override
    public Stream stream() {
        return type.stream();
    }

    @Override
    public float toxicity() {
        return toxicity;
    }

    /** The value of an attribute: a {@link Long} or a {@link String}, as its type says. */
    public Object attribute(SqlAttribute attribute) {
        return attributes.get(attribute.name());
    }

    String text(String attribute) {
        return (String) attributes.get(attribute);
    }

    long number(String attribute) {
        return (Long) attributes.get(attribute);
    }

    /** What it has counted so far. */
    public ToxicCounts counts() {
        return counts;
    }

    /** Whether it acts on the connection with this seed; an update of its toxicity draws no other lot. */
    boolean actsOn(long connectionSeed) {
        return new SplittableRandom(connectionSeed * 31 + name.hashCode()).nextDouble() < toxicity;
    }

    /** Whether this statement's turn has come; it is counted. */
    boolean takes(Statement statement) {
        return pattern.matches(statement) && counts.take(number("nth"), number("limit"));
    }
}
