package dev.shardproof.loadgen.workload.profile;

import dev.shardproof.loadgen.workload.Clients;
import dev.shardproof.loadgen.workload.Intent;
import dev.shardproof.loadgen.workload.Operation;
import dev.shardproof.loadgen.workload.SqlStatement;
import dev.shardproof.loadgen.workload.Workload;
import dev.shardproof.loadgen.workload.key.KeyChooser;
import dev.shardproof.verifier.history.Effect;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Users' timelines, on the data set {@code timeline}: posts, range scans by key and time, and counts over a range of keys
 * and over everything, which ask every shard. The counts are of the events that were there at first and that nobody changes,
 * so that each has one right answer at any time, whoever moves what.
 */
public final class TimelineWorkload implements Workload {

    private static final String LATEST = "latestEvents";
    private static final String PAST = "countPast";
    private static final String RANGE = "countRange";
    private static final String ALL = "countAll";
    private static final String POST = "postEvent";

    /** How many users a count over a range of keys asks for. */
    private static final int RANGE_USERS = 100;

    private static final String SELECT_LATEST = """
            SELECT number, at, body FROM events WHERE user_id = ? AND at >= ?::timestamptz
            ORDER BY at DESC, event_id LIMIT 50""";
    private static final String COUNT_PAST =
            "SELECT count(*) FROM events WHERE user_id = ? AND at < ?::timestamptz AND number = 0";
    private static final String COUNT_RANGE =
            "SELECT count(*) FROM events WHERE user_id BETWEEN ? AND ? AND number = 0 AND {owned:user_id}";
    private static final String COUNT_ALL = "SELECT count(*) FROM events WHERE number = 0 AND {owned:user_id}";
    private static final String INSERT =
            "INSERT INTO events (user_id, at, number, body) VALUES (?, clock_timestamp(), ?, ?)";

    private final KeyChooser users;
    private final double readShare;
    private final Clients clients;
    private final Past past;

    /**
     * What the data set holds at first.
     *
     * @param events how many events
     * @param eventsEach how many of them each user has; the last one may have fewer
     * @param end a time after all of them, as PostgreSQL reads a {@code timestamptz}
     */
    public record Past(long events, int eventsEach, String end) {
        public Past {
            Objects.requireNonNull(end, "end is null");
            if (events < 1 || eventsEach < 1) {
                throw new IllegalArgumentException("%d events, %d for each user".formatted(events, eventsEach));
            }
        }

        /** How many events the users from 1 to that one have. */
        long upTo(long user) {
            return Math.min(events, user * eventsEach);
        }
    }

    /**
     * @param users chooses user 1 + index
     * @param readShare the share of reads, from 0 to 1
     */
    public TimelineWorkload(KeyChooser users, double readShare, Clients clients, Past past) {
        this.users = Objects.requireNonNull(users, "users is null");
        this.readShare = ReadShare.require(readShare);
        this.clients = Objects.requireNonNull(clients, "clients is null");
        this.past = Objects.requireNonNull(past, "past is null");
    }

    @Override
    public Operation next(long number, RandomGenerator random) {
        boolean read = random.nextDouble() < readShare;
        double kind = random.nextDouble();
        long session = clients.session(random);
        long user = 1L + users.next(number, random);
        if (!read) {
            return new Operation(
                    POST,
                    true,
                    user,
                    List.of(new SqlStatement(INSERT, List.of(user, number + 1, clients.value(random)))),
                    new Intent(session, Effect.INSERT, number + 1, true));
        }
        if (kind < 0.6) {
            return new Operation(
                    LATEST, false, user, List.of(new SqlStatement(SELECT_LATEST, List.of(user, past.end()))));
        }
        if (kind < 0.9) {
            long expected = past.upTo(user) - past.upTo(user - 1);
            return count(PAST, user, COUNT_PAST, List.of(user, past.end()), false, session, expected);
        }
        if (kind < 0.98) {
            long last = user + RANGE_USERS - 1;
            long expected = past.upTo(last) - past.upTo(user - 1);
            return count(RANGE, user, COUNT_RANGE, List.of(user, last), true, session, expected);
        }
        return count(ALL, user, COUNT_ALL, List.of(), true, session, past.events());
    }

    private static Operation count(
            String name, long user, String sql, List<Object> values, boolean everyShard, long session, long expected) {
        return new Operation(
                name,
                false,
                user,
                List.of(new SqlStatement(sql, values, true)),
                0,
                List.of(),
                everyShard,
                new Intent(session, Effect.SUM, expected, true));
    }

    @Override
    public List<String> operationNames() {
        return List.of(LATEST, PAST, RANGE, ALL, POST);
    }
}
