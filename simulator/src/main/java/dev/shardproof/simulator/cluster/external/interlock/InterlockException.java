package dev.shardproof.simulator.cluster.external.interlock;

import dev.shardproof.simulator.cluster.ClusterStartException;
import java.util.List;
import java.util.stream.Collectors;

/** The servers are not touched. The message has one line for each reason. */
public final class InterlockException extends ClusterStartException {

    private static final long serialVersionUID = 1L;

    private final transient List<Refusal> refusals;

    /** @param refusals at least one */
    public InterlockException(List<Refusal> refusals) {
        super(refusals.stream()
                .map(Refusal::toString)
                .collect(Collectors.joining(
                        "\n  ",
                        "nothing was done on any server, for not all of them are proven to be sandboxes:\n  ",
                        "\nSee docs/EXTERNAL.md.")));
        this.refusals = List.copyOf(refusals);
    }

    public List<Refusal> refusals() {
        return refusals;
    }
}
