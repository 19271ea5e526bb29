package dev.shardproof.simulator.fault.wire.sql;

import dev.shardproof.simulator.fault.wire.postgres.BackendReader;
import dev.shardproof.simulator.fault.wire.postgres.ByteSink;
import dev.shardproof.simulator.fault.wire.postgres.FrontendReader;
import dev.shardproof.simulator.fault.wire.postgres.Session;
import dev.shardproof.simulator.fault.wire.postgres.Statement;
import dev.shardproof.simulator.fault.wire.postgres.StatementGate;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What client and server say to each other on one connection, with the toxics that know SQL between them. It is followed
 * from its first byte on, also while no toxic acts. One thread reads from the client and one from the server; the rest is
 * thread-safe.
 */
public final class Conversation implements StatementGate {

    private final long seed;
    private final ConnectionEnd connection;
    private final LongSupplier nanoTime;
    private final Session session = new Session(this::countOpaque);
    private final FrontendReader client = new FrontendReader(session, this);
    private final BackendReader server = new BackendReader(session);
    /** Names of the toxics that know that this connection is opaque. Guarded by this. */
    private final Set<String> toldOpaque = new HashSet<>();

    private volatile List<SqlToxic> acting = List.of();
    private volatile SqlToxic loser;
    private boolean stopped;
    private long forgedErrors;

    /** A connection that has just begun. */
    public Conversation(long seed, ConnectionEnd connection, LongSupplier nanoTime) {
        this.seed = seed;
        this.connection = Objects.requireNonNull(connection, "connection is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    /**
     * Makes those of {@code toxics} act whose lot takes this connection, and lets go of a statement whose toxic is gone.
     *
     * @return whether the connection must be cut: a toxic is gone that has swallowed bytes of it
     */
    public synchronized boolean apply(List<SqlToxic> toxics) {
        acting = toxics.stream().filter(toxic -> toxic.actsOn(seed)).toList();
        if (session.isOpaque()) {
            countOpaque();
        }
        notifyAll();
        SqlToxic present = loser;
        return present != null
                && session.losesReply()
                && acting.stream().noneMatch(toxic -> toxic.name().equals(present.name()));
    }

    /** Bytes of the client. */
    public void fromClient(byte[] bytes, int length, ByteSink sink) throws IOException {
        client.read(bytes, 0, length, sink);
    }

    /** The client has finished. */
    public void endFromClient(ByteSink sink) throws IOException {
        client.end(sink);
    }

    /** Bytes of the server. */
    public void fromServer(byte[] bytes, int length, ByteSink sink) throws IOException {
        if (session.losesReply() && session.isOpaque()) {
            throw connection.close();
        }
        server.read(bytes, 0, length, sink);
    }

    /** The server has finished. */
    public void endFromServer(ByteSink sink) throws IOException {
        server.end(sink);
    }

    /** Lets go of a statement that waits; it does not reach the server. */
    public synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    @Override
    public boolean watches() {
        return !acting.isEmpty();
    }

    @Override
    public Optional<Intervention> judge(Statement statement) {
        List<SqlToxic> takers =
                acting.stream().filter(toxic -> toxic.takes(statement)).toList();
        return takers.isEmpty() ? Optional.empty() : Optional.of(() -> intervene(takers, statement));
    }

    /** One after the other, to the first that replaces the statement or cuts the connection. */
    private Optional<byte[]> intervene(List<SqlToxic> takers, Statement statement) throws IOException {
        Optional<byte[]> instead = Optional.empty();
        for (SqlToxic toxic : takers) {
            if (instead.isEmpty()) {
                instead = intervene(toxic, statement);
            }
        }
        return instead;
    }

    @Override
    public void unseen() {
        acting.forEach(toxic -> toxic.counts().unseenStatement());
    }

    private synchronized void countOpaque() {
        acting.stream()
                .filter(toxic -> toldOpaque.add(toxic.name()))
                .forEach(toxic -> toxic.counts().opaqueConnection());
    }

    private Optional<byte[]> intervene(SqlToxic toxic, Statement statement) throws IOException {
        if (toxic.type() == SqlToxicType.LOST_REPLY) {
            loser = toxic;
            session.loseReply(statement.syncPoint(), () -> endLosing(toxic));
            return Optional.empty();
        }
        switch (toxic.text("action")) {
            case "delay":
                toxic.counts().hit();
                delay(toxic);
                return Optional.empty();
            case "error":
                return Optional.of(forge(toxic, statement));
            default:
                toxic.counts().hit();
                throw connection.reset();
        }
    }

    private void endLosing(SqlToxic toxic) throws IOException {
        toxic.counts().hit();
        switch (toxic.text("end")) {
            case "black_hole":
                break;
            case "close":
                throw connection.close();
            default:
                throw connection.reset();
        }
    }

    /** The server gets what fails there; on the way back its error is told in the toxic's words. */
    private byte[] forge(SqlToxic toxic, Statement statement) {
        FailingStatement failing = FailingStatement.number(++forgedErrors);
        session.forgeError(
                failing.token(),
                FailingStatement.error(toxic.text("sqlstate"), toxic.text("message")),
                statement.syncPoint(),
                () -> toxic.counts().hit());
        return failing.message(statement.simple());
    }

    /** Until the time is over or the toxic is gone, or another one. */
    private synchronized void delay(SqlToxic toxic) throws IOException {
        long due = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(toxic.number("delay"));
        long left = due - nanoTime.getAsLong();
        try {
            while (left > 0 && !stopped && acting.contains(toxic)) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = due - nanoTime.getAsLong();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (stopped) {
            throw new IOException("the connection was closed");
        }
    }
}
