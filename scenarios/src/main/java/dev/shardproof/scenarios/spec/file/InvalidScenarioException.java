package dev.shardproof.scenarios.spec.file;

import dev.shardproof.scenarios.spec.yaml.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** A scenario can not be run as it is written. The message has one line for each problem, in the order of the file. */
public final class InvalidScenarioException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public InvalidScenarioException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("an invalid scenario has at least one problem");
        }
        this.problems = List.copyOf(problems);
    }

    /** At least one. */
    public List<Problem> problems() {
        return problems;
    }
}
