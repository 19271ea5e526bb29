package dev.shardproof.verifier.history;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Reads a history file from its beginning to its end, about in the order in which operations ended, in constant memory.
 *
 * <p>A block at the end that is not complete is left out and reported as {@link Extent#torn}: the driver died while
 * writing it. So are zeros at the end, which a crash of the machine may leave. Everything else that is not as it was
 * written is an error, for such a file can not be trusted as evidence.
 */
public final class HistoryReader implements HistorySource {

    private final Path file;

    public HistoryReader(Path file) {
        this.file = Objects.requireNonNull(file, "file is null");
    }

    /**
     * How much was read.
     *
     * @param operations how many operations there are
     * @param torn whether the file ends before its writer was closed: the driver died, or is still at work. Operations may
     *     have happened then that the history does not tell
     */
    public record Extent(long operations, boolean torn) {}

    /**
     * Hands every operation to {@code consumer}.
     *
     * @throws IOException if the file can not be read or is not a history of this version; the message names the file,
     *     the place and what is wrong with it
     */
    @Override
    public Extent read(Consumer<ClientOperation> consumer) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return new Reading(in).read(consumer);
        }
    }

    /** One reading of the file. */
    private final class Reading {
        private final InputStream in;
        private final byte[] head = new byte[BlockFormat.HEAD_BYTES];
        private byte[] body = new byte[1 << 17];
        private long offset;
        private long operations;

        Reading(InputStream in) {
            this.in = in;
        }

        Extent read(Consumer<ClientOperation> consumer) throws IOException {
            byte[] line = in.readNBytes(BlockFormat.VERSION_LINE.length);
            if (!Arrays.equals(line, Arrays.copyOf(BlockFormat.VERSION_LINE, line.length))) {
                throw new IOException("%s: it does not begin as a history that this version reads, '%s'"
                        .formatted(file, new String(BlockFormat.VERSION_LINE).trim()));
            }
            offset = line.length;
            int count = in.readNBytes(head, 0, head.length);
            while (count == head.length) {
                BlockFormat.Head block = BlockFormat.head(head, 0);
                if (block == null) {
                    requireZeros(head, count);
                    return new Extent(operations, true);
                }
                if (block.before() != operations) {
                    throw damaged("the block says that %d operations come before it, and %d do"
                            .formatted(block.before(), operations));
                }
                if (block.closing()) {
                    return closed();
                }
                if (!readBody(block, consumer)) {
                    return new Extent(operations, true);
                }
                count = in.readNBytes(head, 0, head.length);
            }
            if (!BlockFormat.beginsHead(head, 0, count)) {
                requireZeros(head, count);
            }
            return new Extent(operations, true);
        }

        private Extent closed() throws IOException {
            if (in.read() >= 0) {
                throw damaged("it goes on after its closing block");
            }
            return new Extent(operations, false);
        }

        /** False if the file ends within the body. */
        private boolean readBody(BlockFormat.Head block, Consumer<ClientOperation> consumer) throws IOException {
            if (body.length < block.bodyBytes()) {
                body = new byte[block.bodyBytes()];
            }
            if (in.readNBytes(body, 0, block.bodyBytes()) < block.bodyBytes()) {
                return false;
            }
            OperationDecoder.decode(block, body, consumer, this::damaged);
            operations += block.operations();
            offset += head.length + block.bodyBytes();
            return true;
        }

        private void requireZeros(byte[] bytes, int count) throws IOException {
            byte[] rest = bytes;
            for (int length = count; length > 0; length = in.readNBytes(rest, 0, rest.length)) {
                for (int i = 0; i < length; i++) {
                    if (rest[i] != 0) {
                        throw damaged("no block begins there");
                    }
                }
                rest = body;
            }
        }

        private IOException damaged(String why) {
            return new IOException("%s is damaged at byte %d: %s".formatted(file, offset, why));
        }
    }
}
