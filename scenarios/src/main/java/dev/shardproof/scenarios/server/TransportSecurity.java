package dev.shardproof.scenarios.server;

import java.util.Objects;
import java.util.Optional;

/**
 * How the connection to one server is protected, and in which words a report says so.
 *
 * @param mode what is demanded
 * @param rootCertificate as in {@link ServerAddress.TlsWish}
 * @param description for the report
 */
public record TransportSecurity(TlsMode mode, Optional<String> rootCertificate, String description) {

    public TransportSecurity {
        Objects.requireNonNull(mode, "mode is null");
        Objects.requireNonNull(rootCertificate, "rootCertificate is null");
        Objects.requireNonNull(description, "description is null");
    }

    /**
     * What the user wrote wins. Else {@code verify-full}, and on loopback {@code prefer}.
     *
     * @throws InvalidServerException if the wish contradicts itself
     */
    public static TransportSecurity of(ServerAddress address, Loopback loopback) {
        ServerAddress.TlsWish wish = address.tls();
        boolean local = loopback.contains(address.host());
        boolean certified = wish.rootCertificate().isPresent();
        TlsMode mode = wish.mode().orElse(local && !certified ? TlsMode.PREFER : TlsMode.VERIFY_FULL);
        if (certified && mode != TlsMode.VERIFY_CA && mode != TlsMode.VERIFY_FULL) {
            throw new InvalidServerException(
                    "server %s: sslrootcert says who may sign the server's certificate, but sslmode=%s does not look at it;"
                                    .formatted(address.name(), mode.label())
                            + " use verify-full, or leave sslrootcert away");
        }
        return new TransportSecurity(
                mode, wish.rootCertificate(), describe(mode, wish.mode().isPresent(), local));
    }

    /**
     * What protected a connection and what was demanded, for the report.
     *
     * @param used protocol and cipher as the server names them; empty or {@code none} without TLS
     */
    public String describe(String used) {
        if (used.isEmpty() || used.equals("none")) {
            return description;
        }
        return used + ", " + description.replaceFirst("^none", "not demanded");
    }

    private static String describe(TlsMode mode, boolean stated, boolean local) {
        if (local && (!stated || mode == TlsMode.DISABLE)) {
            return mode == TlsMode.VERIFY_FULL ? mode.label() : "none (loopback)";
        }
        return switch (mode) {
            case DISABLE -> "none (the plan says so)";
            case ALLOW, PREFER ->
                mode.label() + ": without TLS if the server wants none, and nothing is checked (the plan says so)";
            case REQUIRE -> "require: the server's certificate is not checked (the plan says so)";
            case VERIFY_CA -> "verify-ca: the server's name is not checked (the plan says so)";
            case VERIFY_FULL -> mode.label();
        };
    }
}
