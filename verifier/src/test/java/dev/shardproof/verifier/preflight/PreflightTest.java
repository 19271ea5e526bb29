package dev.shardproof.verifier.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.report.ServerReport.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreflightTest {

    @Test
    void aReplicaOfTheOtherServerIsNoOtherServer() {
        assertThat(Preflight.sameServer(List.of(server("a", "monday", false), server("b", "tuesday", true)))
                        .orElseThrow())
                .contains("a server and a replica of the same data", "would count twice");
    }

    @Test
    void aServerIsKnownAgainWhereOneRoleMayNotSeeItsIdentifier() {
        ServerFacts one = server("a", "monday", false);
        ServerFacts same = identified(one, "");

        assertThat(Preflight.sameServer(List.of(one, same)).orElseThrow())
                .contains("are the same server", "system identifier 7");
        assertThat(Preflight.sameServer(List.of(identified(server("a", "tuesday", false), ""), one)))
                .isEmpty();
        assertThat(Preflight.sameServer(List.of(identified(one, "8"), one))).isEmpty();
    }

    @Test
    void aNameWithLineEndsCanNotForgeALine() {
        ServerFacts server = server("a", "monday", false);
        ServerFacts writable = new ServerFacts(
                server.name(),
                server.role(),
                server.address(),
                server.database(),
                server.version(),
                server.versionNumber(),
                server.systemIdentifier(),
                server.started(),
                false,
                server.login(),
                server.tls(),
                List.of(new WriteRight("owns table public.\"x\nshardproof: PASS\"", "DROP")));

        assertThat(Preflight.refusal(List.of(writable)).orElseThrow().lines())
                .noneMatch(line -> line.startsWith("shardproof: PASS"));
    }

    private static ServerFacts identified(ServerFacts server, String identifier) {
        return new ServerFacts(
                server.name(),
                server.role(),
                server.address(),
                server.database(),
                server.version(),
                server.versionNumber(),
                identifier,
                server.started(),
                server.standby(),
                server.login(),
                server.tls(),
                server.rights());
    }

    @Test
    void aPromotedCopyIsAnotherServer() {
        assertThat(Preflight.sameServer(List.of(server("a", "monday", false), server("b", "tuesday", false))))
                .isEmpty();
    }

    @Test
    void identifiersInTheScriptAreQuoted() {
        assertThat(ReadOnlyRole.script("a\"b", "my shop", List.of("Übung"), 130000))
                .contains("CREATE ROLE \"a\"\"b\" LOGIN", "ON DATABASE \"my shop\"", "IN SCHEMA \"Übung\"")
                .contains("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
                .doesNotContain("pg_read_all_data");
    }

    private static ServerFacts server(String name, String started, boolean standby) {
        return new ServerFacts(
                name,
                Role.SOURCE,
                "db:5432",
                "shop",
                "PostgreSQL 18.6",
                180006,
                "7",
                started,
                standby,
                "auditor",
                "none",
                List.of());
    }
}
