package dev.shardproof.simulator.fault.wire.postgres;

import java.io.IOException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the two directions of one connection know of each other. Every Query, Sync, FunctionCall and the startup make a
 * sync point: the server answers each with one ReadyForQuery. Thread-safe.
 */
public final class Session {

    enum Phase {
        /** The client's next bytes are a startup packet, or a request for encryption or cancellation. */
        STARTUP,
        /** The client has asked for encryption; the server's answer is one byte. */
        NEGOTIATING,
        /** Messages with a type. */
        MESSAGES,
        /** A request to cancel, without an answer. */
        CANCELLING,
        /** Encrypted, or no PostgreSQL at all: nothing can be seen. */
        OPAQUE
    }

    /** A reply that is lost: all of the server's messages are dropped until {@code syncPoint} is answered. */
    record LostReply(long syncPoint, Ending ending) {}

    /** An error of the server, recognised by {@code token}, which is to be told in other words. */
    record ForgedError(byte[] token, byte[] told, long syncPoint, Runnable onTold) {}

    /** What is done once the server has answered. */
    public interface Ending {

        /** Ends the connection by an exception; if it returns, nothing of the server reaches the client ever after. */
        void carryOut() throws IOException;
    }

    private final Runnable onOpaque;
    private final AtomicLong syncPoints = new AtomicLong();
    private final Queue<ForgedError> forgedErrors = new ConcurrentLinkedQueue<>();
    private volatile Phase phase = Phase.STARTUP;
    private volatile long answered;
    private volatile char transactionStatus = 'I';
    private volatile LostReply lostReply;

    /** A connection of which nothing is known yet; {@code onOpaque} hears once when it can not be followed. */
    public Session(Runnable onOpaque) {
        this.onOpaque = Objects.requireNonNull(onOpaque, "onOpaque is null");
    }

    Phase phase() {
        return phase;
    }

    /** Goes on, unless nothing can be seen any more. */
    synchronized void enter(Phase next) {
        if (phase != Phase.OPAQUE) {
            phase = next;
        }
    }

    /** Gives up to follow the connection. */
    void becomeOpaque() {
        synchronized (this) {
            if (phase == Phase.OPAQUE) {
                return;
            }
            phase = Phase.OPAQUE;
        }
        onOpaque.run();
    }

    /** Whether messages can be told apart. */
    boolean isFollowed() {
        Phase present = phase;
        return present != Phase.OPAQUE && present != Phase.CANCELLING;
    }

    /** Whether nothing can be seen on this connection. */
    public boolean isOpaque() {
        return phase == Phase.OPAQUE;
    }

    long syncPoints() {
        return syncPoints.get();
    }

    void sentSyncPoint() {
        syncPoints.incrementAndGet();
    }

    /** The server has ignored a Sync, as it does while it takes the data of a COPY. */
    void ignoredSyncPoint() {
        syncPoints.decrementAndGet();
    }

    /** Whether the server has answered all sync points. */
    boolean isQuiet() {
        return answered >= syncPoints.get();
    }

    /** Status of the transaction at the last ReadyForQuery: I, T or E. */
    char transactionStatus() {
        return transactionStatus;
    }

    /** A ReadyForQuery has come; the number of its sync point. */
    long readyForQuery(char status) {
        transactionStatus = status;
        long point = answered + 1;
        answered = point;
        // An error that was not told by now never came: the server skipped the statement after an earlier error.
        forgedErrors.removeIf(error -> error.syncPoint() <= point);
        return point;
    }

    /** From now on drops what the server says; once it has answered {@code syncPoint}, {@code ending} is carried out. */
    public void loseReply(long syncPoint, Ending ending) {
        lostReply = new LostReply(syncPoint, ending);
    }

    /** Whether bytes of the server are being dropped. */
    public boolean losesReply() {
        return lostReply != null;
    }

    LostReply lostReply() {
        return lostReply;
    }

    /** The connection stays a black hole. */
    void loseAllReplies() {
        loseReply(Long.MAX_VALUE, () -> {});
    }

    void keepReply() {
        lostReply = null;
    }

    /**
     * Tells the server's next error that quotes {@code token} in other words.
     *
     * @param told the ErrorResponse that the client gets
     * @param onTold run when it gets it
     */
    public void forgeError(byte[] token, byte[] told, long syncPoint, Runnable onTold) {
        forgedErrors.add(new ForgedError(token, told, syncPoint, onTold));
    }

    Queue<ForgedError> forgedErrors() {
        return forgedErrors;
    }
}
