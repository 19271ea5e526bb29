package dev.shardproof.scenarios.cli;

import dev.shardproof.scenarios.spec.file.Catalogue;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code shardproof catalog [NAME]}. */
@Command(
        name = "catalog",
        mixinStandardHelpOptions = true,
        description = "Lists the built-in scenarios, or prints one, for example as a start for your own.")
final class CatalogCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The scenario to print.")
    private String name;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (name == null) {
            for (Catalogue.Item item : Catalogue.items()) {
                out.printf(
                        "%s%n    %s%n", item.name(), item.description().strip().replace("\n", "\n    "));
            }
        } else if (Catalogue.names().contains(name)) {
            out.print(Catalogue.text(name));
        } else {
            spec.commandLine()
                    .getErr()
                    .printf(
                            "There is no scenario '%s'; the catalogue has: %s%n",
                            name, String.join(", ", Catalogue.names()));
            return Main.USAGE;
        }
        out.flush();
        return 0;
    }
}
