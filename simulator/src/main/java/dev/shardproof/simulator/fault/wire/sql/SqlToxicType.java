package dev.shardproof.simulator.fault.wire.sql;

import dev.shardproof.simulator.fault.wire.toxic.Stream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The kinds of toxics that know SQL. All of them take
 *
 * <ul>
 *   <li>{@code on}: which statements; see {@link StatementPattern}
 *   <li>{@code nth}: 3 = every third one that matches, counted over all connections of the proxy; 0 or 1 = every one
 *   <li>{@code limit}: how often at most; 0 = without limit
 * </ul>
 *
 * A statement's text is looked at up to {@link
 * dev.shardproof.simulator.fault.wire.postgres.FrontendReader#TEXT_BYTES_MAX} bytes.
 */
public enum SqlToxicType {
    /**
     * Acts on a statement before it reaches the server, by {@code action}: {@code kill} resets the connection, both
     * sides; {@code delay} holds the statement and all that follows on its connection back for {@code delay}
     * milliseconds; {@code error} answers with {@code sqlstate} and {@code message} instead of executing it. For the
     * last the server gets a statement that fails, so that its transaction fails as well and the protocol stays in step;
     * after a failed {@code COMMIT} the transaction is therefore still open, and failed.
     */
    STATEMENT(
            "statement",
            Stream.UPSTREAM,
            SqlAttribute.choice("action", "kill", "delay", "error"),
            SqlAttribute.text("on", ""),
            SqlAttribute.number("nth"),
            SqlAttribute.number("limit"),
            SqlAttribute.number("delay"),
            SqlAttribute.text("sqlstate", "40001"),
            SqlAttribute.text("message", "injected by a statement toxic")),
    /**
     * Lets the server execute a statement and drops all that it says from then on to its next ReadyForQuery; then the
     * connection ends, by {@code end}: {@code reset}, {@code close}, or {@code black_hole}, which keeps it open and
     * silent until the toxic is removed. Without {@code on} it takes what commits: {@code COMMIT}, and outside of a
     * transaction every statement that writes.
     */
    LOST_REPLY(
            "lost_reply",
            Stream.DOWNSTREAM,
            SqlAttribute.choice("end", "reset", "close", "black_hole"),
            SqlAttribute.text("on", ""),
            SqlAttribute.number("nth"),
            SqlAttribute.number("limit"));

    private final String apiName;
    private final Stream stream;
    private final List<SqlAttribute> attributes;

    SqlToxicType(String apiName, Stream stream, SqlAttribute... attributes) {
        this.apiName = apiName;
        this.stream = stream;
        this.attributes = List.of(attributes);
    }

    /** The type with this name in the API, if there is one. */
    public static Optional<SqlToxicType> named(String apiName) {
        return Arrays.stream(values())
                .filter(type -> type.apiName.equals(apiName))
                .findFirst();
    }

    /** All names, for an error message. */
    public static String allowedNames() {
        return Arrays.stream(values()).map(SqlToxicType::apiName).collect(Collectors.joining(", "));
    }

    public String apiName() {
        return apiName;
    }

    /** The only direction that it can act on. */
    public Stream stream() {
        return stream;
    }

    /** The attributes, in the order of the API. */
    public List<SqlAttribute> attributes() {
        return attributes;
    }
}
