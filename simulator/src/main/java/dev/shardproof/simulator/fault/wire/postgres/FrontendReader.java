package dev.shardproof.simulator.fault.wire.postgres;

import dev.shardproof.simulator.fault.wire.postgres.Session.Phase;
import dev.shardproof.simulator.fault.wire.postgres.StatementGate.Intervention;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Walks over what the client says and passes it on. A statement is held back until the gate has judged it, but only while
 * the gate watches; else only headers are looked at, and what Parse and PREPARE define is kept for later. Used by one
 * thread.
 */
public final class FrontendReader extends MessageWalk {

    /** How much of a statement is looked at. */
    public static final int TEXT_BYTES_MAX = 8 * 1024;

    private static final int NAMES_BYTES_MAX = 512;
    private static final int STARTUP_HEADER_BYTES = 8;
    private static final int STARTUP_BYTES_MAX = 10_000;
    private static final int PROTOCOL_3 = 3;
    private static final int CANCEL_REQUEST = 80877102;
    private static final int SSL_REQUEST = 80877103;
    private static final int GSSENC_REQUEST = 80877104;
    private static final String TYPES = "BCDEFHPQSXcdfp";

    private final Session session;
    private final StatementGate gate;
    private final StatementNames names = new StatementNames();
    private final TransactionBlock block;
    private int startupCode;
    private char lastSyncPoint = ' ';

    /** Reads the client's side of {@code session}; {@code gate} judges its statements. */
    public FrontendReader(Session session, StatementGate gate) {
        this.session = Objects.requireNonNull(session, "session is null");
        this.gate = Objects.requireNonNull(gate, "gate is null");
        this.block = new TransactionBlock(session);
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
        switch (session.phase()) {
            case STARTUP:
                return STARTUP_HEADER_BYTES;
            case NEGOTIATING:
                return 1;
            default:
                return HEADER_BYTES;
        }
    }

    @Override
    Fate begin(byte first) {
        boolean statement = session.phase() == Phase.MESSAGES && (first == 'Q' || first == 'E');
        return statement && gate.watches() ? Fate.HOLD : Fate.PASS;
    }

    @Override
    int bodyBytes(byte[] header) {
        switch (session.phase()) {
            case STARTUP:
                startupCode = intAt(header, Integer.BYTES);
                int length = intAt(header, 0);
                boolean known = startupCode >> 16 == PROTOCOL_3
                        || (startupCode >= CANCEL_REQUEST && startupCode <= GSSENC_REQUEST);
                return known && length <= STARTUP_BYTES_MAX ? length - STARTUP_HEADER_BYTES : -1;
            case NEGOTIATING:
                // Nobody speaks before the server has answered; perhaps this is the beginning of TLS.
                return -1;
            default:
                return TYPES.indexOf(header[0]) < 0 ? -1 : intAt(header, 1) - Integer.BYTES;
        }
    }

    @Override
    int wantedBytes(byte type) {
        switch (type) {
            case 'Q':
            case 'P':
                return TEXT_BYTES_MAX;
            case 'B':
            case 'E':
            case 'C':
                return NAMES_BYTES_MAX;
            default:
                return 0;
        }
    }

    @Override
    Fate judge(byte type, byte[] body, int length, Fate present, Intervening before) throws IOException {
        if (session.phase() == Phase.STARTUP) {
            startUp();
            return present;
        }
        MessageBody text = new MessageBody(body, length);
        Fate fate = Fate.PASS;
        switch (type) {
            case 'P':
                names.define(text.next(), text.next());
                break;
            case 'B':
                names.bind(text.next(), text.next());
                break;
            case 'C':
                close(text);
                break;
            case 'E':
                fate = execute(text.next(), present, before);
                break;
            case 'Q':
                fate = statement(text.next(), true, present, before);
                sync(type);
                break;
            case 'F':
            case 'S':
                sync(type);
                break;
            case 'c':
            case 'f':
                copyEnds();
                break;
            default:
        }
        return fate;
    }

    private void startUp() {
        switch (startupCode) {
            case CANCEL_REQUEST:
                session.enter(Phase.CANCELLING);
                break;
            case SSL_REQUEST:
            case GSSENC_REQUEST:
                session.enter(Phase.NEGOTIATING);
                break;
            default:
                session.enter(Phase.MESSAGES);
                session.sentSyncPoint();
        }
    }

    private void close(MessageBody body) {
        char kind = body.kind();
        if (kind == 'S') {
            names.forget(body.next());
        } else {
            names.unbind(body.next());
        }
    }

    private void sync(byte type) {
        session.sentSyncPoint();
        lastSyncPoint = (char) type;
        block.synced();
    }

    /** A Sync that came before the end of the data was ignored by the server: it was taking the data. */
    private void copyEnds() {
        if (lastSyncPoint == 'S' && !session.isQuiet()) {
            session.ignoredSyncPoint();
        }
    }

    private Fate execute(String portal, Fate present, Intervening before) throws IOException {
        StatementNames.Execution execution = names.execute(portal);
        if (!execution.begins()) {
            return Fate.PASS;
        } else if (execution.text().isPresent()) {
            return statement(execution.text().get(), false, present, before);
        } else if (present == Fate.HOLD) {
            gate.unseen();
        }
        return Fate.PASS;
    }

    private Fate statement(String text, boolean simple, Fate present, Intervening before) throws IOException {
        Optional<String> executed = names.follow(text);
        boolean inTransaction = block.isOpenFor(text);
        if (present != Fate.HOLD) {
            return Fate.PASS;
        }
        List<String> texts = new ArrayList<>(List.of(text));
        executed.ifPresent(texts::add);
        Optional<Intervention> intervention =
                gate.judge(new Statement(texts, simple, inTransaction, session.syncPoints() + 1));
        if (intervention.isEmpty()) {
            return Fate.PASS;
        }
        ByteSink sink = before.flush();
        Optional<byte[]> instead = intervention.get().carryOut();
        if (instead.isEmpty()) {
            return Fate.PASS;
        }
        sink.write(instead.get(), 0, instead.get().length);
        return Fate.DROP;
    }

    /** The zero-terminated texts of a body whose end may be missing. */
    private static final class MessageBody {
        private final byte[] bytes;
        private final int length;
        private int position;

        MessageBody(byte[] bytes, int length) {
            this.bytes = bytes;
            this.length = length;
        }

        char kind() {
            return position < length ? (char) bytes[position++] : ' ';
        }

        String next() {
            int from = Math.min(position, length);
            int to = from;
            while (to < length && bytes[to] != 0) {
                to++;
            }
            position = to + 1;
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
    }
}
