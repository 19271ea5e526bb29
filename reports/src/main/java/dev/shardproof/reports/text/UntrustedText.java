package dev.shardproof.reports.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes text harmless that comes from databases, files or servers. Nothing is dropped silently: what may not be shown
 * as it is becomes visible in another form.
 *
 * <p>Pure functions, thread-safe.
 */
public final class UntrustedText {

    private static final int CONTROL_PICTURES = 0x2400;
    private static final int DELETE_PICTURE = 0x2421;
    private static final char REPLACEMENT = '\uFFFD';

    /** ASCII that can be markup anywhere in Markdown; written as character references, which can never be markup. */
    private static final String MARKDOWN_MARKUP = "\\`*_[]<>#|~&@$";

    /** What can be markup of a block at its start: indentation, bullets, underlines, and the end of a list number. */
    private static final Pattern MARKDOWN_START = Pattern.compile("([ +=-])|\\d{1,9}([.)])");

    private UntrustedText() {}

    /**
     * The text on one line, with everything invisible made visible: control characters as control pictures
     * (ESC as {@code ␛}), line ends as {@code ↵}, characters that turn the direction of writing or have no width as
     * {@code ⟨U+202E⟩}, halves of surrogate pairs and non-characters as {@code U+FFFD}. What is left is legal in XML
     * and moves no terminal's cursor.
     */
    public static String oneLine(String text) {
        return visible(text, false);
    }

    /** As {@link #oneLine}, but line feeds and tabs stay. */
    public static String lines(String text) {
        return visible(text.replace("\r\n", "\n"), true);
    }

    /** {@link #oneLine}, escaped for the text or a quoted attribute of an HTML page. */
    public static String html(String text) {
        String safe = oneLine(text);
        StringBuilder out = new StringBuilder(safe.length() + 16);
        for (int i = 0; i < safe.length(); i++) {
            char c = safe.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '`' -> out.append("&#96;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /** {@link #oneLine}, escaped for a paragraph or a table cell of a Markdown page that may hold HTML. */
    public static String markdown(String text) {
        String safe = oneLine(text);
        Matcher start = MARKDOWN_START.matcher(safe);
        int startMarkup = start.lookingAt() ? start.end() - 1 : -1;
        StringBuilder out = new StringBuilder(safe.length() + 32);
        for (int i = 0; i < safe.length(); i++) {
            char c = safe.charAt(i);
            // "://" and "www." would become links by themselves.
            boolean linkStart = (c == ':' && safe.startsWith("//", i + 1)) || safe.regionMatches(true, i, "www.", 0, 4);
            if (i == startMarkup || linkStart || MARKDOWN_MARKUP.indexOf(c) >= 0) {
                out.append("&#").append((int) c).append(';');
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** The first {@code limit} characters, with an ellipsis where something was cut off. */
    public static String shortened(String text, int limit) {
        if (text.codePointCount(0, text.length()) <= limit) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, Math.max(0, limit - 1))) + "…";
    }

    private static String visible(String text, boolean keepLines) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (keepLines && (c == '\n' || c == '\t')) {
                out.append((char) c);
            } else if (c == '\n') {
                out.append("↵ ");
            } else if (c < ' ') {
                out.append((char) (CONTROL_PICTURES + c));
            } else if (c == 0x7F) {
                out.append((char) DELETE_PICTURE);
            } else if (isBrokenOrUnassigned(c)) {
                out.append(REPLACEMENT);
            } else if (isInvisible(c)) {
                out.append("⟨U+%04X⟩".formatted(c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    private static boolean isBrokenOrUnassigned(int c) {
        return (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) || (c & 0xFFFE) == 0xFFFE;
    }

    /** C1 controls, format characters (direction, zero width, tags) and the two Unicode line ends. */
    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
