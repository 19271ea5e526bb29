package dev.shardproof.scenarios.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.client.ClientCounts;
import dev.shardproof.simulator.client.ClientGauges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivityFileTest {

    @TempDir
    Path folder;

    @Test
    void theNewestWholeLineCounts() throws IOException {
        Path file = folder.resolve("activity.tsv");
        assertThat(ActivityFile.newest(file)).isEmpty();
        Files.writeString(file, ActivityFile.HEADER);
        assertThat(ActivityFile.newest(file)).isEmpty();

        String first = "1000\t10\t11\t0\t9\t1\t0\t0\t0\t11\t50\t0\t0\n";
        String second = "2000\t20\t45\t3\t18\t2\t3\t4\t5\t48\t600\t7\t1\n";
        Files.writeString(file, ActivityFile.HEADER + first + second + "3000\t30\t9");
        ActivityFile.Line line = new ActivityFile.Line(
                2_000, new ClientCounts(20, 45, 3, 18, 2, 3, 4, 5, 48, 600), new ClientGauges(7, 1));
        assertThat(ActivityFile.newest(file)).contains(line);
        assertThat(ActivityFile.all(file)).hasSize(2).last().isEqualTo(line);

        StringBuilder many = new StringBuilder(ActivityFile.HEADER);
        for (int i = 0; i < 1_000; i++) {
            many.append(i).append("\t1".repeat(12)).append('\n');
        }
        Files.writeString(file, many);
        assertThat(ActivityFile.newest(file).orElseThrow().micros()).isEqualTo(999);
    }

    @Test
    void anythingElseIsAnError() throws IOException {
        Path file = folder.resolve("activity.tsv");
        Files.writeString(file, ActivityFile.HEADER + "1\t2\tthree\t4\n");
        assertThatThrownBy(() -> ActivityFile.newest(file)).hasMessageContaining("is no line of an activity file");
        Files.writeString(file, ActivityFile.HEADER + "1\t2\t3\t4\n");
        assertThatThrownBy(() -> ActivityFile.all(file)).hasMessageContaining("has 4 columns, not the 13");
    }
}
