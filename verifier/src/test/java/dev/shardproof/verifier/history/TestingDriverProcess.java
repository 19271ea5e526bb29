package dev.shardproof.verifier.history;

import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A process of its own that appends operations, numbered by their argument, and prints each number that must be there by now. */
final class TestingDriverProcess {

    private TestingDriverProcess() {}

    public static void main(String[] arguments) throws Exception {
        long margin =
                5 * HistoryWriter.FLUSH_INTERVAL.toNanos(); // of a busy machine, on which threads wait for their turn
        try (HistoryWriter writer = new HistoryWriter(Path.of(arguments[0]))) {
            long[] appendedAt = new long[1 << 16];
            long safe = 0;
            for (long number = 0; ; number++) {
                Evidence evidence = new Evidence(0, Effect.INSERT, number, java.util.List.of());
                writer.append(new ClientOperation(
                        "insert", true, number, number, number, "s0", 1, Outcome.ACKNOWLEDGED, 1, "", 0, 0, evidence));
                long now = System.nanoTime();
                appendedAt[(int) number % appendedAt.length] = now;
                while (safe < number && now - appendedAt[(int) safe % appendedAt.length] > margin) {
                    safe++;
                }
                if (number % 100 == 0) {
                    System.out.println(safe);
                }
                LockSupport.parkNanos(
                        20_000); // a load, not a flood: a flood fills its blocks before the clock flushes them
            }
        }
    }
}
