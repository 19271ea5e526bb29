package dev.shardproof.simulator.cluster.external.interlock;

import dev.shardproof.simulator.cluster.external.interlock.Interlock.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a server's answer to the marker query must say. */
final class EvidenceRules {

    private static final int FIRST_VERSION = 16;
    private static final String MARK = "let somebody who may allow it run the SQL of"
            + " './shardproof doctor --mark-sandbox --scenario %s' in that database";

    private static final Map<String, String> KINDS = Map.of(
            "v", "a view",
            "m", "a materialized view",
            "f", "a foreign table",
            "p", "a partitioned table",
            "S", "a sequence",
            "i", "an index",
            "c", "a composite type");

    private final String scenario;
    private final boolean scratchDatabases;
    private final DenyList deny;
    private final Purpose purpose;

    EvidenceRules(String scenario, boolean scratchDatabases, DenyList deny, Purpose purpose) {
        this.scenario = scenario;
        this.scratchDatabases = scratchDatabases;
        this.deny = deny;
        this.purpose = purpose;
    }

    /** Collects the refusals of one server. */
    private static final class Findings {
        private final Candidate candidate;
        private final List<Refusal> refusals = new ArrayList<>();

        Findings(Candidate candidate) {
            this.candidate = candidate;
        }

        void add(String found, String needed, String remedy) {
            refusals.add(new Refusal(candidate.shard(), found, needed, remedy));
        }
    }

    List<Refusal> judge(Candidate candidate, Evidence evidence) {
        Findings findings = new Findings(candidate);
        server(findings, evidence);
        if (evidence.marker().isEmpty()) {
            findings.add("there is no sandbox marker", "the table " + table(), mark());
        } else {
            table(findings, evidence, evidence.marker().get());
        }
        if (purpose == Purpose.REHEARSE) {
            fitness(findings, evidence);
        }
        return findings.refusals;
    }

    private void server(Findings findings, Evidence evidence) {
        Candidate candidate = findings.candidate;
        if (!evidence.database().equals(candidate.database())) {
            findings.add(
                    "the session is in the database %s, not in %s"
                            .formatted(Refusal.shown(evidence.database()), Refusal.shown(candidate.database())),
                    "a connection to the server itself",
                    "name the server, not a connection pooler that redirects");
        }
        if (deny.forbidsSystemIdentifier(evidence.systemIdentifier())) {
            findings.add(
                    "the server's system_identifier %s is on the deny-list".formatted(evidence.systemIdentifier()),
                    "a server that is not on it",
                    "name another server; a standby or a copy of the files of a forbidden one has the same identifier");
        }
        evidence.address()
                .flatMap(deny::forbidsHost)
                .ifPresent(pattern -> findings.add(
                        "the server's own address %s is on the deny-list by the pattern %s"
                                .formatted(evidence.address().orElseThrow(), Refusal.shown(pattern)),
                        "a host that is not on it",
                        "name another server"));
        if (candidate.demandsEncryption() && !evidence.encrypted()) {
            findings.add(
                    "the server says that the connection is not encrypted, though TLS is demanded",
                    "TLS up to the server",
                    "connect without anything in between that ends TLS");
        }
        if (evidence.standby()) {
            findings.add("the server is a standby", "a primary", "name the primary of a sandbox cluster");
        } else if (evidence.readOnly()) {
            findings.add(
                    "transactions are read-only by default",
                    "default_transaction_read_only = off",
                    "find out why it is on: production's guards often set it; use another server");
        }
    }

    private void table(Findings findings, Evidence evidence, Evidence.Marker marker) {
        String ordinary = "an ordinary table " + table();
        if (!marker.kind().equals("r")) {
            findings.add(
                    table() + " is " + KINDS.getOrDefault(marker.kind(), "of the kind " + marker.kind()),
                    ordinary,
                    mark());
        } else if (!marker.readable()) {
            findings.add(
                    "the role %s may not read %s".formatted(Refusal.shown(findings.candidate.user()), table()),
                    "USAGE on its schema and SELECT on it",
                    "GRANT both to the role");
        } else if (marker.filtered()) {
            findings.add(table() + " has row-level security, which can hide rows", ordinary, mark());
        } else if (!marker.columns().equals(String.join(", ", SandboxMarker.COLUMNS))) {
            findings.add(
                    "%s has the columns %s".formatted(table(), Refusal.shown(marker.columns())),
                    "the columns " + String.join(", ", SandboxMarker.COLUMNS),
                    mark());
        } else if (marker.rows().isEmpty()) {
            findings.add("the sandbox marker is empty", "exactly one row", mark());
        } else if (marker.rows().size() > 1) {
            findings.add(
                    "the sandbox marker has several rows",
                    "exactly one, so that nobody has to guess which one counts",
                    "delete the others");
        } else {
            row(findings, evidence, marker.rows().get(0));
        }
    }

    private void row(Findings findings, Evidence evidence, Evidence.Row row) {
        if (row.scenario().isEmpty()
                || row.owner().isEmpty()
                || row.database().isEmpty()
                || row.systemIdentifier().isEmpty()
                || row.scratchDatabases().isEmpty()
                || row.expires().isEmpty()) {
            findings.add("a column of the sandbox marker is NULL", "a value in each column", mark());
            return;
        }
        if (!row.scenario().get().equals(scenario)) {
            findings.add(
                    "the sandbox marker names the scenario "
                            + Refusal.shown(row.scenario().get()),
                    "the scenario " + Refusal.shown(scenario),
                    mark());
        }
        if (row.owner().get().isBlank()) {
            findings.add("the sandbox marker says not who allows it", "a name in the column owner", mark());
        }
        if (!row.database().get().equals(evidence.database())) {
            findings.add(
                    "the sandbox marker was made for the database "
                            + Refusal.shown(row.database().get()),
                    "one that was made in " + Refusal.shown(evidence.database()),
                    "it may have come with a dump or a template; " + mark());
        }
        if (!row.systemIdentifier().get().equals(evidence.systemIdentifier())) {
            findings.add(
                    "the sandbox marker was made on the server with the system_identifier "
                            + row.systemIdentifier().get(),
                    "one that was made on this server, " + evidence.systemIdentifier(),
                    "it may have come with a dump or a subscription; " + mark());
        }
        if (row.expired() && purpose == Purpose.REHEARSE) {
            findings.add(
                    "the sandbox marker expired at "
                            + Refusal.shown(row.expires().get()),
                    "one that holds",
                    mark());
        }
        if (row.tooLong()) {
            findings.add(
                    "the sandbox marker holds until "
                            + Refusal.shown(row.expires().get()),
                    "an end within %d days".formatted(SandboxMarker.LIFE_MAX.toDays()),
                    mark());
        }
        if (scratchDatabases && !row.scratchDatabases().get()) {
            findings.add(
                    "the sandbox marker does not allow scratch databases",
                    "scratch_databases = true, for rows of your own files are spread from one",
                    mark() + ", with --scratch-databases");
        }
    }

    private void fitness(Findings findings, Evidence evidence) {
        int major = Integer.parseInt(evidence.version().split("\\D", 2)[0]);
        if (major < FIRST_VERSION) {
            findings.add(
                    "the server is PostgreSQL " + evidence.version(),
                    "PostgreSQL %d or newer, whose subscriptions know 'origin = none'".formatted(FIRST_VERSION),
                    "use a newer server");
        }
        if (!evidence.walLevel().equals("logical")) {
            findings.add(
                    "wal_level is " + Refusal.shown(evidence.walLevel()),
                    "wal_level = logical",
                    "ALTER SYSTEM SET wal_level = logical and restart the server");
        }
        if (evidence.freeSlots() < 1) {
            findings.add(
                    "all replication slots are taken",
                    "a free one for each stream from this shard",
                    "drop slots that nobody needs, or raise max_replication_slots");
        }
        if (!evidence.rights().missing().isEmpty()) {
            findings.add(
                    "the role %s lacks rights".formatted(Refusal.shown(findings.candidate.user())),
                    String.join("; ", evidence.rights().missing()),
                    "give it these rights, or use a superuser of the sandbox");
        }
        if (scratchDatabases && !evidence.rights().createDatabase()) {
            findings.add(
                    "the role %s may not create databases".formatted(Refusal.shown(findings.candidate.user())),
                    "ALTER ROLE … CREATEDB, for rows of your own files are spread from a scratch database",
                    "give it that right");
        }
        if (!evidence.leftovers().isEmpty()) {
            findings.add(
                    "something with a name of Shardproof's is there already: "
                            + Refusal.shown(String.join(", ", evidence.leftovers())),
                    "a database without",
                    "another run is using it, or was killed: then './shardproof doctor SCENARIO --clean-up' removes what it has made");
        }
        if (!evidence.tables().isEmpty()) {
            findings.add(
                    "the database holds tables already: " + Refusal.shown(String.join(", ", evidence.tables())),
                    "a database without tables, for everything in it is removed in the end",
                    "CREATE DATABASE a new one, mark it, and name that");
        }
    }

    private static String table() {
        return SandboxMarker.SCHEMA + "." + SandboxMarker.TABLE;
    }

    private String mark() {
        return MARK.formatted(scenario);
    }
}
