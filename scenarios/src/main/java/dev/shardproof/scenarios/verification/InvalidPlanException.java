package dev.shardproof.scenarios.verification;

import dev.shardproof.scenarios.spec.yaml.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** A plan can not be carried out as it is written. The message has one line for each problem, in the order of the file. */
public final class InvalidPlanException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public InvalidPlanException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("an invalid plan has at least one problem");
        }
        this.problems = List.copyOf(problems);
    }

    /** At least one. */
    public List<Problem> problems() {
        return problems;
    }
}
