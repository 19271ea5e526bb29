package dev.shardproof.scenarios.cli;

import dev.shardproof.reports.text.UntrustedText;
import dev.shardproof.scenarios.calibration.Calibration;
import dev.shardproof.scenarios.calibration.CalibrationStore;
import dev.shardproof.scenarios.calibration.CalibrationTrial;
import dev.shardproof.scenarios.calibration.SelfComparison;
import dev.shardproof.scenarios.doctor.ThisMachine;
import dev.shardproof.scenarios.spec.Defaults;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.cluster.ClusterSpec;
import dev.shardproof.scenarios.spec.file.Catalogue;
import dev.shardproof.scenarios.spec.file.InvalidScenarioException;
import dev.shardproof.scenarios.wiring.cluster.ExternalServers;
import dev.shardproof.simulator.cluster.ClusterStartException;
import dev.shardproof.simulator.cluster.containers.EngineMissingException;
import dev.shardproof.simulator.dataset.DatasetException;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code shardproof calibrate SCENARIO}. */
@Command(
        name = "calibrate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Compares a scenario's load with itself on this machine, and stores how much it differs from nothing at all.",
            "The latency gate of later runs takes that noise into account, for 30 days. See docs/LATENCY.md.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 stored, 2 too little load to measure anything, 64 usage or invalid scenario,",
            "70 internal error, 130 interrupted.",
            "",
            "Example:  shardproof calibrate split-2-to-3-slow-target --runs 20"
        })
final class CalibrateCommand implements Callable<Integer> {

    private static final int TOO_LITTLE = 2;
    private static final int INTERRUPTED = 130;

    /** Fewer say next to nothing about a spread. */
    private static final int RUNS_MIN = 6;

    private static final int RUNS_MAX = 1000;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "SCENARIO",
            defaultValue = "smoke-1-to-2",
            description = "A scenario file, or a name that 'shardproof catalog' lists (default: ${DEFAULT-VALUE}).")
    private String scenario;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "12",
            description = "How many comparisons, 6 to 1000; each takes the scenario's phases baseline and after"
                    + " (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--starts",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often the servers are started anew for them (default: ${DEFAULT-VALUE}).")
    private int starts;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Where to store it, for 'calibration:' of a scenario (default: in ~/.shardproof/calibrations,"
                    + " where runs of the same load on this machine find it).")
    private Path file;

    @Override
    public Integer call() {
        if (runs < RUNS_MIN || runs > RUNS_MAX || starts < 1 || starts > runs) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--runs must be from %d to %d and --starts from 1 to --runs; found %d and %d"
                            .formatted(RUNS_MIN, RUNS_MAX, runs, starts));
        }
        try {
            Scenario resolved = Catalogue.resolve(scenario);
            if (resolved.cluster().provider() == ClusterSpec.Provider.EXTERNAL) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "The scenario names servers of its own, and these can not be calibrated; calibrate works with the"
                                + " providers embedded and containers.");
            }
            CalibrationTrial trial = new CalibrationTrial(
                    resolved, resolved.checks().latencyBaseline().orElse(Defaults.LATENCY_BASELINE));
            measure(resolved, trial);
            return report(trial);
        } catch (InvalidScenarioException | DatasetException | EngineMissingException e) {
            err().println(e.getMessage());
            return Main.USAGE;
        } catch (IOException | ClusterStartException e) {
            err().println("shardproof: the calibration broke: " + e.getMessage());
            return Main.INTERNAL_ERROR;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return INTERRUPTED;
        }
    }

    private void measure(Scenario resolved, CalibrationTrial trial) throws IOException, InterruptedException {
        SelfComparison comparison = new SelfComparison(
                resolved,
                new ThisMachine(InstantSource.system()),
                InstantSource.system(),
                Optional.ofNullable(System.getenv("PATH")).orElse(""),
                this::say);
        for (int start = 0; start < starts; start++) {
            int count = runs * (start + 1) / starts - runs * start / starts;
            say("Run %d of %d, with %d comparisons".formatted(start + 1, starts, count));
            int first = trial.size();
            trial.add(comparison.run(count, resolved.seed() + start));
            for (int i = first; i < trial.size(); i++) {
                say("comparison %d: %s".formatted(i + 1, line(trial.uncalibrated(i))));
            }
        }
    }

    private int report(CalibrationTrial trial) throws IOException {
        int[] failures = new int[3];
        int[] passes = new int[3];
        for (int i = 0; i < trial.size(); i++) {
            Verdict[] verdicts = {
                trial.naive(i),
                trial.uncalibrated(i).verdict(),
                trial.calibratedByTheOthers(i).verdict()
            };
            for (int way = 0; way < verdicts.length; way++) {
                failures[way] += verdicts[way] == Verdict.FAIL ? 1 : 0;
                passes[way] += verdicts[way] == Verdict.PASS ? 1 : 0;
            }
        }
        say("");
        say("Of %d comparisons of the load with itself:       false alarms  undecided  passes".formatted(trial.size()));
        String[] ways = {"a plain ratio", "the gate without a calibration", "the gate, calibrated by the others"};
        for (int way = 0; way < ways.length; way++) {
            say("  %-46s %12d %10d %7d"
                    .formatted(ways[way], failures[way], trial.size() - failures[way] - passes[way], passes[way]));
        }
        Calibration calibration;
        try {
            calibration = trial.calibration(InstantSource.system().instant());
        } catch (IllegalStateException e) {
            err().println("shardproof: nothing was stored: " + e.getMessage());
            return TOO_LITTLE;
        }
        say("");
        say("Noise beyond what the blocks of a phase show:     between phases  between runs");
        noise(calibration);
        CalibrationStore store = CalibrationStore.ofHome(ExternalServers.home(System.getenv()));
        Path target = file == null ? store.fileOf(trial.fingerprint()) : file;
        store.write(target, calibration);
        say("");
        say("Stored in %s, until %s".formatted(target, calibration.expires()));
        return 0;
    }

    private void noise(Calibration calibration) {
        for (Calibration.Entry entry : calibration.deviations()) {
            if (entry.between().equals("phases")) {
                String runs = calibration.deviations().stream()
                        .filter(other -> other.between().equals("runs")
                                && other.group().equals(entry.group())
                                && other.percentile().equals(entry.percentile()))
                        .map(other -> percent(other.logDeviation()))
                        .findFirst()
                        .orElse("-");
                say("  %-46s %16s %13s"
                        .formatted(entry.percentile() + " " + entry.group(), percent(entry.logDeviation()), runs));
            }
        }
    }

    private static String percent(double log) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * Math.expm1(log));
    }

    private static String line(CheckResult result) {
        return result.verdict() + "  " + result.summary();
    }

    private void say(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(UntrustedText.oneLine(text));
        out.flush();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
