package dev.shardproof.simulator.metrics;

import java.io.IOException;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much a container waits for a disk. The kernel's pressure figure ({@code io.pressure}, line {@code full}: all that
 * had something to do in the container waited) where it keeps one for the container, which takes control groups of version
 * 2; else the processor time that waited for a disk on the machine on which the container runs ({@code /proc/stat}).
 * For one thread at a time.
 */
final class DiskWait {

    static final String PRESSURE = "/sys/fs/cgroup/io.pressure";
    static final String STAT = "/proc/stat";
    private static final Pattern FULL = Pattern.compile("(?m)^full .*\\btotal=(\\d{1,18})$");

    private final KernelFiles files;
    private final LongSupplier nanoTime;
    private Meter meter;

    /**
     * @param files of the container
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    DiskWait(KernelFiles files, LongSupplier nanoTime) {
        this.files = Objects.requireNonNull(files, "files is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    /** One of the two ways. */
    private interface Meter {
        OptionalDouble look() throws IOException;
    }

    /**
     * The share of the time since the last look; empty at the first one, and if no time has passed.
     *
     * @throws IOException if the container does not tell
     */
    OptionalDouble look() throws IOException {
        if (meter == null) {
            files.read(STAT); // a container that does not answer now is no reason to take the lesser figure for ever
            meter = hasPressure() ? new Pressure() : new MachinesWait();
        }
        return meter.look();
    }

    private boolean hasPressure() {
        try {
            return FULL.matcher(files.read(PRESSURE)).find();
        } catch (IOException e) {
            return false; // control groups of version 1, or a kernel that was told not to count
        }
    }

    private final class Pressure implements Meter {

        private boolean looked;
        private long lastMicros;
        private long lastNanos;

        @Override
        public OptionalDouble look() throws IOException {
            Matcher full = FULL.matcher(files.read(PRESSURE));
            if (!full.find()) {
                throw new IOException(PRESSURE + " has no line 'full'");
            }
            long micros = Long.parseLong(full.group(1));
            long nanos = nanoTime.getAsLong();
            double seconds = (nanos - lastNanos) / 1e9;
            // A container that was started again counts from 0.
            double waited = (micros >= lastMicros ? micros - lastMicros : micros) / 1e6;
            OptionalDouble share =
                    looked && seconds > 0 ? OptionalDouble.of(Math.min(1, waited / seconds)) : OptionalDouble.empty();
            looked = true;
            lastMicros = micros;
            lastNanos = nanos;
            return share;
        }
    }

    private final class MachinesWait implements Meter {

        private CpuTimes last;

        @Override
        public OptionalDouble look() throws IOException {
            CpuTimes now = CpuTimes.parse(files.read(STAT), STAT);
            OptionalDouble share = last == null
                    ? OptionalDouble.empty()
                    : now.since(last)
                            .map(shares -> OptionalDouble.of(shares.ioWait()))
                            .orElse(OptionalDouble.empty());
            if (last == null || share.isPresent()) {
                last = now;
            }
            return share;
        }
    }
}
