package dev.shardproof.scenarios.cli;

import dev.shardproof.reports.live.TerminalStyle;
import java.util.Optional;

/** What the launcher knows of standard output; a JVM can not tell reliably. */
final class LauncherTerminal {

    private LauncherTerminal() {}

    static TerminalStyle style(boolean quiet) {
        boolean interactive = Boolean.getBoolean("shardproof.terminal");
        boolean colour = interactive
                && Optional.ofNullable(System.getenv("NO_COLOR")).orElse("").isEmpty();
        int columns = Integer.getInteger("shardproof.columns", 0);
        int width = columns > 0 ? columns : TerminalStyle.DEFAULT_WIDTH; // 0: a terminal that does not know its size
        return new TerminalStyle(interactive, colour, quiet, Math.max(20, width));
    }
}
