package dev.shardproof.scenarios.cli;

/** What was asked for does not fit what the servers have; the message says how. */
final class InvalidRunException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidRunException(String message) {
        super(message);
    }
}
