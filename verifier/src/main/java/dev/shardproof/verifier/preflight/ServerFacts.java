package dev.shardproof.verifier.preflight;

import dev.shardproof.verifier.report.ServerReport;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a server says of itself and of the role that reads it.
 *
 * @param name its name in the report
 * @param role source or target
 * @param address host and port as the server sees them; {@code local socket} where there are none
 * @param database the database's name
 * @param version e.g. {@code PostgreSQL 18.6}
 * @param versionNumber e.g. 180006
 * @param systemIdentifier what tells this cluster and its physical copies from every other; empty if the role may not see it
 * @param started when this server process started, in its own words
 * @param standby whether it is a replica
 * @param login the role that reads it
 * @param tls protocol and cipher of the connection; {@code none} without
 * @param rights why that role could write; empty if it could not
 */
public record ServerFacts(
        String name,
        ServerReport.Role role,
        String address,
        String database,
        String version,
        int versionNumber,
        String systemIdentifier,
        String started,
        boolean standby,
        String login,
        String tls,
        List<WriteRight> rights) {

    public ServerFacts {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(role, "role is null");
        Objects.requireNonNull(address, "address is null");
        Objects.requireNonNull(database, "database is null");
        Objects.requireNonNull(version, "version is null");
        Objects.requireNonNull(systemIdentifier, "systemIdentifier is null");
        Objects.requireNonNull(started, "started is null");
        Objects.requireNonNull(login, "login is null");
        Objects.requireNonNull(tls, "tls is null");
        rights = List.copyOf(rights);
    }

    /** Whether the role could write. */
    public boolean writable() {
        return !rights.isEmpty();
    }

    /** For the report, with what the server itself knows of its address and of the connection. */
    public ServerReport report() {
        return report(address + "/" + database, tls);
    }

    /**
     * For the report, with what the caller knows better.
     *
     * @param database its address as the user wrote it, without credentials
     * @param connection how the connection was protected, with the mode of checking the server's name
     */
    public ServerReport report(String database, String connection) {
        return new ServerReport(
                name,
                role,
                database,
                version,
                systemIdentifier.isEmpty() ? "not visible to this role" : systemIdentifier,
                standby,
                login,
                rights.stream().map(WriteRight::reason).collect(Collectors.joining("; ")),
                connection);
    }
}
