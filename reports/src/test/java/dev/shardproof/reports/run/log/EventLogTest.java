package dev.shardproof.reports.run.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.reports.run.TestingReports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EventLogTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:15:00Z");

    @TempDir
    Path folder;

    @Test
    void aLineHasTheFieldNamesOfTheOperatorsInOrder() throws IOException {
        Path file = folder.resolve(EventLog.FILE_NAME);
        try (EventLog log = new EventLog(file, InstantSource.fixed(NOW))) {
            log.append(MigrationEvent.of("m-1", "chunk_copied")
                    .source("s0")
                    .target("s2")
                    .keyRange("-5", "0")
                    .records(1_000)
                    .bytes(65_536)
                    .took(Duration.ofMillis(42))
                    .checksum("8f1c")
                    .message("chunk 3 of 35")
                    .detail("chunk", 3)
                    .build());
        }

        assertThat(Files.readString(file))
                .isEqualTo("{\"timestamp\":\"2026-11-22T10:15:00.000000Z\",\"level\":\"INFO\",\"migration_id\":\"m-1\","
                        + "\"event\":\"chunk_copied\",\"source_shard\":\"s0\",\"dest_shard\":\"s2\","
                        + "\"key_range_start\":\"-5\",\"key_range_end\":\"0\",\"records_count\":1000,"
                        + "\"bytes_migrated\":65536,\"duration_ms\":42,\"checksum\":\"8f1c\","
                        + "\"message\":\"chunk 3 of 35\",\"details\":{\"chunk\":\"3\"}}\n");
    }

    @Test
    void whatAnEventDoesNotHaveIsNotInItsLine() throws IOException {
        Path file = folder.resolve("events.jsonl");
        try (EventLog log = new EventLog(file, InstantSource.fixed(NOW))) {
            log.append(MigrationEvent.of("m-1", "fence_up")
                    .level(MigrationEvent.Level.WARN)
                    .build());
        }

        assertThat(Files.readString(file))
                .isEqualTo("{\"timestamp\":\"2026-11-22T10:15:00.000000Z\",\"level\":\"WARN\","
                        + "\"migration_id\":\"m-1\",\"event\":\"fence_up\"}\n");
    }

    @Test
    void hostileTextStaysOnItsLine() throws IOException {
        Path file = folder.resolve("events.jsonl");
        try (EventLog log = new EventLog(file, InstantSource.fixed(NOW))) {
            for (String text : TestingReports.HOSTILE) {
                log.append(MigrationEvent.of("m-1", "note").message(text).build());
            }
        }

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSameSizeAs(TestingReports.HOSTILE);
        assertThat(lines).allSatisfy(line -> assertThat(line).doesNotContain("\u001B"));
        assertThat(lines).allSatisfy(line -> JsonMapper.shared().readTree(line));
    }

    @Test
    void aLineIsInTheFileBeforeTheLogIsClosed() throws IOException {
        Path file = folder.resolve("events.jsonl");
        try (EventLog log = new EventLog(file, InstantSource.fixed(NOW))) {
            log.append(MigrationEvent.of("m-1", "started").build());

            assertThat(Files.readAllLines(file)).hasSize(1);
        }
    }

    @Test
    void linesOfSeveralThreadsDoNotMixAndAreInTimeOrder() throws Exception {
        Path file = folder.resolve("events.jsonl");
        AtomicLong ticks = new AtomicLong();
        try (EventLog log = new EventLog(file, () -> NOW.plusMillis(ticks.getAndIncrement()))) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < 250; i++) {
                        log.append(MigrationEvent.of("m-1", "tick").records(i).build());
                    }
                });
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }

        List<String> timestamps = Files.readAllLines(file).stream()
                .map(line -> JsonMapper.shared().readTree(line))
                .map(json -> json.get("timestamp").asString())
                .toList();
        assertThat(timestamps).hasSize(1_000).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aClosedLogRefusesFurtherEvents() throws IOException {
        EventLog log = new EventLog(folder.resolve("events.jsonl"), InstantSource.fixed(NOW));
        log.close();
        log.close();

        assertThatThrownBy(() -> log.append(MigrationEvent.of("m-1", "late").build()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("events.jsonl is closed");
    }

    @Test
    void aMetricIsOneLineWithItsLabels() throws IOException {
        Path file = folder.resolve(MetricsLog.FILE_NAME);
        try (MetricsLog log = new MetricsLog(file, InstantSource.fixed(NOW))) {
            log.append("replication_lag_bytes", 4096, Map.of("shard", "s2"));
        }

        JsonNode json = JsonMapper.shared().readTree(Files.readString(file));
        assertThat(json.propertyNames()).containsExactly("timestamp", "name", "value", "labels");
        assertThat(json.get("value").asDouble()).isEqualTo(4096);
        assertThat(json.at("/labels/shard").asString()).isEqualTo("s2");
    }

    @Test
    void aMetricThatIsNoNumberIsRefused() throws IOException {
        try (MetricsLog log = new MetricsLog(folder.resolve("metrics.jsonl"), InstantSource.fixed(NOW))) {
            assertThatThrownBy(() -> log.append("ratio", Double.NaN, Map.of())).hasMessageContaining("ratio");
        }
    }
}
