package dev.shardproof.scenarios.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The entry point: {@code shardproof COMMAND}. */
@Command(
        name = "shardproof",
        mixinStandardHelpOptions = true,
        versionProvider = ToolVersion.class,
        subcommands = {
            RunCommand.class,
            VerifyCommand.class,
            CalibrateCommand.class,
            CatalogCommand.class,
            HistoryCommand.class,
            DoctorCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        description = "Rehearses a database resharding, breaks it on purpose, and proves the result.",
        footer = {
            "",
            "Exit codes: 0 pass, 1 fail, 2 inconclusive, 64 usage or invalid file,",
            "70 internal error, 130 interrupted.",
            "",
            "Begin with:  shardproof run split-2-to-3-slow-target",
            "On your own databases:  shardproof verify --help"
        })
public final class Main implements Runnable {

    static final int USAGE = 64;
    static final int INTERNAL_ERROR = 70;

    @Spec
    private CommandSpec spec;

    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        int exitCode = INTERNAL_ERROR;
        try {
            exitCode = commandLine().execute(arguments);
        } catch (Error e) {
            // Out of memory, for example. Unhandled it would end the process with 1, which means that a check failed.
            e.printStackTrace();
        }
        System.exit(exitCode);
    }

    static CommandLine commandLine() {
        return commandLine(CommandLine.defaultFactory());
    }

    /** @param factory makes the commands */
    static CommandLine commandLine(CommandLine.IFactory factory) {
        CommandLine line = new CommandLine(new Main(), factory);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.getSubcommands().values().forEach(Main::withExitCodes);
        SafeUsageErrors.install(line);
        return withExitCodes(line);
    }

    private static CommandLine withExitCodes(CommandLine line) {
        line.getCommandSpec().exitCodeOnInvalidInput(USAGE).exitCodeOnExecutionException(INTERNAL_ERROR);
        return line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Which command? See below.");
    }
}
