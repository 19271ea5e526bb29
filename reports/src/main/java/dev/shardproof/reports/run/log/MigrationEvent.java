package dev.shardproof.reports.run.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.shardproof.reports.run.Require;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One thing that happened, with the field names that operators already log. The timestamp is the log's.
 *
 * @param level how grave it is
 * @param migrationId the migration that it belongs to
 * @param event what happened, in snake case, e.g. {@code chunk_copied}
 * @param sourceShard the source, where one is concerned
 * @param targetShard the target, where one is concerned; {@code dest_shard} in the file
 * @param keyRangeStart lower bound of the keys concerned, as text
 * @param keyRangeEnd upper bound of the keys concerned, as text
 * @param recordsCount rows concerned
 * @param bytesMigrated bytes that went from source to target
 * @param durationMillis how long it took; {@code duration_ms} in the file
 * @param checksum digest of the rows concerned
 * @param message for a human; untrusted where it quotes data
 * @param details anything else, as text, in reading order
 */
public record MigrationEvent(
        Level level,
        @JsonProperty("migration_id") String migrationId,
        String event,
        @JsonProperty("source_shard") Optional<String> sourceShard,
        @JsonProperty("dest_shard") Optional<String> targetShard,
        @JsonProperty("key_range_start") Optional<String> keyRangeStart,
        @JsonProperty("key_range_end") Optional<String> keyRangeEnd,
        @JsonProperty("records_count") OptionalLong recordsCount,
        @JsonProperty("bytes_migrated") OptionalLong bytesMigrated,
        @JsonProperty("duration_ms") OptionalLong durationMillis,
        Optional<String> checksum,
        Optional<String> message,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> details) {

    /** How grave an event is. */
    public enum Level {
        INFO,
        WARN,
        ERROR
    }

    public MigrationEvent {
        Objects.requireNonNull(level, "level is null");
        Require.text(migrationId, "migrationId");
        Require.text(event, "event");
        Objects.requireNonNull(sourceShard, "sourceShard is null");
        Objects.requireNonNull(targetShard, "targetShard is null");
        Objects.requireNonNull(keyRangeStart, "keyRangeStart is null");
        Objects.requireNonNull(keyRangeEnd, "keyRangeEnd is null");
        Require.notNegative(recordsCount.orElse(0), "recordsCount");
        Require.notNegative(bytesMigrated.orElse(0), "bytesMigrated");
        Require.notNegative(durationMillis.orElse(0), "durationMillis");
        Objects.requireNonNull(checksum, "checksum is null");
        Objects.requireNonNull(message, "message is null");
        details = Require.orderedCopy(details, "details");
    }

    /** Starts an event of level INFO. */
    public static Builder of(String migrationId, String event) {
        return new Builder(migrationId, event);
    }

    /** Collects the fields that an event has; those not given stay out of the file. Not thread-safe. */
    public static final class Builder {
        private final String migrationId;
        private final String event;
        private final Map<String, String> details = new LinkedHashMap<>();
        private Level level = Level.INFO;
        private Optional<String> sourceShard = Optional.empty();
        private Optional<String> targetShard = Optional.empty();
        private Optional<String> keyRangeStart = Optional.empty();
        private Optional<String> keyRangeEnd = Optional.empty();
        private OptionalLong recordsCount = OptionalLong.empty();
        private OptionalLong bytesMigrated = OptionalLong.empty();
        private OptionalLong durationMillis = OptionalLong.empty();
        private Optional<String> checksum = Optional.empty();
        private Optional<String> message = Optional.empty();

        private Builder(String migrationId, String event) {
            this.migrationId = migrationId;
            this.event = event;
        }

        public Builder level(Level value) {
            level = value;
            return this;
        }

        public Builder source(String shard) {
            sourceShard = Optional.of(shard);
            return this;
        }

        public Builder target(String shard) {
            targetShard = Optional.of(shard);
            return this;
        }

        /** The bounds {@code [start, end)}; an empty string leaves a bound open. */
        public Builder keyRange(String start, String end) {
            keyRangeStart = Optional.of(start).filter(bound -> !bound.isEmpty());
            keyRangeEnd = Optional.of(end).filter(bound -> !bound.isEmpty());
            return this;
        }

        public Builder records(long count) {
            recordsCount = OptionalLong.of(count);
            return this;
        }

        public Builder bytes(long migrated) {
            bytesMigrated = OptionalLong.of(migrated);
            return this;
        }

        public Builder took(Duration duration) {
            durationMillis = OptionalLong.of(duration.toMillis());
            return this;
        }

        public Builder checksum(String digest) {
            checksum = Optional.of(digest);
            return this;
        }

        public Builder message(String text) {
            message = Optional.of(text);
            return this;
        }

        public Builder detail(String name, Object value) {
            details.put(name, String.valueOf(value));
            return this;
        }

        /** The event. */
        public MigrationEvent build() {
            return new MigrationEvent(
                    level,
                    migrationId,
                    event,
                    sourceShard,
                    targetShard,
                    keyRangeStart,
                    keyRangeEnd,
                    recordsCount,
                    bytesMigrated,
                    durationMillis,
                    checksum,
                    message,
                    details);
        }
    }
}
