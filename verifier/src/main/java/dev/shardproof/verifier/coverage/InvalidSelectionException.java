package dev.shardproof.verifier.coverage;

import java.util.List;

/** The user's rules about tables do not fit what is there: a mistake of the user's, found before anything was compared. */
public final class InvalidSelectionException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /**
     * @param problems what is wrong, one sentence each, with what to do; they quote names of the user's and of the catalogue
     */
    public InvalidSelectionException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, one sentence each. */
    public List<String> problems() {
        return problems == null ? List.of(getMessage()) : problems;
    }
}
