package dev.shardproof.scenarios.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;

/** Shows what is wrong with a command line without repeating servers' URLs, which may hold a password by mistake. */
final class SafeUsageErrors implements IParameterExceptionHandler {

    private final IParameterExceptionHandler shown;

    private SafeUsageErrors(IParameterExceptionHandler shown) {
        this.shown = shown;
    }

    static void install(CommandLine line) {
        line.setParameterExceptionHandler(new SafeUsageErrors(line.getParameterExceptionHandler()));
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) throws Exception {
        CommandLine line = e.getCommandLine();
        PrintWriter real = line.getErr();
        StringWriter held = new StringWriter();
        line.setErr(new PrintWriter(held, true));
        try {
            return shown.handleParseException(e, arguments);
        } finally {
            line.setErr(real);
            real.print(withoutUrls(held.toString()));
            real.flush();
        }
    }

    /** The text with everything that follows {@code postgresql://} taken out. */
    static String withoutUrls(String text) {
        return text.replaceAll("(?i)(postgres(?:ql)?://)[^\\s'\"]+", "$1…");
    }
}
