package dev.shardproof.verifier.checkpoint;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process of its own that scans ten tables of a hundred pages each, remembers them in a checkpoint, and writes the sum of
 * all to a file at the end. Its clock jumps by a minute a page, so that every page is saved.
 */
final class TestingScanProcess {

    static final int TABLES = 10;
    static final int PAGES = 100;
    static final Fingerprint PLAN = new Fingerprint(Map.of("plan", "the same"));

    private TestingScanProcess() {}

    static long page(int table, long page) {
        return (table * 1_000L + page) * 0x9e3779b97f4a7c15L;
    }

    public static void main(String[] arguments) throws Exception {
        AtomicLong clock = new AtomicLong();
        long total = 0;
        try (CheckpointFile checkpoint =
                CheckpointFile.open(Path.of(arguments[0]), PLAN, () -> clock.addAndGet(60_000_000_000L), 20_000)) {
            for (int table = 0; table < TABLES; table++) {
                String id = "table" + table;
                SavedDigest from = checkpoint.load(id).orElse(new SavedDigest(new byte[8], 0, false, 0));
                long sum = ByteBuffer.wrap(from.digest()).getLong();
                for (long page = from.nextPage(); page < PAGES; page++) {
                    sum += page(table, page);
                    byte[] bytes = ByteBuffer.allocate(8).putLong(sum).array();
                    checkpoint.save(id, new SavedDigest(bytes, page + 1, page + 1 == PAGES, 0));
                }
                total += sum;
            }
        }
        Files.writeString(Path.of(arguments[1]), Long.toString(total));
    }
}
