package dev.shardproof.loadgen.shape;

/** A recorded rate curve can not be used; the message says where and why. */
public final class InvalidCurveException extends Exception {

    private static final long serialVersionUID = 1;

    InvalidCurveException(String message) {
        super(message);
    }
}
