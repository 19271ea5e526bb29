package dev.shardproof.verifier.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTailTest {

    @TempDir
    Path folder;

    @Test
    void everyPollHandsOverWhatWasAddedSinceTheLastOne() throws IOException {
        Path file = folder.resolve("operations.tsv");
        HistoryTail tail = new HistoryTail(file);
        assertThat(poll(tail)).as("there is no file yet").isEmpty();

        try (HistoryWriter writer = new HistoryWriter(file)) {
            writer.append(operation("first"));
        }
        assertThat(poll(tail)).containsExactly("first");
        assertThat(poll(tail)).isEmpty();

        StringBuilder line = new StringBuilder();
        HistoryFormat.write(operation("sécond"), line);
        Files.writeString(file, line.substring(0, 7), StandardOpenOption.APPEND);
        assertThat(poll(tail)).as("the line is not complete yet").isEmpty();
        Files.writeString(file, line.substring(7), StandardOpenOption.APPEND);
        assertThat(poll(tail)).containsExactly("sécond");
    }

    @Test
    void aLateFollowerBeginsNearTheEndWithAWholeLine() throws IOException {
        Path file = folder.resolve("operations.tsv");
        try (HistoryWriter writer = new HistoryWriter(file)) {
            writer.append(operation("first"));
            writer.append(operation("second"));
        }
        assertThat(poll(HistoryTail.ofLast(file, 1_000_000))).containsExactly("first", "second");
        assertThat(poll(HistoryTail.ofLast(file, line("second") + 3))).containsExactly("second");
        HistoryTail tail = HistoryTail.ofLast(file, 3);
        assertThat(poll(tail)).isEmpty();
        StringBuilder line = new StringBuilder();
        HistoryFormat.write(operation("third"), line);
        Files.writeString(file, line, StandardOpenOption.APPEND);
        assertThat(poll(tail)).containsExactly("third");
    }

    private static long line(String name) {
        StringBuilder line = new StringBuilder();
        HistoryFormat.write(operation(name), line);
        return line.length();
    }

    @Test
    void aCompleteLineThatIsNoOperationIsAnError() throws IOException {
        Path file = folder.resolve("operations.tsv");
        Files.writeString(file, "header\nnonsense\n");
        assertThatThrownBy(() -> poll(new HistoryTail(file))).hasMessageContaining("a line is damaged");
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
