package dev.shardproof.verifier.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTailTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("driver.history");
    }

    @Test
    void everyPollHandsOverWhatWasAddedSinceTheLastOne() throws IOException {
        HistoryTail tail = new HistoryTail(file);
        assertThat(poll(tail)).as("there is no file yet").isEmpty();

        try (HistoryWriter writer = new HistoryWriter(file)) {
            assertThat(poll(tail)).isEmpty();
            writer.append(operation("first"));
            writer.flush();
            assertThat(poll(tail)).containsExactly("first");
            assertThat(poll(tail)).isEmpty();
            writer.append(operation("sécond"));
            writer.append(operation("third"));
        }
        assertThat(poll(tail)).containsExactly("sécond", "third");
        assertThat(poll(tail)).as("it was closed").isEmpty();
    }

    @Test
    void aBlockThatIsNotCompleteYetWaits() throws IOException {
        long second = writeTwoBlocks();
        byte[] whole = Files.readAllBytes(file);

        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            HistoryTail tail = new HistoryTail(file);
            List<String> early = poll(tail);
            assertThat(early)
                    .as("%d bytes", length)
                    .isEqualTo(List.of("first", "second").subList(0, early.size()));
            assertThat(early.size()).isEqualTo(length < second ? 0 : length < whole.length - 28 ? 1 : 2);
            Files.write(file, Arrays.copyOfRange(whole, length, whole.length), StandardOpenOption.APPEND);
            assertThat(poll(tail)).isEqualTo(List.of("first", "second").subList(early.size(), 2));
        }
    }

    @Test
    void aLateFollowerBeginsNearTheEndWithAWholeBlock() throws IOException {
        long second = writeTwoBlocks();
        long size = Files.size(file);

        assertThat(poll(HistoryTail.ofLast(file, 1_000_000))).containsExactly("first", "second");
        assertThat(poll(HistoryTail.ofLast(file, size - second))).containsExactly("second");
        assertThat(poll(HistoryTail.ofLast(file, size - second + 3))).containsExactly("second");
        assertThat(poll(HistoryTail.ofLast(file, size - second - 1))).isEmpty();
    }

    @Test
    void aFollowerThatFindsNoBlockYetFindsTheNextOne() throws IOException {
        try (HistoryWriter writer = new HistoryWriter(file)) {
            writer.append(operation("first"));
            writer.flush();
            HistoryTail tail = HistoryTail.ofLast(file, 7);
            assertThat(poll(tail)).isEmpty();
            writer.append(operation("second"));
            writer.flush();
            assertThat(poll(tail)).containsExactly("second");
        }
    }

    @Test
    void aDamagedBlockIsAnError() throws IOException {
        long second = writeTwoBlocks();
        byte[] whole = Files.readAllBytes(file);

        for (int i = 0; i < second; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x10;
            Files.write(file, damaged);
            assertThatThrownBy(() -> poll(new HistoryTail(file)))
                    .as("byte %d", i)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("damaged at byte ");
        }
    }

    @Test
    void aBlockThatHoldsMoreThanItsHeadSaysIsDamage() throws IOException {
        try (HistoryWriter writer = new HistoryWriter(file)) {
            writer.append(operation("first"));
            writer.append(operation("second"));
        }
        byte[] whole = Files.readAllBytes(file);
        int begin = BlockFormat.VERSION_LINE.length;
        BlockFormat.Head head = BlockFormat.head(whole, begin);
        byte[] liar = new byte[BlockFormat.HEAD_BYTES];
        new BlockFormat.Head(head.bodyBytes(), 1, head.before(), head.checksum()).write(liar);
        System.arraycopy(liar, 0, whole, begin, liar.length);
        Files.write(file, whole);

        assertThatThrownBy(() -> poll(new HistoryTail(file))).hasMessageContaining("more than its 1 operations");
        assertThatThrownBy(() -> new HistoryReader(file).read(any -> {}))
                .hasMessageContaining("more than its 1 operations");
    }

    /** Returns where the second block begins. */
    private long writeTwoBlocks() throws IOException {
        try (HistoryWriter writer = new HistoryWriter(file)) {
            writer.append(operation("first"));
            writer.flush();
            long second = Files.size(file);
            writer.append(operation("second"));
            return second;
        }
    }

    private static List<String> poll(HistoryTail tail) throws IOException {
        List<String> names = new ArrayList<>();
        tail.poll(operation -> names.add(operation.name()));
        return names;
    }

    private static ClientOperation operation(String name) {
        return new ClientOperation(name, true, 1, 2, 3, "s0", 1, Outcome.ACKNOWLEDGED, 1, "");
    }
}
