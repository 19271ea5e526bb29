package dev.shardproof.verifier.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void everyTornTailLosesTheLastOperationOnly() throws IOException {
        write(WRITE, READ);
        byte[] whole = Files.readAllBytes(file);
        int lastLine = new String(whole, StandardCharsets.UTF_8).indexOf("Gr");

        for (int length = lastLine + 1; length < whole.length; length++) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            List<ClientOperation> read = new ArrayList<>();
            HistoryReader.Extent extent = new HistoryReader(file).read(read::add);
            assertThat(read).as("%d of %d bytes", length, whole.length).containsExactly(WRITE);
            assertThat(extent.torn()).isTrue();
        }
    }

    @Test
    void aDriverThatDiedInTheHeaderLeavesATornEmptyHistory() throws IOException {
        Files.writeString(file, HistoryFormat.HEADER.substring(0, 20));

        assertThat(new HistoryReader(file).read(operation -> {})).isEqualTo(new HistoryReader.Extent(0, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "placeOrder\tw\t1\t2",
                "placeOrder\tw\t1\t2\t3\ts\t1\tA\t1\t\t-1\t0",
                "placeOrder\tw\t1\t2\t3\ts\t1\tA\t1\t\t0\tkey",
                "placeOrder\tz\t1\t2\t3\ts\t1\tA\t1\t\t0\t0",
                "placeOrder\tw\tone\t2\t3\ts\t1\tA\t1\t\t0\t0",
                "placeOrder\tw\t1\t-2\t3\ts\t1\tA\t1\t\t0\t0",
                "placeOrder\tw\t1\t2\t3\ts\t1\tX\t1\t\t0\t0",
                "place\\qOrder\tw\t1\t2\t3\ts\t1\tA\t1\t\t0\t0",
                "placeOrder\tw\t9223372036854775807\t2\t3\ts\t1\tA\t1\t\t0\t0"
            })
    void aDamagedLineIsAnErrorThatNamesIt(String line) throws IOException {
        write(WRITE);
        Files.writeString(file, line + "\n", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> new HistoryReader(file).read(operation -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("driver.history: line 3 is damaged: ");
    }

    @Test
    void anotherVersionIsRefused() throws IOException {
        Files.writeString(file, HistoryFormat.HEADER.replace("history 3", "history 2") + "\n");

        assertThatThrownBy(() -> new HistoryReader(file).read(operation -> {}))
                .hasMessageContaining("line 1 is not the header");
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
    void noLineIsLostOrMixedUpBetweenThreads() throws Exception {
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
