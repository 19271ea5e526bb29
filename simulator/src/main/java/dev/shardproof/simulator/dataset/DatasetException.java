package dev.shardproof.simulator.dataset;

/** A data set can not be loaded. The message is for the user: what was found, where, and what to do. */
public final class DatasetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DatasetException(String message) {
        super(message);
    }

    public DatasetException(String message, Throwable cause) {
        super(message, cause);
    }
}
