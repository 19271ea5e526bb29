package dev.shardproof.scenarios.doctor;

import dev.shardproof.reports.text.UntrustedText;
import java.util.Objects;

/**
 * One line of the doctor's.
 *
 * @param level how bad it is
 * @param what what was looked at, in one or two words
 * @param found what was found
 * @param remedy the command or the step that mends it; empty if nothing needs mending
 */
public record Finding(Level level, String what, String found, String remedy) {

    /** How bad something is. */
    public enum Level {
        FINE("✔"),
        /** It works, with less. */
        WARNING("!"),
        /** What is wanted does not work. */
        MISSING("✘");

        private final String sign;

        Level(String sign) {
            this.sign = sign;
        }
    }

    public Finding {
        Objects.requireNonNull(level, "level is null");
        Objects.requireNonNull(what, "what is null");
        found = UntrustedText.oneLine(found);
        remedy = UntrustedText.oneLine(remedy);
        if (level == Level.MISSING && remedy.isBlank()) {
            throw new IllegalArgumentException(what + " is missing, and nothing says how to mend it");
        }
    }

    static Finding fine(String what, String found) {
        return new Finding(Level.FINE, what, found, "");
    }

    static Finding warning(String what, String found, String remedy) {
        return new Finding(Level.WARNING, what, found, remedy);
    }

    static Finding missing(String what, String found, String remedy) {
        return new Finding(Level.MISSING, what, found, remedy);
    }

    /** Missing if it is needed, else a warning. */
    static Finding lacking(boolean needed, String what, String found, String remedy) {
        return needed ? missing(what, found, remedy) : warning(what, found, remedy);
    }

    @Override
    public String toString() {
        return "%s %-16s %s%s".formatted(level.sign, what, found, remedy.isEmpty() ? "" : "  →  " + remedy);
    }
}
