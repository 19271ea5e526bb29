package dev.shardproof.simulator.fault.catalog;

import static dev.shardproof.simulator.fault.catalog.FaultAim.APPLICATION;
import static dev.shardproof.simulator.fault.catalog.FaultAim.MIGRATOR;
import static dev.shardproof.simulator.fault.catalog.FaultAim.SHARD;
import static dev.shardproof.simulator.fault.catalog.FaultAim.SHARD_OR_STREAM;
import static dev.shardproof.simulator.fault.catalog.FaultParameter.choice;
import static dev.shardproof.simulator.fault.catalog.FaultParameter.count;
import static dev.shardproof.simulator.fault.catalog.FaultParameter.duration;
import static dev.shardproof.simulator.fault.catalog.FaultParameter.share;
import static dev.shardproof.simulator.fault.catalog.FaultParameter.sqlState;
import static dev.shardproof.simulator.fault.catalog.FaultParameter.text;
import static dev.shardproof.simulator.fault.catalog.FaultParameter.throughput;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kinds of faults, with the names that scenarios use, what each can hit, and its parameters. Code switches on it;
 * names of classes stay out of files.
 */
public enum FaultKind {
    // ---- network
    SLOW_SHARD(
            "slowShard",
            FaultGroup.NETWORK,
            SHARD,
            "Every answer of the shard arrives late.",
            duration("latency", Limits.SEEN, Limits.MINUTE, "How late."),
            duration("jitter", Duration.ZERO, Limits.MINUTE, "How much that varies in either direction.")
                    .or(Duration.ZERO)),
    JITTER(
            "jitter",
            FaultGroup.NETWORK,
            SHARD,
            "Answers of the shard take now more, now less time.",
            duration("spread", Duration.ofMillis(50), Limits.MINUTE, "The longest extra time; the least is none.")),
    BANDWIDTH(
            "bandwidth",
            FaultGroup.NETWORK,
            SHARD,
            "The way to and from the shard carries no more than so much.",
            throughput("rate", 1_000, 50_000_000, "The bytes a second, each way.")),
    PARTITION(
            "partition",
            FaultGroup.NETWORK,
            SHARD_OR_STREAM,
            "Packets are lost: of a shard those of its clients, of a stream only those between the two servers.",
            choice("direction", List.of("both", "requests", "answers"), "Which packets are lost.")
                    .or("both")),
    BLACK_HOLE("blackHole", FaultGroup.NETWORK, SHARD, "Connections are accepted, and nothing ever comes back."),
    CONNECTION_RESET(
            "connectionReset",
            FaultGroup.NETWORK,
            SHARD,
            "Connections are cut by TCP reset, again and again.",
            duration("every", Duration.ofMillis(50), Limits.MINUTE, "The time between two rounds.")
                    .or(Duration.ofMillis(500))),
    HALF_OPEN(
            "halfOpen",
            FaultGroup.NETWORK,
            SHARD,
            "The server's side of the connections is gone and the client's side never hears of it."),
    SLOW_CLOSE(
            "slowClose",
            FaultGroup.NETWORK,
            SHARD,
            "The end of a connection arrives late.",
            duration("delay", Limits.SEEN, Limits.MINUTE, "How late.")),
    FLAPPING(
            "flapping",
            FaultGroup.NETWORK,
            SHARD,
            "The way to the shard is there, and not there, in turn.",
            duration("up", Duration.ofMillis(50), Limits.MINUTE, "How long it is there.")
                    .or(Duration.ofSeconds(1)),
            duration("down", Duration.ofMillis(50), Limits.MINUTE, "How long it is not.")
                    .or(Duration.ofMillis(500))),
    LOST_REPLY(
            "lostReply",
            FaultGroup.NETWORK,
            SHARD,
            "A statement is carried out, and its answer never reaches the client.",
            text("on", "Which statement: its first word or words, or a /regular expression/.")
                    .or("COMMIT"),
            Limits.NTH),
    // ---- server
    CRASH("crash", FaultGroup.SERVER, SHARD, "The server is killed (SIGKILL), and started again at the fault's end."),
    PAUSE("pause", FaultGroup.SERVER, SHARD, "The server's processes are stopped (SIGSTOP), then go on."),
    SLOW_DISK(
            "slowDisk",
            FaultGroup.SERVER,
            SHARD,
            "Each flush of the write-ahead log to the disk takes longer; reads are as fast as ever.",
            duration("delay", Limits.SEEN, Duration.ofMillis(100), "How much longer.")
                    .or(Duration.ofMillis(80))),
    CONNECTION_EXHAUSTION(
            "connectionExhaustion",
            FaultGroup.SERVER,
            SHARD,
            "All connections that the server allows to the login are taken; those that stand already go on."),
    LOCK_HOLDER(
            "lockHolder",
            FaultGroup.SERVER,
            SHARD,
            "A transaction holds a lock on a table.",
            text("table", "The table, as schema.table."),
            choice("mode", List.of("accessExclusive", "exclusive", "shareRowExclusive", "share"), "The lock's mode.")
                    .or("exclusive")),
    LONG_TRANSACTION(
            "longTransaction",
            FaultGroup.SERVER,
            SHARD,
            "A transaction with an id stays open, so that nothing newer is vacuumed and slots can not begin."),
    DISK_FULL("diskFull", FaultGroup.SERVER, SHARD, "The volume of the write-ahead log has no room left."),
    FAILOVER(
            "failover",
            FaultGroup.SERVER,
            SHARD,
            "The server is killed, and at the fault's end its standby takes over at the same address; slots are lost.",
            choice(
                            "standby",
                            List.of("synchronous", "asynchronous"),
                            "Whether commits wait for the standby; without, it may lack the last of them.")
                    .or("synchronous")),
    // ---- client
    RETRY_STORM(
            "retryStorm",
            FaultGroup.CLIENT,
            APPLICATION,
            "Instances try again at once and without a budget, back-off or breaker.",
            count("instances", 1, 64, "How many instances do.").or(1L),
            count("retries", 1, 1_000, "How often they try again.").or(20L)),
    STALE_ROUTING_CACHE(
            "staleRoutingCache",
            FaultGroup.CLIENT,
            APPLICATION,
            "Instances keep an old topology.",
            count("instances", 1, 64, "How many instances do.").or(1L),
            count("behind", 1, 10, "How many epochs behind they are kept.").or(1L),
            choice("refresh", List.of("never", "onMoved"), "Whether a refusal makes them look again.")
                    .or("never")),
    THUNDERING_RECONNECT(
            "thunderingReconnect",
            FaultGroup.CLIENT,
            APPLICATION,
            "All pools drop their connections and open them again at the same moment, over and over.",
            duration("every", Duration.ofMillis(200), Limits.MINUTE, "The time between two rounds.")
                    .or(Duration.ofSeconds(2))),
    HOT_KEY(
            "hotKey",
            FaultGroup.CLIENT,
            APPLICATION,
            "One key gets more than its share of the requests.",
            share("share", 0.1, 1, "The share of the requests.").or(0.5)),
    // ---- migration
    KILL_MIGRATOR("killMigrator", FaultGroup.MIGRATION, MIGRATOR, "The migrator's sessions are ended while it works."),
    PAUSE_MIGRATOR("pauseMigrator", FaultGroup.MIGRATION, MIGRATOR, "The migrator stops between two steps."),
    DUPLICATE_CHUNK("duplicateChunk", FaultGroup.MIGRATION, MIGRATOR, "A chunk is handed over twice."),
    REORDER_CHUNKS("reorderChunks", FaultGroup.MIGRATION, MIGRATOR, "Chunks are handed over in another order."),
    STUCK_THROTTLE("stuckThrottle", FaultGroup.MIGRATION, MIGRATOR, "The throttle lets nothing through."),
    ABORT_MIGRATION("abortMigration", FaultGroup.MIGRATION, MIGRATOR, "The operator aborts the migration."),
    // ---- statement
    KILL_STATEMENT(
            "killStatement",
            FaultGroup.STATEMENT,
            SHARD,
            "The connection is cut before a statement reaches the server.",
            Limits.ON,
            Limits.NTH),
    DELAY_STATEMENT(
            "delayStatement",
            FaultGroup.STATEMENT,
            SHARD,
            "A statement reaches the server late.",
            Limits.ON,
            Limits.NTH,
            // More than what a busy machine adds to the time of a single statement.
            duration("delay", Duration.ofMillis(100), Limits.MINUTE, "How late.")),
    FAIL_STATEMENT(
            "failStatement",
            FaultGroup.STATEMENT,
            SHARD,
            "A statement is answered by an error and never reaches the server.",
            Limits.ON,
            Limits.NTH,
            sqlState("sqlState", "The error's SQLSTATE.").or("40001")),
    // ---- data
    CORRUPT_DATA(
            "corruptData",
            FaultGroup.DATA,
            SHARD,
            "Rows or definitions on the shard, and only there, are damaged, and mended at the fault's end.",
            choice(
                    "damage",
                    List.of(
                            "missingRow",
                            "extraRow",
                            "staleValue",
                            "lostValue",
                            "swappedValues",
                            "truncatedText",
                            "nullBecameEmpty",
                            "trailingSpace",
                            "shiftedTime",
                            "sequenceBehind",
                            "missingIndex",
                            "missingConstraint",
                            "otherDefault"),
                    "What is done."),
            text("table", "The table, as schema.table."),
            count("rows", 1, 1_000, "How many rows, where rows are damaged.").or(1L));

    private final String key;
    private final FaultGroup group;
    private final FaultAim aim;
    private final String meaning;
    private final List<FaultParameter> parameters;

    FaultKind(String key, FaultGroup group, FaultAim aim, String meaning, FaultParameter... parameters) {
        this.key = key;
        this.group = group;
        this.aim = aim;
        this.meaning = meaning;
        this.parameters = List.of(parameters);
    }

    /** Shared bounds; a class of its own because an enum's constants can not use its static fields. */
    private static final class Limits {
        /** The least that a busy machine does not add to a median by itself. */
        static final Duration SEEN = Duration.ofMillis(20);

        static final Duration MINUTE = Duration.ofMinutes(1);
        static final FaultParameter ON =
                text("on", "Which statement: its first word or words, or a /regular expression/.");
        /** The probe's own statements have to be among those that are hit, within the time of the fault. */
        static final FaultParameter NTH =
                count("nth", 0, 100, "Only each n-th of them; 0 for every one.").or(0L);
    }

    /** The kind of that name in a scenario file. */
    public static Optional<FaultKind> ofKey(String key) {
        return List.of(values()).stream().filter(kind -> kind.key.equals(key)).findFirst();
    }

    /** The name in a scenario file and in reports. */
    public String key() {
        return key;
    }

    /** What sort of thing it disturbs. */
    public FaultGroup group() {
        return group;
    }

    /** What it can hit. */
    public FaultAim aim() {
        return aim;
    }

    /** What it does, in one sentence. */
    public String meaning() {
        return meaning;
    }

    /** Its parameters besides target, place and length. */
    public List<FaultParameter> parameters() {
        return parameters;
    }

    /**
     * Whether it is over in a moment and has nothing to heal: its length is how long its effect is watched, and a scenario
     * need not name one.
     */
    public boolean momentary() {
        return switch (this) {
            case KILL_MIGRATOR, DUPLICATE_CHUNK, REORDER_CHUNKS, ABORT_MIGRATION -> true;
            default -> false;
        };
    }

    /** What no parameter can see alone. */
    void requireSound(Map<String, Object> values) {
        if (this == SLOW_SHARD && ((Duration) values.get("jitter")).compareTo((Duration) values.get("latency")) > 0) {
            throw new IllegalArgumentException("jitter is %d ms, more than the latency of %d ms: some answers would"
                            .formatted(
                                    ((Duration) values.get("jitter")).toMillis(),
                                    ((Duration) values.get("latency")).toMillis())
                    + " have to arrive early");
        }
    }
}
