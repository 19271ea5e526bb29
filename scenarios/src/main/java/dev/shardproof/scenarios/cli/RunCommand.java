package dev.shardproof.scenarios.cli;

import dev.shardproof.reports.live.TerminalProgress;
import dev.shardproof.reports.run.Outcome;
import dev.shardproof.scenarios.latency.StoredBaseline;
import dev.shardproof.scenarios.metrics.PrometheusEndpoint;
import dev.shardproof.scenarios.runner.RunEnvironment;
import dev.shardproof.scenarios.runner.ScenarioRunner;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.cluster.ClusterSpec;
import dev.shardproof.scenarios.spec.cluster.ReshardSpec;
import dev.shardproof.scenarios.spec.file.Catalogue;
import dev.shardproof.scenarios.spec.file.InvalidScenarioException;
import dev.shardproof.scenarios.wiring.PossibleFaults;
import dev.shardproof.simulator.cluster.ClusterStartException;
import dev.shardproof.simulator.cluster.containers.EngineMissingException;
import dev.shardproof.simulator.cluster.external.interlock.DenyList;
import dev.shardproof.simulator.cluster.external.interlock.InterlockException;
import dev.shardproof.simulator.dataset.DatasetException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code shardproof run SCENARIO}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Rehearses a reshard: starts the shards, loads them, migrates under load and faults, judges, reports.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 pass, 1 fail, 2 inconclusive, 64 usage or invalid scenario,",
            "70 internal error, 130 interrupted. Where the scenario expects a failure,",
            "0 means that it was seen.",
            "",
            "Example:  shardproof run split-2-to-3-slow-target --seed 7"
        })
final class RunCommand implements Callable<Integer> {

    private static final int PORT_MAX = 65_535;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SCENARIO", description = "A scenario file, or a name that 'shardproof catalog' lists.")
    private String scenario;

    @Option(names = "--seed", paramLabel = "N", description = "Another seed than the scenario's.")
    private Long seed;

    @Option(
            names = "--provider",
            paramLabel = "P",
            description = "Who runs the servers: embedded (PostgreSQL from Maven Central, no Docker)"
                    + ", containers (Docker: one PostgreSQL a shard, and a real Toxiproxy)"
                    + " or external (servers that the scenario names; see docs/EXTERNAL.md).")
    private String provider;

    @Option(
            names = "--defect",
            paramLabel = "D",
            description = "Makes the migrator err on purpose, to see that the checks find it:"
                    + " dropRow, corruptValue, skipCatchUp or misplaceRow.")
    private String defect;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            defaultValue = "runs",
            description = "Where run bundles go (default: ${DEFAULT-VALUE}).")
    private Path runs;

    @Option(names = "--dry-run", description = "Say what would be done, or why it can not be, and start nothing.")
    private boolean dryRun;

    @Option(
            names = "--metrics-port",
            paramLabel = "N",
            description = "Serves the run's metrics to Prometheus on this port of the loopback interface;"
                    + " 0 takes a free one and prints it. Without it nothing listens.")
    private Integer metricsPort;

    @Option(names = "--quiet", description = "Print only what did not pass, the verdict and where the report is.")
    private boolean quiet;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        TerminalProgress terminal = new TerminalProgress(System.out, LauncherTerminal.style(quiet), System::nanoTime);
        try {
            OptionalInt port = metricsPort();
            Scenario resolved = resolve();
            String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
            List<String> impossible = PossibleFaults.problems(resolved, path);
            if (!impossible.isEmpty() || dryRun) {
                terminal.close();
                requireFree(port);
                return told(resolved, impossible);
            }
            RunEnvironment environment =
                    new RunEnvironment(InstantSource.system(), System::nanoTime, path, ToolVersion.current(), port);
            Outcome outcome = new ScenarioRunner(runs, environment, terminal).run(resolved, replay(resolved));
            return outcome.exitCode();
        } catch (InvalidScenarioException | StoredBaseline.InvalidBaselineException | DatasetException e) {
            terminal.close();
            err.println(e.getMessage());
            return Main.USAGE;
        } catch (PrometheusEndpoint.PortUnusableException e) {
            terminal.close();
            err.println("shardproof: " + e.getMessage());
            return Main.USAGE;
        } catch (IOException e) {
            terminal.close();
            err.printf(
                    "shardproof: the run bundle can not be written: %s. Bundles go to %s; --runs names another folder.%n",
                    e, runs.toAbsolutePath());
            return Main.INTERNAL_ERROR;
        } catch (EngineMissingException | InterlockException | DenyList.InvalidDenyListException e) {
            terminal.close();
            err.println("shardproof: " + e.getMessage());
            return Main.USAGE;
        } catch (ClusterStartException e) {
            terminal.close();
            err.println("shardproof: " + e.getMessage());
            return Main.INTERNAL_ERROR;
        }
    }

    private int told(Scenario resolved, List<String> impossible) {
        CommandLine line = spec.commandLine();
        if (impossible.isEmpty()) {
            RehearsalDryRun.lines(resolved).forEach(line.getOut()::println);
            line.getOut().flush();
            return 0;
        }
        impossible.forEach(line.getErr()::println);
        return Main.USAGE;
    }

    private OptionalInt metricsPort() {
        if (metricsPort == null) {
            return OptionalInt.empty();
        }
        if (metricsPort < 0 || metricsPort > PORT_MAX) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--metrics-port: there is no port %d; allowed: 0 to %d".formatted(metricsPort, PORT_MAX));
        }
        return OptionalInt.of(metricsPort);
    }

    /** A dry run takes the port for a moment, to see whether it could be had. */
    private static void requireFree(OptionalInt port) throws PrometheusEndpoint.PortUnusableException {
        if (port.isPresent()) {
            new PrometheusEndpoint(port.getAsInt()).close();
        }
    }

    private Scenario resolve() {
        Scenario resolved = Catalogue.resolve(scenario);
        if (seed != null) {
            resolved = resolved.withSeed(seed);
        }
        if (provider != null) {
            try {
                resolved = resolved.withProvider(ClusterSpec.Provider.ofLabel(provider));
            } catch (IllegalArgumentException e) {
                throw new CommandLine.ParameterException(spec.commandLine(), "--provider: " + e.getMessage(), e);
            }
        }
        return defect == null ? resolved : resolved.withDefect(defectOf(defect));
    }

    private ReshardSpec.Defect defectOf(String label) {
        return Arrays.stream(ReshardSpec.Defect.values())
                .filter(candidate -> candidate.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new CommandLine.ParameterException(
                        spec.commandLine(),
                        "--defect: there is no defect '%s'; allowed: %s"
                                .formatted(
                                        label,
                                        Arrays.stream(ReshardSpec.Defect.values())
                                                .map(ReshardSpec.Defect::label)
                                                .collect(Collectors.joining(", ")))));
    }

    private String replay(Scenario resolved) {
        return "./shardproof run '%s' --seed %d".formatted(scenario.replace("'", "'\\''"), resolved.seed())
                + (provider == null ? "" : " --provider " + provider)
                + (defect == null ? "" : " --defect " + defect);
    }
}
