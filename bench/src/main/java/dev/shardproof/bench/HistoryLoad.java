package dev.shardproof.bench;

import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Effect;
import dev.shardproof.verifier.history.Evidence;
import dev.shardproof.verifier.history.HistoryWriter;
import dev.shardproof.verifier.history.Outcome;
import dev.shardproof.verifier.history.consistency.criteria.FinalState;
import dev.shardproof.verifier.history.consistency.criteria.Ownership;
import dev.shardproof.verifier.keyspace.KeyInterval;
import dev.shardproof.verifier.keyspace.OwnedRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * 20,000 operations a second of every kind against a correct store in memory, about 50 of them under way at any time; half of
 * the keys move to another shard in the middle.
 */
final class HistoryLoad implements FinalState {

    private static final int KEYS = 100_000;
    private static final int SESSIONS = 1_000;
    private static final long PERIOD_MICROS = 50;
    private static final long TIMEOUT_MICROS = 1_000_000;
    private static final long SUM = 1_000_000;
    private static final long START = 1_700_000_000_000_000L;

    /** An operation and when it takes effect; then, once it has, what it saw. */
    private static final class UnderWay {
        private Effect effect;
        private Outcome outcome;
        private boolean happens;
        private long number;
        private int key;
        private int session;
        private long invoked;
        private long end;
        private long due;
        private boolean done;
        private String shard = "s0";
        private List<Long> observed = List.of();
    }

    private final SplittableRandom random;
    private final PriorityQueue<UnderWay> underWay = new PriorityQueue<>(Comparator.comparingLong(op -> op.due));
    private final long[] versions = new long[KEYS];
    private final long[] writers = new long[KEYS]; // -1 is not there
    private final long[][] lists = new long[KEYS][0];
    private final BitSet inserts = new BitSet();
    private long switchMicros;

    HistoryLoad(long seed) {
        this.random = new SplittableRandom(seed);
        Arrays.fill(writers, -1);
    }

    void write(long operations, HistoryWriter writer) {
        switchMicros = START + operations / 2 * PERIOD_MICROS;
        for (long number = 1; number <= operations; number++) {
            long now = START + number * PERIOD_MICROS;
            run(now, writer);
            underWay.add(operation(number, now));
        }
        run(Long.MAX_VALUE, writer);
    }

    private UnderWay operation(long number, long now) {
        UnderWay operation = new UnderWay();
        operation.number = number;
        operation.invoked = now;
        operation.key = random.nextInt(KEYS);
        operation.session = random.nextInt(SESSIONS);
        int kind = random.nextInt(100);
        operation.effect = kind < 40
                ? Effect.READ
                : kind < 60
                        ? Effect.WRITE
                        : kind < 62
                                ? Effect.DELETE
                                : kind < 72
                                        ? Effect.READ_LIST
                                        : kind < 82 ? Effect.APPEND : kind < 92 ? Effect.INSERT : Effect.SUM;
        int chance = random.nextInt(1_000);
        operation.outcome = chance < 5 ? Outcome.REJECTED : chance < 10 ? Outcome.INDETERMINATE : Outcome.ACKNOWLEDGED;
        long took = operation.outcome == Outcome.INDETERMINATE ? TIMEOUT_MICROS : 100 + random.nextLong(5_000);
        operation.end = now + took;
        operation.happens = operation.outcome == Outcome.ACKNOWLEDGED || chance >= 8;
        operation.due = now + 1 + random.nextLong(took - 1);
        return operation;
    }

    /** Lets everything take effect, and then end, that is due by now. */
    private void run(long now, HistoryWriter writer) {
        while (!underWay.isEmpty() && underWay.peek().due <= now) {
            UnderWay operation = underWay.poll();
            if (operation.done) {
                writer.append(record(operation));
                continue;
            }
            operation.done = true;
            if (operation.happens) {
                operation.observed = happen(operation);
            }
            operation.shard = operation.key % 2 == 1 && operation.due > switchMicros ? "s1" : "s0";
            operation.due = operation.end;
            underWay.add(operation);
        }
    }

    private List<Long> happen(UnderWay operation) {
        int key = operation.key;
        switch (operation.effect) {
            case READ:
                return writers[key] < 0 ? List.of() : List.of(versions[key], writers[key]);
            case WRITE:
                versions[key]++;
                writers[key] = operation.number;
                return List.of(versions[key]);
            case DELETE:
                boolean there = writers[key] >= 0;
                writers[key] = -1;
                return there ? List.of(versions[key]) : List.of();
            case READ_LIST:
                List<Long> elements = new ArrayList<>(lists[key].length);
                for (long element : lists[key]) {
                    elements.add(element);
                }
                return elements;
            case APPEND:
                lists[key] = Arrays.copyOf(lists[key], lists[key].length + 1);
                lists[key][lists[key].length - 1] = operation.number;
                return Collections.singletonList((long) lists[key].length);
            case INSERT:
                inserts.set((int) operation.number);
                return List.of();
            default:
                return List.of(SUM);
        }
    }

    private ClientOperation record(UnderWay operation) {
        boolean read = EnumSet.of(Effect.READ, Effect.READ_LIST, Effect.SUM).contains(operation.effect);
        boolean ok = operation.outcome == Outcome.ACKNOWLEDGED;
        long argument = operation.effect == Effect.SUM ? SUM : read ? 0 : operation.number;
        return new ClientOperation(
                operation.effect.name(),
                !read,
                operation.invoked - 20,
                operation.invoked,
                operation.end,
                operation.shard,
                operation.shard.equals("s0") ? 1 : 2,
                operation.outcome,
                1,
                ok ? "" : "57014",
                operation.session % 8,
                operation.key,
                new Evidence(operation.session, operation.effect, argument, ok ? operation.observed : List.of()));
    }

    Ownership ownership() {
        Ownership.Term before = new Ownership.Term(1, START, List.of(new OwnedRange(KeyInterval.ALL, "s0")));
        Ownership.Term after = new Ownership.Term(
                2,
                switchMicros + 1,
                List.of(new OwnedRange(KeyInterval.below(1), "s0"), new OwnedRange(KeyInterval.from(1), "s1")));
        return new Ownership(List.of(before, after), operation -> OptionalLong.of(operation.key() % 2));
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.allOf(Kind.class);
    }

    @Override
    public void read(Visitor visitor) {
        for (int key = 0; key < KEYS; key++) {
            if (writers[key] >= 0) {
                visitor.register(key, versions[key], writers[key]);
            }
            visitor.list(key, lists[key].clone());
        }
        inserts.stream().forEach(visitor::inserted);
        visitor.sum(0, SUM, SUM);
    }
}
