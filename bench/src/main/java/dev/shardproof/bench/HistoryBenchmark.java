package dev.shardproof.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.history.HistoryReader;
import dev.shardproof.verifier.history.HistoryWriter;
import dev.shardproof.verifier.history.consistency.HistoryChecks;
import dev.shardproof.verifier.history.consistency.criteria.HistoryCheck;
import dev.shardproof.verifier.history.consistency.criteria.HistoryRules;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code MILLIONS ROUNDS FOLDER}: writes a history of so many million operations, then reads it, and judges it by all checks
 * at once, on one thread. Processor time is what a busy machine disturbs least; it is that of the whole process, the garbage
 * collector and the compiler included.
 */
public final class HistoryBenchmark {

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Something to be measured. */
    private interface Work {
        void run() throws Exception;
    }

    private HistoryBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        long operations = (long) (Double.parseDouble(arguments[0]) * 1_000_000);
        int rounds = Integer.parseInt(arguments[1]);
        Path file = Files.createTempFile(Path.of(arguments[2]), "bench", ".history");
        try {
            run(operations, rounds, file);
        } finally {
            Files.delete(file);
        }
    }

    private static void run(long operations, int rounds, Path file) throws Exception {
        say(
                "%,d operations, heap of %d MB, %d processors, load %s before",
                operations,
                Runtime.getRuntime().maxMemory() >> 20,
                Runtime.getRuntime().availableProcessors(),
                Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
        say("%-28s %9s %12s %9s %12s", "", "wall ms", "a second", "cpu ms", "a second");
        Files.delete(file);
        HistoryLoad load = new HistoryLoad(42);
        measure("write", operations, () -> {
            try (HistoryWriter writer = new HistoryWriter(file)) {
                load.write(operations, writer);
            }
        });
        say("%,d MB, %.1f bytes an operation", Files.size(file) >> 20, Files.size(file) / (double) operations);
        for (int round = 0; round < rounds; round++) {
            double read = measure("read", operations, () -> read(file, operations));
            double judge = measure("read and judge by all checks", operations, () -> judge(file, load));
            say("judging takes %.1f times as long as bare reading", judge / read);
        }
    }

    private static void read(Path file, long operations) throws IOException {
        long[] evident = new long[1];
        long read = new HistoryReader(file)
                .read(operation -> evident[0] += operation.evidence().argument() > 0 ? 1 : 0)
                .operations();
        if (read != operations || evident[0] == 0) {
            throw new IllegalStateException(read + " operations were read");
        }
    }

    private static void judge(Path file, HistoryLoad load) throws Exception {
        List<CheckResult> results = new HistoryChecks(
                        new HistoryReader(file),
                        load,
                        Optional.of(load.ownership()),
                        HistoryRules.strict(EnumSet.allOf(HistoryCheck.class)),
                        System::nanoTime)
                .run();
        for (CheckResult result : results) {
            if (result.verdict() != Verdict.PASS) {
                throw new IllegalStateException("a correct history is accused: " + result);
            }
        }
    }

    /** Returns the processor time in milliseconds. */
    private static double measure(String what, long operations, Work work) throws Exception {
        long wall = System.nanoTime();
        long cpu = PROCESS.getProcessCpuTime();
        work.run();
        double cpuMillis = (PROCESS.getProcessCpuTime() - cpu) / 1e6;
        double wallMillis = (System.nanoTime() - wall) / 1e6;
        say(
                "%-28s %9.0f %,12.0f %9.0f %,12.0f",
                what, wallMillis, operations / wallMillis * 1000, cpuMillis, operations / cpuMillis * 1000);
        return cpuMillis;
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
