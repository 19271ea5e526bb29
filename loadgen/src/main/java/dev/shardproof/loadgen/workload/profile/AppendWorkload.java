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
 * Appends numbers to lists and reads whole lists, on the data set {@code append}. A list remembers every write in its
 * order, so that a single read tells of all of them.
 *
 * <p>What is popular moves on after {@value #ERA} operations: the popular lists of one era are as likely as any other in
 * the next. Without that a skewed choice would make one list, and the history with it, grow without bounds.
 */
public final class AppendWorkload implements Workload {

    private static final String READ = "readList";
    private static final String APPEND = "append";

    private static final long ERA = 2_000;

    private static final String SELECT = "SELECT items FROM lists WHERE list_id = ?";
    private static final String UPSERT = """
            INSERT INTO lists AS l (list_id, items, payload) VALUES (?, ARRAY[?::bigint], ?)
            ON CONFLICT (list_id) DO UPDATE SET items = l.items || excluded.items, payload = excluded.payload
            RETURNING cardinality(items)""";

    private final KeyChooser lists;
    private final double readShare;
    private final Clients clients;

    /**
     * @param lists chooses an index, from which the list follows
     * @param readShare the share of reads, from 0 to 1
     */
    public AppendWorkload(KeyChooser lists, double readShare, Clients clients) {
        this.lists = Objects.requireNonNull(lists, "lists is null");
        this.readShare = ReadShare.require(readShare);
        this.clients = Objects.requireNonNull(clients, "clients is null");
    }

    @Override
    public Operation next(long number, RandomGenerator random) {
        boolean read = random.nextDouble() < readShare;
        long session = clients.session(random);
        long list = 1 + (clients.key(lists, number, session, random) + number / ERA) % lists.size();
        if (read) {
            return new Operation(
                    READ,
                    false,
                    list,
                    List.of(new SqlStatement(SELECT, List.of(list), true)),
                    new Intent(session, Effect.READ_LIST, 0, true));
        }
        long item = number + 1;
        return new Operation(
                APPEND,
                true,
                list,
                List.of(new SqlStatement(UPSERT, List.of(list, item, clients.value(random)), true)),
                new Intent(session, Effect.APPEND, item, true));
    }

    @Override
    public List<String> operationNames() {
        return List.of(READ, APPEND);
    }
}
