package dev.shardproof.scenarios.cli;

import dev.shardproof.reports.live.TerminalProgress;
import dev.shardproof.reports.live.TerminalStyle;
import dev.shardproof.reports.text.UntrustedText;
import dev.shardproof.reports.verification.VerificationDocument;
import dev.shardproof.reports.verification.VerificationReportWriter;
import dev.shardproof.reports.verification.VerificationText;
import dev.shardproof.scenarios.runner.EndingHook;
import dev.shardproof.scenarios.runner.RunBundle;
import dev.shardproof.scenarios.server.ConnectionTrial;
import dev.shardproof.scenarios.server.InvalidServerException;
import dev.shardproof.scenarios.server.Loopback;
import dev.shardproof.scenarios.server.Passwords;
import dev.shardproof.scenarios.server.ReceivedBytes;
import dev.shardproof.scenarios.server.Server;
import dev.shardproof.scenarios.server.ServerUrl;
import dev.shardproof.scenarios.verification.InvalidPlanException;
import dev.shardproof.scenarios.verification.PlanFlags;
import dev.shardproof.scenarios.verification.PlanReader;
import dev.shardproof.scenarios.verification.VerificationSpec;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.plan.CheckName;
import dev.shardproof.verifier.report.VerificationReport;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.verification.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code shardproof verify [PLAN]}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Holds the databases of N sources against those of M targets and says whether the targets have what the"
                    + " sources have. Only ever reads.",
            ""
        },
        footer = {
            "",
            "A plan file says the same as the flags; a flag wins over the file.",
            "Passwords come from SHARDPROOF_PASSWORD_<NAME>, PGPASSWORD, a file of mode",
            "0600 that the plan names, or ~/.pgpass; never from a URL.",
            "",
            "Exit codes: 0 pass, 1 fail, 2 inconclusive, 64 usage, invalid plan or wrong",
            "login, 70 internal error, 130 interrupted.",
            "",
            "Example:  shardproof verify --source s0=postgresql://me@db0/shop \\",
            "            --target t0=postgresql://me@db1/shop --table 'public.*'"
        })
final class VerifyCommand implements Callable<Integer> {

    private static final int INTERRUPTED = 130;
    private static final String CHECKPOINT = "checkpoint";

    private final Map<String, String> environment;
    private final Path home;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "PLAN", description = "A plan file; see docs/VERIFY.md.")
    private String plan;

    @Mixin
    private VerifyFlags flags = new VerifyFlags();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs",
            description = "Where reports go (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--emit-repair",
            paramLabel = "FILE",
            description = "Write SQL that would put the targets right, for review; never runs it. Holds row values:"
                    + " the file gets mode 0600 and must not exist.")
    private Path repair;

    @Option(
            names = "--resume",
            paramLabel = "FOLDER",
            description = "Go on with a run that was killed or ran out of time, in the folder of its report; with the"
                    + " same plan and flags as before.")
    private Path resume;

    @Option(names = "--dry-run", description = "Connect, say what would be done, and read no row of a table.")
    private boolean dryRun;

    @Option(names = "--quiet", description = "Print only what did not pass, the verdict and where the report is.")
    private boolean quiet;

    VerifyCommand() {
        this(
                System.getenv(),
                Path.of(Optional.ofNullable(System.getenv("HOME"))
                        .filter(folder -> !folder.isEmpty())
                        .orElse(System.getProperty("user.home"))));
    }

    /**
     * @param environment where passwords may be
     * @param home where {@code .pgpass} may be
     */
    VerifyCommand(Map<String, String> environment, Path home) {
        this.environment = environment;
        this.home = home;
    }

    @Override
    public Integer call() {
        try (ReceivedBytes received = new ReceivedBytes()) {
            VerificationSpec wanted = read();
            requireRepairable(wanted);
            Passwords passwords = new Passwords(environment, home);
            Loopback loopback = new Loopback(InetAddress::getAllByName);
            List<Server> servers = wanted.servers().stream()
                    .map(address -> Server.of(address, passwords, loopback, received))
                    .toList();
            Optional<Integer> trouble = connect(servers);
            return trouble.isPresent() ? trouble.get() : verify(wanted, servers, received);
        } catch (InvalidPlanException | InvalidServerException e) {
            err().println(UntrustedText.lines(e.getMessage()));
            return Main.USAGE;
        }
    }

    private VerificationSpec read() {
        PlanFlags given = flags.flags();
        if (plan == null) {
            if (given.isEmpty()) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "What is to be verified? Name a plan file, or servers with --source and --target.");
            }
            return PlanReader.read(given);
        }
        if (ServerUrl.isUrl(plan) || plan.startsWith("jdbc:") || isConnectionString()) {
            // Not repeated: a URL or a libpq connection string may hold a password.
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "PLAN is the name of a file; a server's URL goes to --source or --target.");
        }
        return PlanReader.read(Path.of(plan), given);
    }

    private boolean isConnectionString() {
        return plan.contains("=") && !Files.exists(Path.of(plan));
    }

    /** A file that nothing could come into is a misunderstanding, and hours later it would be too late to say so. */
    private void requireRepairable(VerificationSpec wanted) {
        if (repair == null) {
            return;
        }
        if (wanted.plan().live().live()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--emit-repair: nothing can be proposed for tables that are written to meanwhile (live), for their"
                            + " rows change before anybody could run it; verify without live when they stand still");
        }
        if (!wanted.plan().checks().contains(CheckName.FULL_CHECKSUM)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--emit-repair: only fullChecksum names every row that differs, and it is not among the checks; add"
                            + " --check fullChecksum");
        }
    }

    /** Tries all servers, so that the user hears of every mistake at once; empty if all answer. */
    private Optional<Integer> connect(List<Server> servers) {
        List<ConnectionTrial.Trouble> troubles = servers.parallelStream()
                .map(ConnectionTrial::attempt)
                .flatMap(Optional::stream)
                .toList();
        if (Thread.currentThread().isInterrupted()) {
            return Optional.of(INTERRUPTED);
        }
        troubles.forEach(trouble -> err().println("shardproof: " + UntrustedText.oneLine(trouble.message())));
        if (troubles.isEmpty()) {
            return Optional.empty();
        }
        boolean mistake = troubles.stream().anyMatch(ConnectionTrial.Trouble::mistake);
        return Optional.of(mistake ? Main.USAGE : VerificationDocument.exitCode(Verdict.INCONCLUSIVE));
    }

    private int verify(VerificationSpec wanted, List<Server> servers, ReceivedBytes received) {
        try {
            return dryRun ? describe(wanted, servers) : judge(wanted, servers, received);
        } catch (InvalidRunException e) {
            err().println("shardproof: " + UntrustedText.lines(e.getMessage()));
            return Main.USAGE;
        } catch (SourceException e) {
            err().println("shardproof: " + UntrustedText.lines(e.getMessage()));
            return VerificationDocument.exitCode(Verdict.INCONCLUSIVE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return INTERRUPTED;
        }
    }

    private int describe(VerificationSpec wanted, List<Server> servers)
            throws InvalidRunException, SourceException, InterruptedException {
        PrintWriter standard = spec.commandLine().getOut();
        new DryRun(wanted, servers).lines().forEach(standard::println);
        standard.flush();
        return 0;
    }

    private int judge(VerificationSpec wanted, List<Server> servers, ReceivedBytes received)
            throws InvalidRunException {
        InstantSource clock = InstantSource.system();
        TerminalStyle style = LauncherTerminal.style(quiet);
        PrintWriter standard = spec.commandLine().getOut();
        try (EndingHook ending = EndingHook.install();
                RepairFile script = RepairFile.create(Optional.ofNullable(repair))) {
            // Made first: to find after hours that the report can not be written would be late.
            RunBundle bundle = resume == null
                    ? RunBundle.create(out, wanted.name(), wanted.plan().seed(), clock.instant())
                    : resumed();
            Path checkpoint = bundle.file(CHECKPOINT);
            VerificationRun run = new VerificationRun(wanted, servers, received, clock, checkpoint, script.writer());
            VerificationReport report = run(run, style, bundle);
            boolean stopped = ending.reporting() || run.interrupted();
            // Said first: a report that can not be written must not take what was found with it.
            VerificationText.closing(report, style).forEach(standard::println);
            standard.flush();
            VerificationReportWriter.write(
                    bundle.folder(),
                    VerificationDocument.of(report, wanted.name(), bundle.id(), ToolVersion.current()));
            standard.println("  report: " + shown(bundle.folder()));
            script.end(report.settings()
                            .getOrDefault(Verification.REPAIR, "nothing is proposed: it was stopped before"))
                    .ifPresent(words -> standard.println("  repair: " + UntrustedText.oneLine(words)));
            if (Files.exists(checkpoint)) {
                standard.println("  not finished: the same command with --resume " + shown(bundle.folder())
                        + " goes on from here");
            }
            standard.flush();
            return stopped ? INTERRUPTED : VerificationDocument.exitCode(report.verdict());
        } catch (IOException e) {
            err().printf(
                            "shardproof: the report can not be written: %s. Reports go to %s; --out names another folder.%n",
                            e, out.toAbsolutePath());
            return Main.INTERNAL_ERROR;
        }
    }

    private VerificationReport run(VerificationRun run, TerminalStyle style, RunBundle bundle)
            throws InvalidRunException, IOException {
        try (TerminalProgress terminal = new TerminalProgress(spec.commandLine().getOut(), style, System::nanoTime)) {
            return run.run(terminal);
        } catch (InvalidRunException e) {
            if (resume != null) {
                throw new InvalidRunException(e.getMessage() + ". Without --resume it is verified from the beginning.");
            }
            // Nothing was begun, but a checkpoint that could not be made may have left a file.
            Files.deleteIfExists(bundle.file(CHECKPOINT));
            Files.delete(bundle.folder());
            throw e;
        }
    }

    /** The folder of the run that is resumed. */
    private RunBundle resumed() throws InvalidRunException {
        Path folder = resume.toAbsolutePath().normalize();
        if (!Files.isRegularFile(folder.resolve(CHECKPOINT))) {
            throw new InvalidRunException(
                    ("%s has no file %s: that run came to its end, or was stopped before it read anything, or it is not"
                                    + " the folder of a report. Without --resume it is verified from the beginning.")
                            .formatted(resume, CHECKPOINT));
        }
        return new RunBundle(resume, folder.getParent().getFileName() + "/" + folder.getFileName());
    }

    private static String shown(Path path) {
        return UntrustedText.oneLine(path.toString());
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
