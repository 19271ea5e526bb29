package dev.shardproof.simulator.metrics;

import dev.shardproof.simulator.metrics.MachineLoad.NetworkLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * The load of this machine from the Linux kernel's own counters: {@code /proc/stat} and {@code /proc/net/dev}, and
 * {@code /sys/class/net/…/speed} for what an interface can do. Counters are compared with those of the last look. Not
 * thread-safe.
 */
public final class MachineMetrics {

    private static final double BYTES_PER_MEGABIT = 1e6 / 8;

    /** In /proc/stat: user nice system idle iowait irq softirq steal; guest time is part of user time. */
    private static final int IDLE = 3;

    private static final int IO_WAIT = 4;
    private static final int COLUMNS = 8;

    private final Path proc;
    private final Path sys;
    private final LongSupplier nanoTime;
    private Counters last;

    private record Counters(long nanoTime, long[] cpu, Map<String, long[]> networks) {}

    /**
     * @param proc the kernel's folder {@code /proc}
     * @param sys the kernel's folder {@code /sys}
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public MachineMetrics(Path proc, Path sys, LongSupplier nanoTime) {
        this.proc = Objects.requireNonNull(proc, "proc is null");
        this.sys = Objects.requireNonNull(sys, "sys is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    /** The machine that this process runs on. */
    public static MachineMetrics ofThisMachine(LongSupplier nanoTime) {
        return new MachineMetrics(Path.of("/proc"), Path.of("/sys"), nanoTime);
    }

    /**
     * The load since the last look; empty at the first one, and if no time has passed since.
     *
     * @throws IOException if the kernel does not tell; the message says so in words for people
     */
    public Optional<MachineLoad> look() throws IOException {
        Counters now = new Counters(nanoTime.getAsLong(), cpu(), networks());
        Counters before = last;
        last = now;
        if (before == null) {
            return Optional.empty();
        }
        double[] spent = new double[COLUMNS];
        double all = 0;
        for (int i = 0; i < COLUMNS; i++) {
            // The kernel's idle and iowait counters may step back by a little.
            spent[i] = Math.max(0, now.cpu()[i] - before.cpu()[i]);
            all += spent[i];
        }
        double seconds = (now.nanoTime() - before.nanoTime()) / 1e9;
        if (all == 0 || seconds <= 0) {
            last = before;
            return Optional.empty();
        }
        return Optional.of(new MachineLoad(
                (all - spent[IDLE] - spent[IO_WAIT]) / all, spent[IO_WAIT] / all, networks(before, now, seconds)));
    }

    private Map<String, NetworkLoad> networks(Counters before, Counters now, double seconds) {
        Map<String, NetworkLoad> loads = new HashMap<>();
        now.networks().forEach((name, bytes) -> {
            long[] earlier = before.networks().get(name);
            if (earlier != null) { // an interface that has just come up has no past
                loads.put(
                        name,
                        new NetworkLoad(
                                Math.max(0, bytes[0] - earlier[0]) / seconds,
                                Math.max(0, bytes[1] - earlier[1]) / seconds,
                                capacity(name)));
            }
        });
        return loads;
    }

    private OptionalDouble capacity(String network) {
        try {
            String megabits = Files.readString(
                            sys.resolve("class").resolve("net").resolve(network).resolve("speed"))
                    .strip();
            double capacity = Double.parseDouble(megabits) * BYTES_PER_MEGABIT;
            return capacity > 0 ? OptionalDouble.of(capacity) : OptionalDouble.empty();
        } catch (IOException | NumberFormatException e) {
            return OptionalDouble.empty(); // a loopback or a virtual interface has none to tell
        }
    }

    private long[] cpu() throws IOException {
        Path file = proc.resolve("stat");
        String line = lines(file).stream()
                .filter(candidate -> candidate.startsWith("cpu "))
                .findFirst()
                .orElseThrow(() -> new IOException(file + " has no line 'cpu'"));
        return numbers(file, line.substring(4).strip().split("\\s+"), COLUMNS);
    }

    private Map<String, long[]> networks() throws IOException {
        Path file = proc.resolve("net").resolve("dev");
        Map<String, long[]> networks = new HashMap<>();
        for (String line : lines(file)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                long[] columns = numbers(file, line.substring(colon + 1).strip().split("\\s+"), 9);
                networks.put(line.substring(0, colon).strip(), new long[] {columns[0], columns[8]});
            }
        }
        return networks;
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "there is no %s: processor, disk wait and network are collected on Linux only".formatted(file), e);
        }
    }

    private static long[] numbers(Path file, String[] columns, int wanted) throws IOException {
        if (columns.length < wanted) {
            throw new IOException("%s has %d columns, at least %d are needed".formatted(file, columns.length, wanted));
        }
        long[] numbers = new long[wanted];
        try {
            for (int i = 0; i < wanted; i++) {
                numbers[i] = Long.parseLong(columns[i]);
            }
        } catch (NumberFormatException e) {
            throw new IOException("%s holds something that is not a number: %s".formatted(file, e.getMessage()), e);
        }
        return numbers;
    }
}
