package dev.shardproof.verifier.preflight;

import dev.shardproof.verifier.dialect.postgres.ServerQueries;
import dev.shardproof.verifier.report.ServerReport;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks at the servers before anything is compared. Never refuses anything itself: it says what is, the caller decides.
 *
 * <p>A role could write if it, PUBLIC, or any role of which it is a member (inherited or not) is a superuser, may
 * replicate, create roles or databases, run programs or end other sessions, owns an object of a user's, or may change one. TEMP
 * and the right of everybody to create large objects are taken for harmless; functions that run with their owner's
 * rights can not be seen through. A replica can not be written to.
 */
public final class Preflight {

    private Preflight() {}

    /** What all servers of one side say; all are asked at the same time. */
    public static List<ServerFacts> look(SnapshotSet servers, ServerReport.Role role)
            throws SourceException, InterruptedException {
        return List.copyOf(
                servers.onEach(servers.shards(), reader -> look(reader, role)).values());
    }

    private static ServerFacts look(ShardReader reader, ServerReport.Role role) throws SourceException {
        List<String> server = reader.texts("look at the server", ServerQueries.SERVER, List.of())
                .get(0);
        String identifier = Boolean.parseBoolean(server.get(11))
                ? reader.texts("read the system identifier", ServerQueries.SYSTEM_IDENTIFIER, List.of())
                        .get(0)
                        .get(0)
                : "";
        String host = server.get(3);
        boolean standby = Boolean.parseBoolean(server.get(6));
        String user = server.get(7);
        String login = server.get(8);
        return new ServerFacts(
                reader.shard(),
                role,
                host == null ? "local socket" : (host.contains(":") ? "[" + host + "]" : host) + ":" + server.get(4),
                server.get(2),
                "PostgreSQL " + server.get(0),
                Integer.parseInt(server.get(1)),
                identifier,
                server.get(5),
                standby,
                user.equals(login) ? login : "%s (logged in as %s)".formatted(user, login),
                server.get(9) == null ? "none" : server.get(9) + " " + server.get(10),
                standby ? List.of() : WriteRights.of(reader));
    }

    /**
     * Two servers that hold the same data by construction, in words, with the names of both: one and the same, or one the
     * replica of the other. A physical copy that was promoted, which is a way to split a shard, is another server.
     */
    public static Optional<String> sameServer(List<ServerFacts> servers) {
        for (int i = 0; i < servers.size(); i++) {
            for (ServerFacts other : servers.subList(i + 1, servers.size())) {
                ServerFacts one = servers.get(i);
                // One role may see the identifier, and the other may not.
                boolean known = !one.systemIdentifier().isEmpty()
                        && !other.systemIdentifier().isEmpty();
                if (one.database().equals(other.database())
                        && (!known || one.systemIdentifier().equals(other.systemIdentifier()))) {
                    boolean process = one.started().equals(other.started());
                    if (process || (known && (one.standby() || other.standby()))) {
                        return Optional.of(same(one, other, process));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static String same(ServerFacts one, ServerFacts other, boolean process) {
        return "%s and %s are %s: database %s, system identifier %s. %s"
                .formatted(
                        place(one),
                        place(other),
                        process ? "the same server" : "a server and a replica of the same data",
                        one.database(),
                        Stream.of(one.systemIdentifier(), other.systemIdentifier())
                                .filter(identifier -> !identifier.isEmpty())
                                .findFirst()
                                .orElse("not visible"),
                        one.role() == other.role()
                                ? "Its rows would count twice; name it once."
                                : "To compare it with itself proves nothing; name the server that the data moved to.");
    }

    private static String place(ServerFacts server) {
        return "%s %s (%s)".formatted(server.role().name().toLowerCase(Locale.ROOT), server.name(), server.address());
    }

    /** A name may hold line ends, which must not look like lines of ours. */
    private static String oneLine(String text) {
        return text.replaceAll("\\R", " ");
    }

    /** Why the roles of these servers should not be used, and the SQL that would cure it; empty if none could write. */
    public static Optional<String> refusal(List<ServerFacts> servers) {
        List<String> lines = new ArrayList<>();
        for (ServerFacts server : servers) {
            if (server.writable()) {
                lines.add("%s: role %s could write. It is meant to read only, so that no mistake can harm the data."
                        .formatted(place(server), server.login()));
                server.rights()
                        .forEach(right -> lines.add(
                                oneLine("  it " + right.reason() + "; to take that away: " + right.remedy())));
            }
        }
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        lines.add("Or make a role that may only read:");
        ServerFacts first =
                servers.stream().filter(ServerFacts::writable).findFirst().orElseThrow();
        lines.add(ReadOnlyRole.script("shardproof", first.database(), List.of("public"), first.versionNumber())
                .indent(2)
                .stripTrailing());
        return Optional.of(lines.stream().collect(Collectors.joining("\n")));
    }
}
