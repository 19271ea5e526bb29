package dev.shardproof.simulator.metrics;

import dev.shardproof.simulator.metrics.MachineLoad.NetworkLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * The load of this machine from the Linux kernel's own counters: {@code /proc/stat} and {@code /proc/net/dev}, and
 * {@code /sys/class/net/…/speed} for what an interface can do. Counters are compared with those of the last look.
 */
public final class MachineMetrics implements HostMetrics {

    private static final String NAME = "this machine";
    private static final double BYTES_PER_MEGABIT = 1e6 / 8;

    private final Path proc;
    private final Path sys;
    private final LongSupplier nanoTime;
    private Optional<Counters> last = Optional.empty();
    private Optional<CpuTimes> lastWait = Optional.empty();

    private record Counters(long nanoTime, CpuTimes cpu, Map<String, long[]> networks) {}

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

    @Override
    public Map<String, MachineLoad> load() throws IOException {
        Counters now = new Counters(nanoTime.getAsLong(), cpu(), networks());
        if (last.isEmpty()) {
            last = Optional.of(now);
            return Map.of();
        }
        Counters before = last.get();
        Optional<CpuTimes.Shares> spent = now.cpu().since(before.cpu());
        double seconds = (now.nanoTime() - before.nanoTime()) / 1e9;
        if (spent.isEmpty() || seconds <= 0) {
            return Map.of();
        }
        last = Optional.of(now);
        return Map.of(NAME, new MachineLoad(spent.get().busy(), networks(before, now, seconds)));
    }

    @Override
    public Map<String, Double> ioWait() throws IOException {
        CpuTimes now = cpu();
        Optional<CpuTimes.Shares> spent = lastWait.flatMap(now::since);
        if (lastWait.isEmpty() || spent.isPresent()) {
            lastWait = Optional.of(now);
        }
        return spent.map(shares -> Map.of(NAME, shares.ioWait())).orElse(Map.of());
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
        Path folder = sys.resolve("class").resolve("net").resolve(network);
        // Without a device behind it the speed is a figure of the driver's: 10 Gbit/s for every pair of a container.
        if (!Files.exists(folder.resolve("device"))) {
            return OptionalDouble.empty();
        }
        try {
            String megabits = Files.readString(folder.resolve("speed")).strip();
            double capacity = Double.parseDouble(megabits) * BYTES_PER_MEGABIT;
            return capacity > 0 ? OptionalDouble.of(capacity) : OptionalDouble.empty();
        } catch (IOException | NumberFormatException e) {
            return OptionalDouble.empty(); // the device of a virtual machine often has none to tell
        }
    }

    private CpuTimes cpu() throws IOException {
        Path file = proc.resolve("stat");
        return CpuTimes.parse(text(file), file.toString());
    }

    private Map<String, long[]> networks() throws IOException {
        Path file = proc.resolve("net").resolve("dev");
        Map<String, long[]> networks = new HashMap<>();
        for (String line : text(file).lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                long[] columns = numbers(
                        file.toString(), line.substring(colon + 1).strip().split("\\s+"), 9);
                networks.put(line.substring(0, colon).strip(), new long[] {columns[0], columns[8]});
            }
        }
        return networks;
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "there is no %s: processor, disk wait and network are collected on Linux only".formatted(file), e);
        }
    }

    static long[] numbers(String file, String[] columns, int wanted) throws IOException {
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

    @Override
    public void close() {
        // Files are opened and closed at every look.
    }
}
