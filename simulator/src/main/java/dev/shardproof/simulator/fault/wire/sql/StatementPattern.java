package dev.shardproof.simulator.fault.wire.sql;

import dev.shardproof.simulator.fault.wire.postgres.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * Which statements a toxic takes. Immutable.
 *
 * <ul>
 *   <li>{@code COMMIT}, {@code insert into orders}: the words that a statement begins with, in any case of letters;
 *       {@code COMMIT} and {@code END} mean each other. Of several statements in one message each is looked at.
 *   <li>{@code /COPY .* orders/}: a regular expression of Java that is found anywhere in the text, in any case of letters;
 *       {@code .} stands for ends of lines, too
 * </ul>
 */
public final class StatementPattern {

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
    private static final Pattern COMMIT = Pattern.compile("(?:COMMIT|END)", FLAGS);
    private static final Pattern COMMITS = Pattern.compile(COMMIT + "\\b.*", FLAGS);
    private static final Pattern WRITES = Pattern.compile(
            "(?:INSERT|UPDATE|DELETE|MERGE|TRUNCATE|CREATE|ALTER|DROP|CALL|DO|COPY\\b.*\\bFROM"
                    + "|WITH\\b.*\\b(?:INSERT|UPDATE|DELETE|MERGE))\\b.*",
            FLAGS);

    private final Predicate<Statement> predicate;

    private StatementPattern(Predicate<Statement> predicate) {
        this.predicate = predicate;
    }

    /** Every statement. */
    static StatementPattern any() {
        return new StatementPattern(statement -> true);
    }

    /** What commits: COMMIT, and outside of a transaction what writes. */
    static StatementPattern commits() {
        return new StatementPattern(statement -> anyStatement(
                statement,
                text -> COMMITS.matcher(text).matches()
                        || (!statement.inTransaction() && WRITES.matcher(text).matches())));
    }

    /** Parses an {@code on} that is not empty; {@link IllegalArgumentException} if it is no pattern. */
    public static StatementPattern parse(String on) {
        if (on.isBlank()) {
            throw new IllegalArgumentException("attribute on is blank: words or a /regular expression/ are needed");
        }
        if (on.length() > 1 && on.startsWith("/") && on.endsWith("/")) {
            Pattern pattern = compile(on);
            return new StatementPattern(statement -> statement.texts().stream()
                    .anyMatch(text -> pattern.matcher(text).find()));
        }
        String words = Arrays.stream(on.strip().split("\\s+"))
                .map(word -> COMMIT.matcher(word).matches() ? COMMIT.pattern() : Pattern.quote(word))
                .collect(Collectors.joining("\\s+"));
        Pattern pattern = Pattern.compile(words + "(?![\\w$]).*", FLAGS);
        return new StatementPattern(statement ->
                anyStatement(statement, text -> pattern.matcher(text).matches()));
    }

    private static Pattern compile(String on) {
        try {
            return Pattern.compile(on.substring(1, on.length() - 1), FLAGS);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "attribute on is no regular expression: %s".formatted(e.getMessage()), e);
        }
    }

    private static boolean anyStatement(Statement statement, Predicate<String> wanted) {
        return statement.texts().stream()
                .flatMap(text -> SqlScript.statements(text).stream())
                .anyMatch(wanted);
    }

    /** Whether it takes a statement of this text, wherever it comes. */
    public boolean matches(String text) {
        return matches(new Statement(List.of(text), true, true, 1));
    }

    boolean matches(Statement statement) {
        return predicate.test(statement);
    }
}
