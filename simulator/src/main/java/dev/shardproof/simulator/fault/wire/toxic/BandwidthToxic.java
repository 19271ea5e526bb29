package dev.shardproof.simulator.fault.wire.toxic;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Lets at most {@code rate} KB (1 000 bytes) a second through, in portions of at most a tenth of a second. A rate of 0
 * holds everything back, without loss, until the toxic is changed or removed.
 */
final class BandwidthToxic implements Toxic {

    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long FOR_EVER = TimeUnit.DAYS.toNanos(365);

    /** KB a second are bytes a millisecond. */
    private final long bytesPerMilli;

    BandwidthToxic(Map<String, Long> attributes) {
        bytesPerMilli = attributes.get("rate");
    }

    @Override
    public void pass(Chunk chunk, Lane lane) throws IOException {
        if (bytesPerMilli == 0) {
            // Ends when the toxic is changed or removed, or when the connection is cut.
            lane.waitUntil(lane.nanoTime() + FOR_EVER);
            lane.forward(chunk);
            return;
        }
        int portion = (int) Math.min(chunk.length(), 100 * Math.min(bytesPerMilli, Integer.MAX_VALUE / 100));
        int sent = 0;
        while (sent < chunk.length()) {
            int end = Math.min(chunk.length(), sent + portion);
            if (!lane.waitUntil(occupyLine(chunk, end - sent, lane))) {
                lane.forward(chunk.slice(sent, chunk.length()));
                return;
            }
            lane.forward(chunk.slice(sent, end));
            sent = end;
        }
    }

    /**
     * Books the line for {@code bytes} more and says until when it is then occupied. Counted from the arrival and not
     * from now, so that a timer that fires late does not lower the rate.
     */
    private long occupyLine(Chunk chunk, int bytes, Lane lane) {
        long occupiedUntil = lane.remembered();
        boolean lineIsFree = occupiedUntil == 0 || occupiedUntil - chunk.arrivedNanos() < 0;
        long start = lineIsFree ? chunk.arrivedNanos() : occupiedUntil;
        long until = start + bytes * NANOS_PER_MILLI / bytesPerMilli;
        lane.remember(until);
        return until;
    }
}
