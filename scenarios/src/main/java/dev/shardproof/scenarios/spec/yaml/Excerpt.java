package dev.shardproof.scenarios.spec.yaml;

/** Shows untrusted text in a message: short, on one line, and without characters that steer a terminal. */
public final class Excerpt {

    private static final int LENGTH_MAX = 60;

    private Excerpt() {}

    /** The text in single quotes, cut after {@value #LENGTH_MAX} characters. */
    public static String quoted(String text) {
        int length = text.codePointCount(0, text.length());
        String shown = length <= LENGTH_MAX ? text : text.substring(0, text.offsetByCodePoints(0, LENGTH_MAX)) + "…";
        return "'" + printable(shown) + "'";
    }

    /** What a reader sees who expected something else here. */
    public static String of(YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar) {
            return scalar.kind() == YamlNode.Kind.EMPTY ? "no value" : quoted(scalar.text());
        }
        return node instanceof YamlNode.Sequence ? "a list" : "a mapping";
    }

    /** The text with every control, format and lone surrogate character written as an escape. */
    static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> safe.append(c == '\n' ? "\\n" : "\\u%04x".formatted(c));
                default -> safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }
}
