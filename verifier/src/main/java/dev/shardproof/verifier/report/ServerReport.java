package dev.shardproof.verifier.report;

import java.util.Objects;

/**
 * A server that was read. Holds no password and no user's secret.
 *
 * @param name its name in the report
 * @param role source or target
 * @param database its address without credentials, e.g. {@code db0.example:5432/shop}; untrusted
 * @param version the server's version in its own words
 * @param systemIdentifier what tells this cluster from every other
 * @param standby whether it is a replica
 * @param login the role that read it
 * @param writable why that role could have written; empty if it could not
 * @param tls how the connection was protected, e.g. {@code TLSv1.3, verify-full} or {@code none (loopback)}
 */
public record ServerReport(
        String name,
        Role role,
        String database,
        String version,
        String systemIdentifier,
        boolean standby,
        String login,
        String writable,
        String tls) {

    /** On which side a server stands. */
    public enum Role {
        SOURCE,
        TARGET
    }

    public ServerReport {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(role, "role is null");
        Objects.requireNonNull(database, "database is null");
        Objects.requireNonNull(version, "version is null");
        Objects.requireNonNull(systemIdentifier, "systemIdentifier is null");
        Objects.requireNonNull(login, "login is null");
        Objects.requireNonNull(writable, "writable is null");
        Objects.requireNonNull(tls, "tls is null");
    }
}
