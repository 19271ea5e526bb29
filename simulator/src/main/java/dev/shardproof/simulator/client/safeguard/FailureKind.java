package dev.shardproof.simulator.client.safeguard;

/** What a failed attempt means for the transaction that it carried. */
public enum FailureKind {
    /** The shard refused it because the range is fenced or has moved: nothing happened, ask for the new route. */
    MOVED,
    /** The server rolled it back for a passing reason, or it never left the client: nothing happened. */
    TRANSIENT,
    /** The server refused it for a reason that another attempt will not change. */
    PERMANENT,
    /** The answer to a commit never came: it may have happened. */
    INDETERMINATE
}
