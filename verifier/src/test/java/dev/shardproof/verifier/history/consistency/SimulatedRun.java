package dev.shardproof.verifier.history.consistency;

import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Effect;
import dev.shardproof.verifier.history.Outcome;
import dev.shardproof.verifier.history.consistency.criteria.Ownership;
import dev.shardproof.verifier.keyspace.KeyInterval;
import dev.shardproof.verifier.keyspace.OwnedRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * A small correct store under a random load: operations overlap, each takes effect at one moment within its time, some are
 * rejected, and some are given up, of which half happen nevertheless, some of them after that. Half of the keys move to
 * another shard midway.
 */
final class SimulatedRun {

    static final long SWITCH = 500_000;
    static final int REGISTERS = 5;
    static final int LISTS = 4;
    static final long SUM = 1_000;

    private record Planned(
            Effect effect,
            long key,
            long argument,
            long session,
            long invoked,
            long end,
            long commit,
            Outcome outcome,
            boolean happens) {}

    private final SplittableRandom random;
    private final TestingHistory history = new TestingHistory();
    private final Map<Long, Long> versions = new HashMap<>();

    private SimulatedRun(long seed) {
        this.random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L);
    }

    static TestingHistory of(long seed, int operations) {
        return new SimulatedRun(seed).run(operations);
    }

    /** How many of its indeterminate writes happened, and how many did not. */
    static long[] indeterminate(long seed, int operations) {
        long[] counts = new long[2];
        for (Planned planned : new SimulatedRun(seed).plan(operations)) {
            if (planned.outcome == Outcome.INDETERMINATE
                    && !List.of(Effect.READ, Effect.READ_LIST, Effect.SUM).contains(planned.effect)) {
                counts[planned.happens ? 0 : 1]++;
            }
        }
        return counts;
    }

    /** The whole numbers in a text. */
    static long[] numbersIn(String text) {
        return Arrays.stream(text.replace(",", "").split("\\D+"))
                .filter(number -> !number.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray();
    }

    private List<Planned> plan(int count) {
        List<Planned> plan = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            plan.add(planned(i + 1));
        }
        return plan;
    }

    private TestingHistory run(int count) {
        List<Planned> plan = plan(count);
        plan.sort(Comparator.comparingLong(Planned::commit));
        for (Planned planned : plan) {
            List<Long> observed = planned.happens ? happen(planned) : List.of();
            boolean moved = planned.key % 2 == 1 && planned.commit > SWITCH;
            history.operations.add(TestingHistory.operation(
                    planned.outcome,
                    planned.session,
                    planned.effect,
                    planned.key,
                    planned.argument,
                    planned.invoked,
                    planned.end,
                    moved ? "s1" : "s0",
                    planned.commit > SWITCH ? 2 : 1,
                    planned.outcome == Outcome.ACKNOWLEDGED ? observed : List.of()));
        }
        history.sums.add(new long[] {0, SUM, SUM});
        history.ownership = Optional.of(ownership());
        inOrderOfEnds();
        return history;
    }

    private Planned planned(long number) {
        Effect effect = Effect.values()[1 + random.nextInt(Effect.values().length - 1)];
        long invoked = random.nextLong(1_000_000);
        int chance = random.nextInt(20);
        Outcome outcome = chance == 0 ? Outcome.REJECTED : chance == 1 ? Outcome.INDETERMINATE : Outcome.ACKNOWLEDGED;
        long took = 2 + random.nextLong(outcome == Outcome.ACKNOWLEDGED ? 20_000 : 200_000);
        boolean happens = outcome == Outcome.ACKNOWLEDGED || outcome == Outcome.INDETERMINATE && random.nextBoolean();
        long commit = invoked + 1 + random.nextLong(took - 1);
        if (outcome == Outcome.INDETERMINATE) {
            commit += random.nextLong(took); // perhaps after it was given up
        }
        long key = 1
                + switch (effect) {
                    case READ_LIST, APPEND -> random.nextInt(LISTS);
                    default -> random.nextInt(REGISTERS);
                };
        long argument = effect == Effect.SUM ? SUM : number;
        return new Planned(effect, key, argument, random.nextInt(6), invoked, invoked + took, commit, outcome, happens);
    }

    /** Lets an operation take effect; returns what it observed. */
    private List<Long> happen(Planned planned) {
        long key = planned.key;
        long[] register = history.registers.get(key);
        List<Long> list = history.lists.getOrDefault(key, List.of());
        return switch (planned.effect) {
            case READ -> register == null ? List.of() : List.of(register[0], register[1]);
            case WRITE -> {
                long version = versions.merge(key, 1L, Long::sum);
                history.register(key, version, planned.argument);
                yield List.of(version);
            }
            case DELETE -> {
                history.registers.remove(key);
                yield register == null ? List.of() : List.of(register[0]);
            }
            case READ_LIST -> list;
            case APPEND -> {
                List<Long> longer = new ArrayList<>(list);
                longer.add(planned.argument);
                history.lists.put(key, longer);
                yield List.of((long) longer.size());
            }
            case INSERT -> {
                history.inserts.add(planned.argument);
                yield List.of();
            }
            case SUM -> List.of(SUM / 4, SUM - SUM / 4); // of two shards
            case TRANSFER, NONE -> List.of();
        };
    }

    private static Ownership ownership() {
        OwnedRange all = new OwnedRange(KeyInterval.ALL, "s0");
        OwnedRange odd = new OwnedRange(KeyInterval.from(1), "s1");
        OwnedRange even = new OwnedRange(KeyInterval.below(1), "s0");
        return new Ownership(
                List.of(new Ownership.Term(1, 0, List.of(all)), new Ownership.Term(2, SWITCH + 30, List.of(even, odd))),
                operation -> OptionalLong.of(operation.key() % 2));
    }

    /** As a driver with a few threads writes them down. */
    private void inOrderOfEnds() {
        List<ClientOperation> operations = history.operations;
        operations.sort(Comparator.comparingLong(ClientOperation::endMicros));
        for (int i = 0; i + 8 < operations.size(); i++) {
            int other = i + random.nextInt(8);
            ClientOperation swapped = operations.get(i);
            operations.set(i, operations.get(other));
            operations.set(other, swapped);
        }
    }
}
