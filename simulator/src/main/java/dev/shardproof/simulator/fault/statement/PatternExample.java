package dev.shardproof.simulator.fault.statement;

/**
 * Makes a text that a simple regular expression matches: of alternatives the first, of what may be repeated the least. What
 * it does not understand it takes literally, so the caller has to see whether the text really matches.
 */
final class PatternExample {

    private final String regex;
    private int position;

    private PatternExample(String regex) {
        this.regex = regex;
    }

    /** An example for {@code regex}, without the slashes around it. */
    static String of(String regex) {
        return new PatternExample(regex).alternatives();
    }

    private boolean atEnd() {
        return position >= regex.length();
    }

    private char peek() {
        return regex.charAt(position);
    }

    /** To the end of the group, or of all. */
    private String alternatives() {
        String first = sequence();
        while (!atEnd() && peek() == '|') {
            position++;
            sequence();
        }
        return first;
    }

    private String sequence() {
        StringBuilder example = new StringBuilder();
        while (!atEnd() && peek() != '|' && peek() != ')') {
            String atom = atom();
            example.append(atom.repeat(repetitions()));
        }
        return example.toString();
    }

    private String atom() {
        char c = regex.charAt(position++);
        return switch (c) {
            case '(' -> group();
            case '[' -> characterClass();
            case '\\' -> atEnd() ? "" : escaped(regex.charAt(position++));
            case '.' -> " ";
            case '^', '$' -> "";
            default -> String.valueOf(c);
        };
    }

    private String group() {
        boolean looksAround = false;
        if (regex.startsWith("?", position)) {
            int colon = regex.indexOf(':', position);
            looksAround = regex.startsWith("?=", position)
                    || regex.startsWith("?!", position)
                    || regex.startsWith("?<", position);
            position = looksAround || colon < 0 ? position + 2 : colon + 1;
        }
        String example = alternatives();
        position += atEnd() ? 0 : 1;
        return looksAround ? "" : example;
    }

    private String characterClass() {
        boolean negated = !atEnd() && peek() == '^';
        position += negated ? 1 : 0;
        int from = position;
        int end = regex.indexOf(']', from + 1);
        position = end < 0 ? regex.length() : end + 1;
        String members = regex.substring(from, end < 0 ? regex.length() : end);
        if (negated) {
            return members.contains("x") || members.contains("\\w") ? " " : "x";
        }
        return members.startsWith("\\") && members.length() > 1
                ? escaped(members.charAt(1))
                : members.isEmpty() ? "" : members.substring(0, 1);
    }

    private static String escaped(char c) {
        return switch (c) {
            case 's', 'W' -> " ";
            case 'd' -> "0";
            case 'w', 'S', 'D' -> "x";
            case 'b', 'B', 'A', 'Z', 'z', 'Q', 'E' -> "";
            case 'n' -> "\n";
            case 't' -> "\t";
            default -> String.valueOf(c);
        };
    }

    /** How often the atom before is repeated at the least. */
    private int repetitions() {
        int times = 1;
        if (!atEnd() && (peek() == '*' || peek() == '?')) {
            times = 0;
            position++;
        } else if (!atEnd() && peek() == '+') {
            position++;
        } else if (!atEnd() && peek() == '{') {
            int end = regex.indexOf('}', position);
            if (end > 0) {
                times = least(regex.substring(position + 1, end));
                position = end + 1;
            }
        } else {
            return 1;
        }
        // Lazy or possessive: the same example.
        position += !atEnd() && (peek() == '?' || peek() == '+') ? 1 : 0;
        return times;
    }

    private static int least(String bounds) {
        String digits = bounds.split(",", 2)[0];
        return digits.matches("\\d{1,3}") ? Integer.parseInt(digits) : 1;
    }
}
