package dev.shardproof.simulator.fault.wire.toxic;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Cuts chunks into slices of {@code average_size} ± {@code size_variation} bytes and waits {@code delay} microseconds
 * after each. The last slice of a chunk may be shorter.
 */
final class SlicerToxic implements Toxic {

    private final long averageSize;
    private final long sizeVariation;
    private final long delayNanos;

    SlicerToxic(Map<String, Long> attributes) {
        averageSize = attributes.get("average_size");
        sizeVariation = attributes.get("size_variation");
        delayNanos = TimeUnit.MICROSECONDS.toNanos(attributes.get("delay"));
        if (averageSize < 1) {
            throw new IllegalArgumentException("average_size is %d: at least 1 byte is needed".formatted(averageSize));
        }
        if (sizeVariation >= averageSize) {
            throw new IllegalArgumentException("size_variation is %d: it must be less than average_size (%d)"
                    .formatted(sizeVariation, averageSize));
        }
    }

    @Override
    public void pass(Chunk chunk, Lane lane) throws IOException {
        int start = 0;
        while (start < chunk.length()) {
            int end = (int) Math.min(chunk.length(), start + sliceSize(lane));
            lane.forward(chunk.slice(start, end));
            start = end;
            if (!lane.waitUntil(lane.nanoTime() + delayNanos)) {
                break;
            }
        }
        if (start < chunk.length()) {
            lane.forward(chunk.slice(start, chunk.length()));
        }
    }

    private long sliceSize(Lane lane) {
        return sizeVariation == 0
                ? averageSize
                : averageSize + lane.random().nextLong(-sizeVariation, sizeVariation + 1);
    }
}
