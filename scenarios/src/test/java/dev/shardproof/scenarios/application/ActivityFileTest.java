package dev.shardproof.scenarios.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.client.ClientCounts;
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

        Files.writeString(file, ActivityFile.HEADER + "1000\t10\t11\t0\n2000\t20\t45\t3\n3000\t30\t9");
        assertThat(ActivityFile.newest(file)).contains(new ActivityFile.Line(2_000, new ClientCounts(20, 45, 3)));

        StringBuilder many = new StringBuilder(ActivityFile.HEADER);
        for (int i = 0; i < 1_000; i++) {
            many.append(i).append("\t1\t1\t1\n");
        }
        Files.writeString(file, many);
        assertThat(ActivityFile.newest(file).orElseThrow().micros()).isEqualTo(999);
    }

    @Test
    void anythingElseIsAnError() throws IOException {
        Path file = folder.resolve("activity.tsv");
        Files.writeString(file, ActivityFile.HEADER + "1\t2\tthree\t4\n");
        assertThatThrownBy(() -> ActivityFile.newest(file)).hasMessageContaining("is no line of an activity file");
    }
}
