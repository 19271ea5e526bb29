package dev.shardproof.scenarios.cli;

import dev.shardproof.reports.text.UntrustedText;
import dev.shardproof.scenarios.doctor.Doctor;
import dev.shardproof.scenarios.doctor.Finding;
import dev.shardproof.scenarios.doctor.ThisMachine;
import dev.shardproof.scenarios.server.InvalidServerException;
import dev.shardproof.scenarios.server.ServerAddress;
import dev.shardproof.scenarios.server.ServerUrl;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.cluster.ClusterSpec;
import dev.shardproof.scenarios.spec.file.Catalogue;
import dev.shardproof.scenarios.spec.file.InvalidScenarioException;
import dev.shardproof.scenarios.wiring.cluster.DeadRuns;
import dev.shardproof.scenarios.wiring.cluster.ExternalServers;
import dev.shardproof.scenarios.wiring.cluster.LiveCluster;
import dev.shardproof.simulator.cluster.ClusterStartException;
import dev.shardproof.simulator.cluster.embedded.EmbeddedReadiness;
import dev.shardproof.simulator.cluster.external.Leftovers;
import dev.shardproof.simulator.cluster.external.interlock.SandboxMarker;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code shardproof doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Says what this machine can do, one line each, and which command mends what it can not.", ""},
        footer = {
            "",
            "With --mark-sandbox it prints the SQL by which you allow a scenario to use a",
            "database of yours; it never runs it. Read it, then give it to psql.",
            "",
            "Exit codes: 0 all that is needed is there, 2 something is missing, 64 usage.",
            "",
            "Example:  shardproof doctor --provider containers",
            "          shardproof doctor my.yaml --mark-sandbox --owner 'me, QA'"
        })
final class DoctorCommand implements Callable<Integer> {

    private static final int SOMETHING_MISSING = 2;
    private static final int INTERRUPTED = 130;

    private final Doctor doctor;
    private final Doctor.StateOpening state;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "SCENARIO",
            description = "With --mark-sandbox or --clean-up: a scenario file that names servers.")
    private String scenario;

    @Option(
            names = "--provider",
            paramLabel = "P",
            defaultValue = "embedded",
            description = "What must work: embedded, containers or external (default: ${DEFAULT-VALUE}).")
    private String provider;

    @Option(
            names = "--clean-up",
            description = {
                "First remove what killed runs have left on this machine.",
                "With SCENARIO: list what one has left on its servers, and with --yes remove it."
            })
    private boolean cleanUp;

    @Option(names = "--yes", description = "Remove what --clean-up SCENARIO lists.")
    private boolean yes;

    @Option(names = "--mark-sandbox", description = "Print the SQL that marks databases as sandboxes, and do nothing.")
    private boolean markSandbox;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "Which scenario may use the database, where no SCENARIO is given.")
    private String scenarioName;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "Which database is meant: postgresql://user@host/database. May be repeated.")
    private List<String> servers = new ArrayList<>();

    @Option(names = "--owner", paramLabel = "WHO", description = "Who allows it (default: the current user).")
    private String owner;

    @Option(
            names = "--hours",
            paramLabel = "N",
            defaultValue = "24",
            description = "How long it is allowed, 1 to 2160 (default: ${DEFAULT-VALUE}).")
    private int hours;

    @Option(
            names = "--scratch-databases",
            description = "Also allow databases of its own on the server, which scenarios with files of yours need.")
    private boolean scratchDatabases;

    DoctorCommand() {
        this(
                new Doctor(
                        new ThisMachine(InstantSource.system()),
                        StateFolder::ofCurrentUser,
                        EmbeddedReadiness::examine),
                StateFolder::ofCurrentUser);
    }

    /**
     * @param doctor does the looking
     * @param state the user's state folder, for cleaning up
     */
    DoctorCommand(Doctor doctor, Doctor.StateOpening state) {
        this.doctor = doctor;
        this.state = state;
    }

    @Override
    public Integer call() throws IOException {
        if (markSandbox) {
            return mark();
        }
        if (yes && (scenario == null || !cleanUp)) {
            throw wrong("--yes belongs to --clean-up with a SCENARIO.");
        }
        if (scenario != null && !cleanUp || scenarioName != null || !servers.isEmpty() || scratchDatabases) {
            throw wrong("SCENARIO, --scenario, --server and --scratch-databases belong to --mark-sandbox.");
        }
        if (scenario != null) {
            return cleanUpServers();
        }
        ClusterSpec.Provider wanted;
        try {
            wanted = ClusterSpec.Provider.ofLabel(provider);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--provider: " + e.getMessage(), e);
        }
        if (cleanUp) {
            cleanUp(wanted);
        }
        List<Finding> findings = doctor.examine(wanted);
        findings.forEach(finding -> out().println(finding));
        long missing = findings.stream()
                .filter(finding -> finding.level() == Finding.Level.MISSING)
                .count();
        out().println(
                        missing == 0
                                ? "Ready for the provider %s.".formatted(wanted.label())
                                : "Not ready for the provider %s: %d of %d lines name what is missing."
                                        .formatted(wanted.label(), missing, findings.size()));
        out().flush();
        return missing == 0 ? 0 : SOMETHING_MISSING;
    }

    private void cleanUp(ClusterSpec.Provider wanted) throws IOException {
        List<String> done = new ArrayList<>();
        try (RunRegistry registry = RunRegistry.open(state.open())) {
            done.addAll(DeadRuns.cleanUp(registry));
        }
        try {
            LiveCluster.reapDead(wanted).forEach(run -> done.add(DeadRuns.message(run)));
        } catch (ClusterStartException e) {
            spec.commandLine().getErr().println("shardproof: " + UntrustedText.oneLine(e.getMessage()));
        }
        done.forEach(line -> out().println(UntrustedText.oneLine(line)));
    }

    /** What a user has made since counts as the run's too, so nothing goes before somebody has seen the list. */
    private int cleanUpServers() {
        try {
            Scenario read = Catalogue.resolve(scenario).withProvider(ClusterSpec.Provider.EXTERNAL);
            Leftovers leftovers = ExternalServers.leftovers(
                    read, System.getenv(), ExternalServers.home(System.getenv()), System::nanoTime);
            List<String> objects = yes ? leftovers.remove() : leftovers.list();
            objects.forEach(
                    object -> out().println((yes ? "Removed " : "Would remove ") + UntrustedText.oneLine(object)));
            if (objects.isEmpty()) {
                out().println("No run that this user has started here has left anything on these servers.");
            } else if (yes) {
                out().printf("%d objects removed.%n", objects.size());
            } else {
                out().printf(
                                "%d objects, and nothing was removed. They were made after that run had begun, by it or by"
                                        + " somebody else: read the list, then say --yes.%n",
                                objects.size());
            }
            out().flush();
            return objects.isEmpty() || yes ? 0 : SOMETHING_MISSING;
        } catch (InvalidScenarioException | IllegalArgumentException | ClusterStartException e) {
            spec.commandLine().getErr().println("shardproof: " + UntrustedText.lines(e.getMessage()));
            return Main.USAGE;
        } catch (IOException e) {
            spec.commandLine().getErr().println("shardproof: " + UntrustedText.oneLine(e.getMessage()));
            return SOMETHING_MISSING;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return INTERRUPTED;
        }
    }

    private int mark() {
        if ((scenario == null) == (scenarioName == null)) {
            throw wrong("--mark-sandbox needs a SCENARIO file or --scenario NAME, and not both.");
        }
        if (hours < 1 || hours > Duration.ofDays(90).toHours()) {
            throw wrong("--hours: a marker holds for 1 to 2160 hours, found " + hours);
        }
        try {
            if (scenario == null) {
                if (!Scenario.isValidName(scenarioName)) {
                    throw wrong("--scenario: that is no name of a scenario: lower-case words joined by '-'.");
                }
                print(scenarioName, scratchDatabases, addresses());
            } else {
                Scenario read = Catalogue.resolve(scenario);
                List<ServerAddress> named =
                        servers.isEmpty() ? read.cluster().external().servers() : addresses();
                print(read.name(), scratchDatabases || ExternalServers.needsScratchDatabases(read), named);
            }
            return 0;
        } catch (InvalidScenarioException | InvalidServerException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return Main.USAGE;
        }
    }

    private List<ServerAddress> addresses() {
        List<ServerAddress> addresses = new ArrayList<>();
        for (String url : servers) {
            addresses.add(ServerUrl.parse("s" + addresses.size(), url));
        }
        return addresses;
    }

    private void print(String name, boolean scratch, List<ServerAddress> addresses) {
        out().printf(
                        "-- Allows the scenario %s to fill and to empty this database, and to disturb its server.%n",
                        name);
        out().println("-- Printed for you to read and to run with psql as a superuser; nothing was run.");
        if (addresses.isEmpty()) {
            out().print(sql(name, Optional.empty(), Optional.empty(), scratch));
        }
        for (ServerAddress address : addresses) {
            out().printf("%n-- %s: run this at %s%n", address.name(), UntrustedText.oneLine(address.location()));
            out().print(sql(name, Optional.of(address.database()), Optional.of(address.user()), scratch));
        }
        out().flush();
    }

    private String sql(String name, Optional<String> database, Optional<String> role, boolean scratch) {
        String who = owner != null ? owner : System.getProperty("user.name", "unknown");
        return SandboxMarker.sql(name, who, database, role, scratch, Duration.ofHours(hours));
    }

    private CommandLine.ParameterException wrong(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
