package dev.shardproof.simulator.fault.wire.postgres;

import dev.shardproof.simulator.fault.wire.postgres.Session.ForgedError;
import dev.shardproof.simulator.fault.wire.postgres.Session.LostReply;
import dev.shardproof.simulator.fault.wire.postgres.Session.Phase;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/**
 * Walks over what the server says and passes it on, but for replies that are to be lost and errors that are to be told in
 * other words. Used by one thread.
 */
public final class BackendReader extends MessageWalk {

    private static final int ERROR_BYTES_MAX = 4 * 1024;
    private static final String TYPES = "123ACDEGHIKNRSTVWZcdnstv";

    private final Session session;

    /** Reads the server's side of {@code session}. */
    public BackendReader(Session session) {
        this.session = Objects.requireNonNull(session, "session is null");
    }

    @Override
    boolean follows() {
        return session.isFollowed();
    }

    @Override
    void giveUp() {
        session.becomeOpaque();
    }

    @Override
    int headerBytes() {
        return session.phase() == Phase.MESSAGES ? HEADER_BYTES : 1;
    }

    @Override
    Fate begin(byte first) {
        if (session.losesReply()) {
            // The server asks for data: without it there will be no end of the statement.
            return first == 'G' || first == 'W' ? Fate.PASS : Fate.DROP;
        }
        return first == 'E' && !session.forgedErrors().isEmpty() ? Fate.HOLD : Fate.PASS;
    }

    @Override
    int bodyBytes(byte[] header) {
        switch (session.phase()) {
            case NEGOTIATING:
                return header[0] == 'N' ? 0 : -1;
            case MESSAGES:
                return TYPES.indexOf(header[0]) < 0 ? -1 : intAt(header, 1) - Integer.BYTES;
            default:
                // PostgreSQL never speaks first.
                return -1;
        }
    }

    @Override
    int wantedBytes(byte type) {
        return type == 'Z' ? 1 : type == 'E' ? ERROR_BYTES_MAX : 0;
    }

    @Override
    Fate judge(byte type, byte[] body, int length, Fate present, Intervening before) throws IOException {
        if (session.phase() == Phase.NEGOTIATING) {
            session.enter(Phase.STARTUP);
        } else if (type == 'Z') {
            ready((char) body[0]);
        } else if (type == 'W' && session.losesReply()) {
            // A stream of replication begins; its statement has no end to wait for.
            session.keepReply();
        } else if (present == Fate.HOLD) {
            return forge(body, length, before);
        }
        return present;
    }

    private void ready(char status) throws IOException {
        long point = session.readyForQuery(status);
        LostReply lost = session.lostReply();
        if (lost != null && lost.syncPoint() <= point) {
            lost.ending().carryOut();
            session.loseAllReplies();
        }
    }

    private Fate forge(byte[] body, int length, Intervening before) throws IOException {
        for (ForgedError error : session.forgedErrors()) {
            if (contains(body, length, error.token())) {
                session.forgedErrors().remove(error);
                before.flush().write(error.told(), 0, error.told().length);
                error.onTold().run();
                return Fate.DROP;
            }
        }
        return Fate.PASS;
    }

    private static boolean contains(byte[] text, int length, byte[] part) {
        for (int i = 0; i + part.length <= length; i++) {
            if (Arrays.equals(text, i, i + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }
}
