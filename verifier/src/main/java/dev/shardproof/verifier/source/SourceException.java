package dev.shardproof.verifier.source;

/**
 * A database could not be read, or what it holds can not be judged. The message names the shard and what to do; it never
 * holds an address or a password.
 */
public final class SourceException extends Exception {

    private static final long serialVersionUID = 1;

    public SourceException(String message) {
        super(message);
    }

    public SourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
