package dev.shardproof.scenarios.spec.yaml;

/** Thrown by a {@link ValueReader}; {@link Fields} turns it into a problem and goes on with the next key. */
public final class RejectedValueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Position at;

    public RejectedValueException(Position at, String message) {
        super(message);
        this.at = at;
    }

    /** The usual form: what was found and what is expected. */
    public static RejectedValueException found(YamlNode node, String expected) {
        return new RejectedValueException(node.at(), "found %s; expected %s".formatted(Excerpt.of(node), expected));
    }

    /** Where the rejected value stands. */
    public Position at() {
        return at;
    }
}
