package dev.shardproof.simulator.migration.port;

import java.time.Duration;
import java.util.Objects;

/**
 * What copying a chunk came to.
 *
 * @param rows rows that the target accepted
 * @param bytes bytes on the wire
 * @param took wall time, throttling included
 * @param checksum CRC-32C of the bytes, eight hexadecimal digits
 */
public record ChunkReceipt(long rows, long bytes, Duration took, String checksum) {
    public ChunkReceipt {
        Objects.requireNonNull(took, "took is null");
        Objects.requireNonNull(checksum, "checksum is null");
    }
}
