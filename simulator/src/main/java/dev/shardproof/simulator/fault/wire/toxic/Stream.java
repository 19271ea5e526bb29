package dev.shardproof.simulator.fault.wire.toxic;

import java.util.Locale;
import java.util.Optional;

/** A direction of a connection, seen from the client. */
public enum Stream {
    /** From the client to the server. */
    UPSTREAM,
    /** From the server to the client. */
    DOWNSTREAM;

    /** The direction with this name in the API, in any case of letters, if there is one. */
    public static Optional<Stream> named(String apiName) {
        for (Stream stream : values()) {
            if (stream.apiName().equals(apiName.toLowerCase(Locale.ROOT))) {
                return Optional.of(stream);
            }
        }
        return Optional.empty();
    }

    public String apiName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
