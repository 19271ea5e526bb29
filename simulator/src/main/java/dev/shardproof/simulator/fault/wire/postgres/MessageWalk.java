package dev.shardproof.simulator.fault.wire.postgres;

import java.io.IOException;
import java.util.Arrays;

/**
 * Walks over one direction of a connection, message by message, in pieces of any size, and passes it on. What is neither
 * held nor dropped is written as it came, without a copy. Used by one thread.
 */
abstract class MessageWalk {

    /** What happens to the bytes of a message. */
    enum Fate {
        PASS,
        /** They wait until the message is judged. */
        HOLD,
        DROP
    }

    /** A type of one byte and the length, which counts itself. */
    static final int HEADER_BYTES = 5;

    private static final int NONE = -1;

    private final byte[] header = new byte[8];
    private int headerLength;
    /** What is missing of the body; {@link #NONE} until the header is complete. */
    private int bodyLeft = NONE;

    private byte[] captured = new byte[512];
    private int capturedLength;
    private int captureLeft;
    private boolean judged;
    private Fate fate = Fate.PASS;
    private byte[] held = new byte[512];
    private int heldLength;

    /** Whether messages can be told apart. */
    abstract boolean follows();

    /** The length of the header of the message that begins. */
    abstract int headerBytes();

    /** What is to be done with a message that begins with this byte. */
    abstract Fate begin(byte first);

    /** The length of the body that follows this header; negative if the header is impossible. */
    abstract int bodyBytes(byte[] completeHeader);

    /** How many bytes of the body are needed to judge the message. */
    abstract int wantedBytes(byte type);

    /**
     * Judges a message: its header and the wanted part of its body are there.
     *
     * @param before writes all that comes before the message, and then takes what is to be sent instead of it
     * @return the fate of the message from now on, not {@link Fate#HOLD}
     */
    abstract Fate judge(byte type, byte[] body, int length, Fate present, Intervening before) throws IOException;

    /** The header is none: the connection can not be followed. */
    abstract void giveUp();

    /** The way on, for what is sent instead of a message. */
    interface Intervening {
        /** Writes all that precedes the message that is held. */
        ByteSink flush() throws IOException;
    }

    /** The next bytes. Whatever is not held has been written, or dropped, when this returns. */
    public final void read(byte[] bytes, int offset, int length, ByteSink sink) throws IOException {
        int end = offset + length;
        int position = offset;
        int unwritten = offset;
        while (position < end && follows()) {
            boolean begins = headerLength == 0 && bodyLeft == NONE;
            int messageFrom = begins ? position : offset;
            if (begins) {
                fate = begin(bytes[position]);
                judged = false;
            }
            if (fate == Fate.DROP && begins) {
                write(sink, bytes, unwritten, position);
            }
            position = takeHeader(bytes, position, end);
            if (bodyLeft != NONE) {
                position = takeBody(bytes, position, end);
                if (!judged && captureLeft == 0) {
                    unwritten = judge(bytes, unwritten, messageFrom, position, sink);
                }
            }
            if (fate == Fate.DROP) {
                unwritten = position;
            } else if (fate == Fate.HOLD && position == end && follows()) {
                write(sink, bytes, unwritten, messageFrom);
                hold(bytes, messageFrom, end);
                unwritten = end;
            }
            finishIfComplete();
        }
        if (!follows()) {
            release(sink);
        }
        write(sink, bytes, unwritten, end);
    }

    /** The end of the stream: what is held of an unfinished message goes on. */
    public final void end(ByteSink sink) throws IOException {
        release(sink);
    }

    /** The number at {@code position}, in the order of the network. */
    static int intAt(byte[] bytes, int position) {
        return (bytes[position] & 0xff) << 24
                | (bytes[position + 1] & 0xff) << 16
                | (bytes[position + 2] & 0xff) << 8
                | (bytes[position + 3] & 0xff);
    }

    private int takeHeader(byte[] bytes, int position, int end) {
        if (bodyLeft != NONE) {
            return position;
        }
        int needed = headerBytes();
        int taken = Math.min(needed - headerLength, end - position);
        System.arraycopy(bytes, position, header, headerLength, taken);
        headerLength += taken;
        if (headerLength == needed) {
            int body = bodyBytes(header);
            if (body < 0) {
                giveUp();
            } else {
                bodyLeft = body;
                capturedLength = 0;
                captureLeft = Math.min(body, wantedBytes(header[0]));
            }
        }
        return position + taken;
    }

    private int takeBody(byte[] bytes, int position, int end) {
        int taken = Math.min(bodyLeft, end - position);
        int wanted = Math.min(taken, captureLeft);
        if (wanted > 0) {
            captured = withRoom(captured, capturedLength + wanted);
            System.arraycopy(bytes, position, captured, capturedLength, wanted);
            capturedLength += wanted;
            captureLeft -= wanted;
        }
        bodyLeft -= taken;
        return position + taken;
    }

    /** Judges the present message; how far the present buffer is written, or dropped, afterwards. */
    private int judge(byte[] bytes, int unwritten, int messageFrom, int position, ByteSink sink) throws IOException {
        judged = true;
        Fate present = fate;
        boolean[] flushed = {false};
        fate = judge(header[0], captured, capturedLength, present, () -> {
            write(sink, bytes, unwritten, messageFrom);
            flushed[0] = true;
            return sink;
        });
        if (present != Fate.HOLD) {
            return unwritten;
        } else if (fate == Fate.DROP) {
            if (!flushed[0]) {
                write(sink, bytes, unwritten, messageFrom);
            }
            heldLength = 0;
            return position;
        }
        release(sink);
        return flushed[0] ? messageFrom : unwritten;
    }

    private void finishIfComplete() {
        if (bodyLeft == 0) {
            bodyLeft = NONE;
            headerLength = 0;
        }
    }

    private void hold(byte[] bytes, int from, int to) {
        held = withRoom(held, heldLength + to - from);
        System.arraycopy(bytes, from, held, heldLength, to - from);
        heldLength += to - from;
    }

    private void release(ByteSink sink) throws IOException {
        int length = heldLength;
        heldLength = 0;
        write(sink, held, 0, length);
    }

    private static byte[] withRoom(byte[] array, int length) {
        return length <= array.length ? array : Arrays.copyOf(array, Math.max(length, 2 * array.length));
    }

    private static void write(ByteSink sink, byte[] bytes, int from, int to) throws IOException {
        if (to > from) {
            sink.write(bytes, from, to - from);
        }
    }
}
