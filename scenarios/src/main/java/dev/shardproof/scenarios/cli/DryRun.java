package dev.shardproof.scenarios.cli;

import dev.shardproof.reports.text.UntrustedText;
import dev.shardproof.scenarios.server.Server;
import dev.shardproof.scenarios.verification.VerificationSpec;
import dev.shardproof.verifier.coverage.InvalidSelectionException;
import dev.shardproof.verifier.coverage.TableSelection;
import dev.shardproof.verifier.coverage.UncoveredTable;
import dev.shardproof.verifier.dialect.SessionLimits;
import dev.shardproof.verifier.dialect.postgres.PostgresDialect;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.plan.CheckName;
import dev.shardproof.verifier.plan.Topology;
import dev.shardproof.verifier.plan.VerificationPlan;
import dev.shardproof.verifier.preflight.Preflight;
import dev.shardproof.verifier.preflight.ServerFacts;
import dev.shardproof.verifier.report.ServerReport;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.TableMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says what a verification would do. Reads catalogues, and no row of a user's table. */
final class DryRun {

    private final VerificationSpec spec;
    private final List<Server> servers;
    private final List<String> lines = new ArrayList<>();

    DryRun(VerificationSpec spec, List<Server> servers) {
        this.spec = spec;
        this.servers = servers;
    }

    /**
     * The text, line by line.
     *
     * @throws InvalidRunException if the verification would be refused
     * @throws SourceException if a catalogue can not be read
     */
    List<String> lines() throws InvalidRunException, SourceException, InterruptedException {
        lines.add("Would verify '%s'. No row of a table was read for this.".formatted(spec.name()));
        try (SnapshotSet sources = open(ServerReport.Role.SOURCE);
                SnapshotSet targets = open(ServerReport.Role.TARGET)) {
            List<ServerFacts> facts = new ArrayList<>(Preflight.look(sources, ServerReport.Role.SOURCE));
            facts.addAll(Preflight.look(targets, ServerReport.Role.TARGET));
            addServers(facts);
            Optional<String> same = Preflight.sameServer(facts);
            Optional<String> writable = spec.plan().allowWritableRole() ? Optional.empty() : Preflight.refusal(facts);
            if (same.or(() -> writable).isPresent()) {
                throw new InvalidRunException(same.or(() -> writable).get());
            }
            KeySpace space = spec.plan().topology().map(Topology::space).orElse(KeySpace.HASHED);
            addTables(TableSelection.of(spec.plan().tables(), space, sources, targets));
        } catch (InvalidSelectionException e) {
            throw InvalidRunException.of(e);
        }
        lines.add("Checks: "
                + spec.plan().checks().stream().sorted().map(CheckName::label).collect(Collectors.joining(", ")));
        lines.add("Would read " + reads(spec.plan()) + ".");
        return lines;
    }

    private SnapshotSet open(ServerReport.Role role) throws SourceException, InterruptedException {
        List<ShardDatabase> databases = servers.stream()
                .filter(server ->
                        (role == ServerReport.Role.SOURCE) == spec.sources().contains(server.address()))
                .map(server -> new ShardDatabase(server.address().name(), server.connections()))
                .toList();
        return SnapshotSet.open(databases, new PostgresDialect(), SessionLimits.DEFAULT);
    }

    private void addServers(List<ServerFacts> facts) {
        for (Server server : servers) {
            String name = server.address().name();
            ServerFacts found = facts.stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            lines.add("%s %s: %s as %s, %s%s"
                    .formatted(
                            found.role() == ServerReport.Role.SOURCE ? "Source" : "Target",
                            name,
                            UntrustedText.oneLine(server.address().location()),
                            UntrustedText.oneLine(found.login()),
                            UntrustedText.oneLine(found.version()),
                            found.standby() ? ", a replica" : ""));
            lines.add("    TLS: %s".formatted(server.security().describe(found.tls())));
            lines.add("    %s"
                    .formatted(UntrustedText.oneLine(server.credentials().origin())));
        }
    }

    private void addTables(TableSelection selection) {
        lines.add("%d tables would be compared:".formatted(selection.tables().size()));
        for (TableMapping table : selection.tables()) {
            String source = table.source().toString();
            String target = table.target().toString();
            String split = table.source().isReference()
                    ? "a full copy on every shard"
                    : table.source().shardKey().map(key -> "split by " + key).orElse("split over the shards");
            lines.add("    "
                    + UntrustedText.oneLine(source + (source.equals(target) ? "" : " → " + target) + ", " + split));
        }
        for (UncoveredTable table : selection.uncovered()) {
            lines.add("    not covered: " + UntrustedText.oneLine(table + ": " + table.reason()));
        }
        if (!selection.excluded().isEmpty()) {
            lines.add("    left out on purpose: " + UntrustedText.oneLine(String.join(", ", selection.excluded())));
        }
    }

    private static String reads(VerificationPlan plan) {
        if (plan.checks().contains(CheckName.FULL_CHECKSUM)) {
            return "every row of these tables on both sides; the servers hash them, and only rows that differ come over";
        }
        if (plan.checks().contains(CheckName.ROW_COUNT) || plan.checks().contains(CheckName.PLACEMENT)) {
            return "every row of these tables on both sides; the servers count them";
        }
        return plan.checks().contains(CheckName.SAMPLED_CHECKSUM)
                ? "a sample of the rows of these tables on both sides"
                : "the catalogues, and of tables only what these checks name";
    }
}
