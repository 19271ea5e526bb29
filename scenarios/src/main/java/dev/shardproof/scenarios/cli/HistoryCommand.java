package dev.shardproof.scenarios.cli;

import dev.shardproof.scenarios.wiring.LoadProcess;
import dev.shardproof.verifier.history.HistoryReader;
import dev.shardproof.verifier.history.HistoryText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code shardproof history RUN}. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = "Prints what the clients of a run saw: a line of column names, then one line an operation,"
                + " separated by tabs.")
final class HistoryCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The folder of the run, or a history file.")
    private Path run;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Path file = Files.isDirectory(run) ? run.resolve(LoadProcess.HISTORY) : run;
        if (!Files.isRegularFile(file)) {
            return fail("There is no history %s; name the folder of a run, e.g. runs/NAME/TIME-SEED.".formatted(file));
        }
        HistoryReader.Extent extent;
        try {
            extent = HistoryText.write(new HistoryReader(file), out);
        } catch (IOException e) {
            out.flush();
            return fail(e.getMessage());
        }
        out.flush();
        if (extent.torn()) {
            return fail("%s was never closed, for its driver died or is still at work: the last operations are missing."
                    .formatted(file));
        }
        return 0;
    }

    private int fail(String why) {
        spec.commandLine().getErr().println(why);
        spec.commandLine().getErr().flush();
        return Main.USAGE;
    }
}
