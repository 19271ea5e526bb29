package dev.shardproof.scenarios.verification;

import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.ValueReader;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.verifier.plan.LiveSettings;
import dev.shardproof.verifier.plan.Manners;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code live} and {@code manners}. */
final class MannersReader {

    private static final int RETRIES_MAX = 1000;
    private static final int CONNECTIONS_MAX = 64;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(24 * 30);
    private static final Duration CHUNK_MIN = Duration.ofMillis(10);
    private static final Duration CHUNK_MAX = Duration.ofMinutes(10);

    private MannersReader() {}

    /** How to treat tables that change; tables stand still if the key is not there. */
    static LiveSettings live(Fields root) {
        Optional<Fields> found = root.optionalFields("live", PlanKeys.LIVE);
        if (found.isEmpty()) {
            return LiveSettings.STILL;
        }
        Fields fields = found.get();
        return new LiveSettings(
                true,
                fields.optional("retries", LiveSettings.LIVE.retries(), Values.integer(1, RETRIES_MAX)),
                fields.optional("interval", LiveSettings.LIVE.interval(), Values.duration(SHORTEST, CHUNK_MAX)),
                fields.list("slots", "replication slots such as [sub_t0]", Values.text("the name of a slot")));
    }

    /** How to spare the servers. */
    static Manners manners(Fields root, Path folder) {
        Optional<Fields> found = root.optionalFields("manners", PlanKeys.MANNERS);
        if (found.isEmpty()) {
            return Manners.DEFAULT;
        }
        Fields fields = found.get();
        ValueReader<Duration> limit = Values.duration(SHORTEST, LONGEST);
        return new Manners(
                fields.optional("chunkTime", Manners.DEFAULT.chunkTime(), Values.duration(CHUNK_MIN, CHUNK_MAX)),
                fields.optional("maxLag", limit),
                fields.optional("maxLatency", limit),
                fields.optional("maxDuration", limit),
                fields.optional("maxSnapshotAge", Manners.DEFAULT.maxSnapshotAge(), limit),
                fields.optional("pauseFile", Values.text("the name of a file"))
                        .filter(name -> !name.isEmpty())
                        .map(folder::resolve),
                fields.optional("connections", Values.integer(1, CONNECTIONS_MAX)));
    }
}
