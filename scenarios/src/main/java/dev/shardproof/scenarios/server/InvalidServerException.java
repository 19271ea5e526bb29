package dev.shardproof.scenarios.server;

/**
 * A server can not be used as the user names it. The message says what is wrong and what is allowed; it repeats nothing
 * that could be a password.
 */
public final class InvalidServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidServerException(String message) {
        super(message);
    }
}
