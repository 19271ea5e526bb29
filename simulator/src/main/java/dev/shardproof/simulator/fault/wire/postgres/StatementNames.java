package dev.shardproof.simulator.fault.wire.postgres;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The statements and portals that one connection has named, at bounded memory: the names that were not used for longest
 * are forgotten first. Not thread-safe.
 */
final class StatementNames {

    private static final int TEXT_CHARS_MAX = 512 * 1024;
    private static final int PORTALS_MAX = 256;
    private static final int NAME_COST = 64;
    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
    private static final String NAME = "(\"(?:[^\"]|\"\")+\"|[\\w$]+)";
    private static final Pattern PREPARE =
            Pattern.compile("PREPARE\\s+(?!TRANSACTION\\b)" + NAME + "\\s*(?:\\([^)]*\\))?\\s+AS\\s+(.*)", FLAGS);
    private static final Pattern EXECUTE = Pattern.compile("EXECUTE\\s+" + NAME + ".*", FLAGS);
    private static final Pattern FORGET =
            Pattern.compile("(?:DISCARD\\s+ALL|DEALLOCATE\\s+(?:PREPARE\\s+)?(?:(ALL)\\b|" + NAME + ")).*", FLAGS);

    /** A portal: the text of its statement, null if that is not known, and whether its execution has begun. */
    private static final class Portal {
        private final String text;
        private boolean begun;

        Portal(String text) {
            this.text = text;
        }
    }

    /** What an Execute message does. */
    record Execution(Optional<String> text, boolean begins) {}

    private final LinkedHashMap<String, String> texts = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Portal> portals = new HashMap<>();
    private long chars;

    /** A Parse: {@code name} now means {@code text}. */
    void define(String name, String text) {
        forget(name);
        texts.put(name, text);
        chars += cost(name, text);
        Iterator<Map.Entry<String, String>> eldest = texts.entrySet().iterator();
        while (chars > TEXT_CHARS_MAX && texts.size() > 1) {
            Map.Entry<String, String> entry = eldest.next();
            chars -= cost(entry.getKey(), entry.getValue());
            eldest.remove();
        }
    }

    /** A Close of a statement. */
    void forget(String name) {
        String old = texts.remove(name);
        chars -= old == null ? 0 : cost(name, old);
    }

    private static int cost(String name, String text) {
        return name.length() + text.length() + NAME_COST;
    }

    /** A Bind. */
    void bind(String portal, String name) {
        if (portals.size() >= PORTALS_MAX) {
            // Portals end with their transaction, and few clients name any: these are of transactions long past.
            portals.clear();
        }
        portals.put(portal, new Portal(texts.get(name)));
    }

    /** A Close of a portal. */
    void unbind(String portal) {
        portals.remove(portal);
    }

    /** An Execute; the second one of a portal only fetches more rows. */
    Execution execute(String portalName) {
        Portal portal = portals.get(portalName);
        if (portal == null) {
            return new Execution(Optional.empty(), true);
        }
        boolean begins = !portal.begun;
        portal.begun = true;
        return new Execution(Optional.ofNullable(portal.text), begins);
    }

    /**
     * Follows SQL's own PREPARE, DEALLOCATE and DISCARD ALL.
     *
     * @return for an EXECUTE the text that it executes, if that is known
     */
    Optional<String> follow(String text) {
        String statement = text.stripLeading();
        switch (statement.isEmpty() ? ' ' : Character.toUpperCase(statement.charAt(0))) {
            case 'P':
                Matcher prepare = PREPARE.matcher(statement);
                if (prepare.lookingAt()) {
                    define(folded(prepare.group(1)), prepare.group(2));
                }
                return Optional.empty();
            case 'E':
                Matcher execute = EXECUTE.matcher(statement);
                return execute.matches() ? Optional.ofNullable(texts.get(folded(execute.group(1)))) : Optional.empty();
            case 'D':
                Matcher forget = FORGET.matcher(statement);
                if (forget.matches()) {
                    forgetSome(forget.group(2));
                }
                return Optional.empty();
            default:
                return Optional.empty();
        }
    }

    private void forgetSome(String name) {
        if (name == null) {
            texts.clear();
            chars = 0;
        } else {
            forget(folded(name));
        }
    }

    /** SQL's names are lower case unless quoted. */
    private static String folded(String name) {
        return name.startsWith("\"")
                ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
                : name.toLowerCase(java.util.Locale.ROOT);
    }
}
