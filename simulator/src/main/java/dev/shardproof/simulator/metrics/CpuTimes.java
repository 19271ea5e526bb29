package dev.shardproof.simulator.metrics;

import java.io.IOException;
import java.util.Optional;

/** The first line of {@code /proc/stat}: what all processors of a machine have spent their time with. Immutable. */
final class CpuTimes {

    /** user nice system idle iowait irq softirq steal; guest time is part of user time. */
    private static final int COLUMNS = 8;

    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;

    private final long[] ticks;

    private CpuTimes(long[] ticks) {
        this.ticks = ticks;
    }

    /** Shares of a stretch of time. */
    record Shares(double busy, double ioWait) {}

    /**
     * @param text the whole file
     * @param file its name, for the message
     * @throws IOException if it is no such file
     */
    static CpuTimes parse(String text, String file) throws IOException {
        String line = text.lines()
                .filter(candidate -> candidate.startsWith("cpu "))
                .findFirst()
                .orElseThrow(() -> new IOException(file + " has no line 'cpu'"));
        return new CpuTimes(
                MachineMetrics.numbers(file, line.substring(4).strip().split("\\s+"), COLUMNS));
    }

    /** What became of the time since an earlier look; empty if none has passed. */
    Optional<Shares> since(CpuTimes before) {
        double[] spent = new double[COLUMNS];
        double all = 0;
        for (int i = 0; i < COLUMNS; i++) {
            // The kernel's idle and iowait counters may step back by a little.
            spent[i] = Math.max(0, ticks[i] - before.ticks[i]);
            all += spent[i];
        }
        return all == 0
                ? Optional.empty()
                : Optional.of(new Shares((all - spent[IDLE] - spent[IO_WAIT]) / all, spent[IO_WAIT] / all));
    }
}
