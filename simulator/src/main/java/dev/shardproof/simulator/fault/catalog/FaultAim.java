package dev.shardproof.simulator.fault.catalog;

/** What a kind of fault can be aimed at. */
public enum FaultAim {
    /** One shard; several make several faults. */
    SHARD("a shard"),
    /** One shard, or the stream from one shard to another. */
    SHARD_OR_STREAM("a shard, or a stream such as s0->s2"),
    /** The applications. */
    APPLICATION(FaultTarget.APPLICATION_NAME),
    /** The migrator. */
    MIGRATOR(FaultTarget.MIGRATOR_NAME);

    private final String label;

    FaultAim(String label) {
        this.label = label;
    }

    /** For messages: what is allowed. */
    public String label() {
        return label;
    }

    /** Whether {@code target} is of this sort. */
    public boolean allows(FaultTarget target) {
        return switch (this) {
            case SHARD -> target.shard().isPresent() && target.streamTo().isEmpty();
            case SHARD_OR_STREAM -> target.shard().isPresent();
            case APPLICATION -> target.equals(FaultTarget.APPLICATION);
            case MIGRATOR -> target.equals(FaultTarget.MIGRATOR);
        };
    }
}
