package dev.shardproof.scenarios.latency;

import dev.shardproof.scenarios.spec.yaml.Problem;
import dev.shardproof.verifier.latency.block.LatencyBlock;
import dev.shardproof.verifier.latency.block.LatencyGroup;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Percentiles on record, such as production's, in one or several windows of time. Several windows are worth more than
 * one figure: their spread says how sure each is.
 *
 * @param description where they are from, e.g. the file's name; untrusted
 * @param groups the windows of each group in their order
 */
public record StoredBaseline(String description, Map<LatencyGroup, List<LatencyBlock>> groups) {

    public StoredBaseline {
        Objects.requireNonNull(description, "description is null");
        groups = Map.copyOf(groups);
    }

    /** The windows of a group; empty if it is not on record. */
    List<LatencyBlock> windows(LatencyGroup group) {
        return groups.getOrDefault(group, List.of());
    }

    /** A file is not a stored baseline. The message has one line for each problem, with its line in the file. */
    public static final class InvalidBaselineException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient List<Problem> problems;

        InvalidBaselineException(List<Problem> problems) {
            super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
            this.problems = List.copyOf(problems);
        }

        /** At least one. */
        public List<Problem> problems() {
            return problems;
        }
    }
}
