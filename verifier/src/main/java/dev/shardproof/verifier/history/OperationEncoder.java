package dev.shardproof.verifier.history;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Packs operations into the body of a block, each as a few numbers of variable length, little end first, seven bits a
 * byte: names, shards and error codes by their place in a list that the block builds up as it goes (a new text follows its
 * place), times and arguments as differences to the operation before. About 30 bytes an operation with a key that is a
 * pseudonym. Not thread-safe.
 */
final class OperationEncoder {

    static final int WRITE_BIT = 1;
    static final int OUTCOME_SHIFT = 1;
    static final int OUTCOME_MASK = 3;
    /** The key takes eight bytes: it is a pseudonym, of which no bit is likelier than another. */
    static final int WIDE_KEY_BIT = 1 << 3;
    /** Session, effect, argument and observed follow; without it they are those of {@link Evidence#NONE}. */
    static final int EVIDENCE_BIT = 1 << 4;

    private static final long WIDE_KEYS_FROM = 1L << 48;

    private final Map<String, Integer> texts = new HashMap<>();
    private byte[] bytes;
    private int length;
    private int operations;
    private long intended;
    private long argument;

    OperationEncoder(int capacity) {
        this.bytes = new byte[capacity];
        clear();
    }

    /** Begins a new body; room for the head is left before it. */
    final void clear() {
        length = BlockFormat.HEAD_BYTES;
        operations = 0;
        intended = 0;
        argument = 0;
        texts.clear();
    }

    void add(ClientOperation operation) {
        Evidence evidence = operation.evidence();
        boolean evident = !evidence.equals(Evidence.NONE);
        boolean wide = operation.key() < 0 || operation.key() >= WIDE_KEYS_FROM;
        int flags = (operation.write() ? WRITE_BIT : 0)
                | operation.outcome().ordinal() << OUTCOME_SHIFT
                | (wide ? WIDE_KEY_BIT : 0)
                | (evident ? EVIDENCE_BIT : 0);
        room(1);
        bytes[length++] = (byte) flags;
        text(operation.name());
        signed(operation.intendedMicros() - intended);
        unsigned(operation.invokedMicros() - operation.intendedMicros());
        unsigned(operation.endMicros() - operation.invokedMicros());
        text(operation.shard());
        signed(operation.epoch());
        unsigned(operation.attempts());
        text(operation.error());
        unsigned(operation.instance());
        if (wide) {
            fixed(operation.key());
        } else {
            unsigned(operation.key());
        }
        intended = operation.intendedMicros();
        if (evident) {
            evidence(evidence);
        }
        operations++;
    }

    private void evidence(Evidence evidence) {
        unsigned(evidence.session());
        room(1);
        bytes[length++] = (byte) evidence.effect().ordinal();
        signed(evidence.argument() - argument);
        argument = evidence.argument();
        List<Long> observed = evidence.observed();
        unsigned(observed.size());
        long before = 0;
        for (int i = 0; i < observed.size(); i++) {
            long value = observed.get(i);
            signed(value - before);
            before = value;
        }
    }

    int operations() {
        return operations;
    }

    /** Bytes of the body so far. */
    int bodyBytes() {
        return length - BlockFormat.HEAD_BYTES;
    }

    /** The array that holds the body, behind the room for its head. */
    byte[] bytes() {
        return bytes;
    }

    private void text(String text) {
        Integer place = texts.get(text);
        if (place != null) {
            unsigned(place);
            return;
        }
        unsigned(texts.size());
        texts.put(text, texts.size());
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        unsigned(encoded.length);
        room(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
    }

    /** Small numbers of either sign become small ones without: 0, -1, 1, -2, … */
    private void signed(long value) {
        unsigned((value << 1) ^ (value >> 63));
    }

    private void unsigned(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    private void fixed(long value) {
        room(Long.BYTES);
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[length++] = (byte) (value >>> 8 * i);
        }
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
