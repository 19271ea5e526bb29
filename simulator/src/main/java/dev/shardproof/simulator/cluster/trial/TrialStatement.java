package dev.shardproof.simulator.cluster.trial;

import java.util.Objects;

/**
 * A statement that changes nothing that anybody keeps.
 *
 * @param form what it is
 * @param text of a notice what stands in its comment; of what is no SQL how it begins; of a commit nothing
 */
public record TrialStatement(Form form, String text) {

    /** The kinds of harmless statements. */
    public enum Form {
        /** The COMMIT of a transaction that has an id and no effect; the server knows afterwards whether it committed. */
        COMMIT,
        /** {@code SELECT pg_notify(…)} with a comment; a direct session hears of it if it was executed and committed. */
        NOTICE,
        /** Begins as one likes and then is no SQL: refused before any of it is executed. */
        NO_SQL
    }

    /** No grammar has a backslash outside of quotes, and an open quote or comment is an error by itself. */
    private static final String NO_SQL_END = "\n\\ shardproof probe";

    public TrialStatement {
        Objects.requireNonNull(form, "form is null");
        Objects.requireNonNull(text, "text is null");
        if (form == Form.NOTICE && (text.contains("*/") || text.contains("/*"))) {
            throw new IllegalArgumentException("a comment can not hold the end or beginning of another one");
        }
        if (form != Form.COMMIT && text.contains(";")) {
            // The driver would cut it there, and send the first part by itself.
            throw new IllegalArgumentException("a semicolon would end the statement");
        }
    }

    /** What is sent; %s stands for the channel of a notice and what it says. */
    String sql(String channel, String said) {
        return switch (form) {
            case COMMIT -> "COMMIT";
            case NOTICE -> "SELECT pg_catalog.pg_notify('%s', '%s') /* %s */".formatted(channel, said, text);
            case NO_SQL -> text + NO_SQL_END;
        };
    }

    /** An example of what is sent, to see which patterns match it. */
    public String example() {
        return sql("shardproof_trial_1", "1");
    }
}
