package dev.shardproof.verifier.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {

    private static final ClientOperation WRITE = new ClientOperation(
            "placeOrder",
            true,
            1_700_000_000_000_000L,
            1_700_000_000_000_250L,
            1_700_000_000_004_711L,
            "s1",
            7,
            Outcome.ACKNOWLEDGED,
            2,
            "",
            3,
            -1,
            new Evidence(17, Effect.READ, Long.MIN_VALUE, List.of(3L, -4L)));
    private static final ClientOperation READ =
            new ClientOperation("Größe\t\\n\n\r", false, -5, -5, 0, "s\t0", 0, Outcome.INDETERMINATE, 1, "08006");
    private static final ClientOperation UNSENT =
            new ClientOperation("x", true, 9, 10, 10, "", 0, Outcome.REJECTED, 0, ClientOperation.NOT_SENT);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("driver.history");
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        write(WRITE, READ, UNSENT);

        List<ClientOperation> read = new ArrayList<>();
        HistoryReader.Extent extent = new HistoryReader(file).read(read::add);

        assertThat(read).containsExactly(WRITE, READ, UNSENT);
        assertThat(extent).isEqualTo(new HistoryReader.Extent(3, false));
    }

    @Test
    void whateverAnOperationSaysComesBack() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        List<ClientOperation> operations = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            operations.add(anyOperation(random));
        }
        write(operations.toArray(ClientOperation[]::new));

        assertThat(read()).isEqualTo(operations);
        assertThat(Files.size(file)).as("more than one block").isGreaterThan(3L * HistoryWriter.BLOCK_BYTES);
    }

    @Test
    void everyTornEndLosesTheLastBlockOnly() throws IOException {
        long secondBlock = writeTwoBlocks();
        byte[] whole = Files.readAllBytes(file);

        for (int length = (int) secondBlock; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            List<ClientOperation> read = new ArrayList<>();
            HistoryReader.Extent extent = new HistoryReader(file).read(read::add);
            boolean second = length >= whole.length - BlockFormat.HEAD_BYTES;
            assertThat(read)
                    .as("%d of %d bytes", length, whole.length)
                    .isEqualTo(second ? List.of(WRITE, READ) : List.of(WRITE));
            assertThat(extent.torn()).isTrue();
        }
    }

    @Test
    void everyDamagedByteIsAnErrorThatNamesThePlace() throws IOException {
        writeTwoBlocks();
        byte[] whole = Files.readAllBytes(file);

        for (int i = BlockFormat.VERSION_LINE.length; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x10;
            Files.write(file, damaged);
            assertThatThrownBy(() -> new HistoryReader(file).read(operation -> {}))
                    .as("byte %d", i)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("driver.history is damaged at byte ");
        }
    }

    @Test
    void aBlockThatIsMissingOrComesTwiceIsDamage() throws IOException {
        int second = (int) writeTwoBlocks();
        byte[] whole = Files.readAllBytes(file);
        int first = BlockFormat.VERSION_LINE.length;

        Files.write(file, Arrays.copyOf(whole, first));
        Files.write(file, Arrays.copyOfRange(whole, second, whole.length), StandardOpenOption.APPEND);
        assertThatThrownBy(() -> new HistoryReader(file).read(operation -> {}))
                .hasMessageContaining("1 operations come before it, and 0 do");

        Files.write(file, Arrays.copyOf(whole, second));
        Files.write(file, Arrays.copyOfRange(whole, first, whole.length), StandardOpenOption.APPEND);
        assertThatThrownBy(() -> new HistoryReader(file).read(operation -> {}))
                .hasMessageContaining("0 operations come before it, and 1 do");
    }

    @Test
    void zerosThatACrashOfTheMachineLeavesAtTheEndAreTorn() throws IOException {
        int second = (int) writeTwoBlocks();
        byte[] whole = Files.readAllBytes(file);

        Files.write(file, Arrays.copyOf(Arrays.copyOf(whole, second), second + 100_000));
        assertThat(new HistoryReader(file).read(operation -> {})).isEqualTo(new HistoryReader.Extent(1, true));

        Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);
        assertThatThrownBy(() -> new HistoryReader(file).read(operation -> {}))
                .hasMessageContaining("damaged at byte " + second);
    }

    @Test
    void aClosedHistoryDoesNotGoOn() throws IOException {
        write(WRITE);
        Files.write(file, new byte[] {0}, StandardOpenOption.APPEND);

        assertThatThrownBy(() -> new HistoryReader(file).read(operation -> {}))
                .hasMessageContaining("goes on after its closing block");
    }

    @Test
    void aDriverThatDiedInTheFirstLineLeavesATornEmptyHistory() throws IOException {
        Files.writeString(file, "shardproof-hist");

        assertThat(new HistoryReader(file).read(operation -> {})).isEqualTo(new HistoryReader.Extent(0, true));
    }

    @Test
    void anotherVersionIsRefused() throws IOException {
        Files.writeString(file, "shardproof-history 3\tname\tkind\n");

        assertThatThrownBy(() -> new HistoryReader(file).read(operation -> {}))
                .hasMessageContaining("'shardproof-history 4'");
    }

    @Test
    void whatCanNotBeWrittenIsAnErrorOfEveryLaterCall() throws IOException {
        HistoryWriter writer = new HistoryWriter(file);

        assertThatThrownBy(() -> writer.append(observing(3_000_000))).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> writer.append(WRITE)).hasMessageContaining("an operation observed so much");
        assertThatThrownBy(writer::close).hasMessageContaining("is incomplete");
        assertThat(new HistoryReader(file).read(operation -> {}).torn()).isTrue();
    }

    @Test
    void asTextItIsALineAnOperation() throws IOException {
        ClientOperation escape = new ClientOperation("\u001b[2J", true, 0, 0, 0, "", 0, Outcome.REJECTED, 0, "");
        write(WRITE, READ, escape);
        StringBuilder text = new StringBuilder();
        HistoryText.write(new HistoryReader(file), text);

        assertThat(text.toString().lines().skip(1))
                .containsExactly(
                        "placeOrder\tw\t1700000000000000\t250\t4461\ts1\t7\tA\t2\t\t3\tffffffffffffffff\t17\tr\t"
                                + "-9223372036854775808\t3,-4",
                        "Größe\\t\\\\n\\n\\r\tr\t-5\t0\t5\ts\\t0\t0\tI\t1\t08006\t0\t0\t0\t-\t0\t",
                        "\\u001b[2J\tw\t0\t0\t0\t\t0\tR\t0\t\t0\t0\t0\t-\t0\t");
    }

    @Test
    void aHistoryIsNeverOverwritten() throws IOException {
        write(WRITE);

        assertThatThrownBy(() -> new HistoryWriter(file)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void aClosedWriterTakesNothing() throws IOException {
        HistoryWriter writer = new HistoryWriter(file);
        writer.close();
        writer.close();

        assertThatThrownBy(() -> writer.append(WRITE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void noOperationIsLostOrMixedUpBetweenThreads() throws Exception {
        int threads = 4;
        int each = 5_000;
        try (HistoryWriter writer = new HistoryWriter(file)) {
            List<Thread> running = IntStream.range(0, threads)
                    .mapToObj(thread -> new Thread(() -> appendNumbered(writer, "t" + thread, each)))
                    .toList();
            running.forEach(Thread::start);
            for (Thread thread : running) {
                thread.join();
            }
        }

        long[] next = new long[threads];
        HistoryReader.Extent extent = new HistoryReader(file).read(operation -> {
            int thread = operation.name().charAt(1) - '0';
            assertThat(operation.intendedMicros()).isEqualTo(next[thread]++);
        });
        assertThat(extent.operations()).isEqualTo((long) threads * each);
    }

    @Test
    void anOperationCannotEndBeforeItBegins() {
        assertThatThrownBy(() -> new ClientOperation("x", true, 5, 7, 6, "s", 1, Outcome.REJECTED, 1, "e"))
                .hasMessageContaining("not in this order");
    }

    /** Returns where the second block begins. */
    private long writeTwoBlocks() throws IOException {
        try (HistoryWriter writer = new HistoryWriter(file)) {
            writer.append(WRITE);
            writer.flush();
            long second = Files.size(file);
            writer.append(READ);
            return second;
        }
    }

    private List<ClientOperation> read() throws IOException {
        List<ClientOperation> read = new ArrayList<>();
        new HistoryReader(file).read(read::add);
        return read;
    }

    private static ClientOperation observing(int values) {
        Evidence evidence = new Evidence(
                0,
                Effect.READ_LIST,
                0,
                new SplittableRandom(1).longs(values).boxed().toList());
        return new ClientOperation("x", false, 0, 0, 0, "s", 1, Outcome.ACKNOWLEDGED, 1, "", 0, 0, evidence);
    }

    private static ClientOperation anyOperation(SplittableRandom random) {
        long intended = anyLong(random) >> 2;
        long invoked = intended + (anyLong(random) >>> 4);
        Outcome outcome = Outcome.values()[random.nextInt(3)];
        Evidence evidence = new Evidence(
                anyLong(random) >>> 1,
                Effect.values()[random.nextInt(Effect.values().length)],
                anyLong(random),
                IntStream.range(0, random.nextInt(5))
                        .mapToObj(i -> anyLong(random))
                        .toList());
        return new ClientOperation(
                "name " + random.nextInt(300),
                random.nextBoolean(),
                intended,
                invoked,
                invoked + (anyLong(random) >>> 4),
                "shard " + random.nextInt(3),
                anyLong(random),
                outcome,
                1 + random.nextInt(1 << random.nextInt(31)),
                outcome == Outcome.ACKNOWLEDGED ? "" : "4000" + random.nextInt(9),
                random.nextInt(1 << random.nextInt(31)),
                anyLong(random),
                random.nextInt(4) == 0 ? Evidence.NONE : evidence);
    }

    /** Of every length and sign. */
    private static long anyLong(SplittableRandom random) {
        return random.nextLong() >> random.nextInt(64);
    }

    private void write(ClientOperation... operations) throws IOException {
        try (HistoryWriter writer = new HistoryWriter(file)) {
            List.of(operations).forEach(writer::append);
        }
    }

    private static void appendNumbered(HistoryWriter writer, String name, int count) {
        for (int i = 0; i < count; i++) {
            writer.append(new ClientOperation(name, false, i, i, i, "s0", 1, Outcome.ACKNOWLEDGED, 1, ""));
        }
    }
}
