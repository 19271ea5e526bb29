package dev.shardproof.verifier.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Unpacks the operations of one block's body, see {@link OperationEncoder}. Not thread-safe. */
final class OperationDecoder {

    private static final Outcome[] OUTCOMES = Outcome.values();
    private static final Effect[] EFFECTS = Effect.values();

    private final byte[] bytes;
    private final int end;
    private final List<String> texts = new ArrayList<>();
    private int position;
    private long intended;
    private long argument;

    OperationDecoder(byte[] bytes, int length) {
        this.bytes = bytes;
        this.end = length;
    }

    /** Makes an exception of what is wrong, which says where in the file. */
    @FunctionalInterface
    interface Damage {
        IOException of(String why);
    }

    /**
     * Hands over all operations of a block.
     *
     * @throws IOException if the body is not what the head says
     */
    static void decode(BlockFormat.Head head, byte[] body, Consumer<ClientOperation> consumer, Damage damage)
            throws IOException {
        if (!head.matches(body)) {
            throw damage.of("the block's checksum is wrong");
        }
        OperationDecoder decoder = new OperationDecoder(body, head.bodyBytes());
        for (int i = 0; i < head.operations(); i++) {
            ClientOperation operation;
            try {
                operation = decoder.next();
            } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
                throw damage.of("operation %d of its block: %s".formatted(i + 1, e.getMessage()));
            }
            consumer.accept(operation);
        }
        if (decoder.hasNext()) {
            throw damage.of("the block holds more than its %d operations".formatted(head.operations()));
        }
    }

    boolean hasNext() {
        return position < end;
    }

    /**
     * The next operation.
     *
     * @throws IllegalArgumentException if the bytes are none; the message says why
     * @throws IndexOutOfBoundsException if they end before it does
     */
    ClientOperation next() {
        int flags = oneByte();
        String name = text();
        intended += signed();
        long invoked = intended + unsigned();
        long ended = invoked + unsigned();
        String shard = text();
        long epoch = signed();
        int attempts = Math.toIntExact(unsigned());
        String error = text();
        int instance = Math.toIntExact(unsigned());
        long key = (flags & OperationEncoder.WIDE_KEY_BIT) != 0 ? fixed() : unsigned();
        Evidence evidence = (flags & OperationEncoder.EVIDENCE_BIT) != 0 ? evidence() : Evidence.NONE;
        int outcome = flags >>> OperationEncoder.OUTCOME_SHIFT & OperationEncoder.OUTCOME_MASK;
        return new ClientOperation(
                name,
                (flags & OperationEncoder.WRITE_BIT) != 0,
                intended,
                invoked,
                ended,
                shard,
                epoch,
                OUTCOMES[outcome],
                attempts,
                error,
                instance,
                key,
                evidence);
    }

    private Evidence evidence() {
        long session = unsigned();
        Effect effect = EFFECTS[oneByte()];
        argument += signed();
        int count = Math.toIntExact(unsigned());
        if (count < 0 || count > end - position) {
            throw new IllegalArgumentException(count + " observed values in " + (end - position) + " bytes");
        }
        if (count == 0) {
            return new Evidence(session, effect, argument, List.of());
        }
        if (count <= 2) {
            long first = signed();
            return new Evidence(
                    session, effect, argument, count == 1 ? List.of(first) : List.of(first, first + signed()));
        }
        Long[] observed = new Long[count];
        long value = 0;
        for (int i = 0; i < count; i++) {
            value += signed();
            observed[i] = value;
        }
        return new Evidence(session, effect, argument, List.of(observed));
    }

    private int oneByte() {
        if (position >= end) {
            throw new IndexOutOfBoundsException("the body ends within an operation");
        }
        return bytes[position++];
    }

    private String text() {
        long place = unsigned();
        if (place < texts.size() && place >= 0) {
            return texts.get((int) place);
        }
        int length = Math.toIntExact(unsigned());
        if (place != texts.size() || length < 0 || length > end - position) {
            throw new IllegalArgumentException(
                    "text %d of %d characters, after %d texts".formatted(place, length, texts.size()));
        }
        String text = new String(bytes, position, length, StandardCharsets.UTF_8);
        position += length;
        texts.add(text);
        return text;
    }

    private long signed() {
        long value = unsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    private long unsigned() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = oneByte();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits");
    }

    private long fixed() {
        if (end - position < Long.BYTES) {
            throw new IndexOutOfBoundsException("the body ends within a key");
        }
        long value = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            value = value << 8 | bytes[position + i] & 0xFF;
        }
        position += Long.BYTES;
        return value;
    }
}
