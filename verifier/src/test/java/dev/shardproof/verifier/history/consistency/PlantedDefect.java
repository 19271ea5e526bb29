package dev.shardproof.verifier.history.consistency;

import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Effect;
import dev.shardproof.verifier.history.Outcome;
import dev.shardproof.verifier.history.consistency.criteria.HistoryCheck;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Something wrong that is put into a history of a correct store, and the check that must see it. */
enum PlantedDefect {
    LOST_REGISTER(HistoryCheck.LOST_WRITES) {
        @Override
        boolean plant(TestingHistory history, SplittableRandom random) {
            // The newest version that a client was told of is rolled back in the end.
            return any(history, random, Effect.WRITE, write -> {
                        long[] value = history.registers.get(write.key());
                        return value != null && value[1] == write.evidence().argument();
                    })
                    && replaceRegister(history, chosen, -1, 0);
        }
    },
    LOST_ROW(HistoryCheck.LOST_WRITES) {
        @Override
        boolean plant(TestingHistory history, SplittableRandom random) {
            return any(history, random, Effect.WRITE, write -> {
                        long[] value = history.registers.get(write.key());
                        return value != null
                                && value[1] == write.evidence().argument()
                                && !deletes(history, write.key(), Outcome.INDETERMINATE);
                    })
                    && history.registers.remove(chosen.key()) != null;
        }
    },
    TWO_WRITES_OF_ONE_VERSION(HistoryCheck.LOST_WRITES) {
        @Override
        boolean plant(TestingHistory history, SplittableRandom random) {
            // Both shards accepted a write: the one that the second was given, the first had been given before.
            return any(
                            history,
                            random,
                            Effect.WRITE,
                            write -> write.evidence().observed().get(0) > 1
                                    && history.operations.stream()
                                            .anyMatch(other -> acknowledged(other, Effect.WRITE, write.key())
                                                    && other.evidence()
                                                                    .observed()
                                                                    .get(0)
                                                            == write.evidence()
                                                                            .observed()
                                                                            .get(0)
                                                                    - 1))
                    && observe(history, chosen, chosen.evidence().observed().get(0) - 1);
        }
    },
    LOST_ELEMENT(HistoryCheck.LOST_WRITES) {
        @Override
        boolean plant(TestingHistory history, SplittableRandom random) {
            return any(history, random, Effect.APPEND, append -> true)
                    && changed(history, chosen.key()).remove(chosen.evidence().argument());
        }
    },
    LOST_INSERT(HistoryCheck.LOST_WRITES) {
        @Override
        boolean plant(TestingHistory history, SplittableRandom random) {
            return any(history, random, Effect.INSERT, insert -> true)
                    && history.inserts.remove(chosen.evidence().argument());
        }
    },
    DOUBLED_REGISTER(HistoryCheck.DUPLICATED_EFFECTS) {
        @Override
        boolean plant(TestingHistory history, SplittableRandom random) {
            return any(history, random, Effect.WRITE, write -> {
                        long[] value = history.registers.get(write.key());
                        return value != null && value[1] == write.evidence().argument();
                    })
                    && replaceRegister(history, chosen, 1, chosen.evidence().argument());
        }
    },
    DOUBLED_ELEMENT(HistoryCheck.DUPLICATED_EFFECTS) {
        @Override
        boolean plant(TestingHistory history, SplittableRandom random) {
            return any(history, random, Effect.APPEND, append -> true)
                    && changed(history, chosen.key()).add(chosen.evidence().argument());
        }
    },
    DOUBLED_INSERT(HistoryCheck.DUPLICATED_EFFECTS) {
        @Override
        boolean plant(TestingHistory history, SplittableRandom random) {
            return any(history, random, Effect.INSERT, insert -> true)
                    && history.inserts.add(chosen.evidence().argument());
        }
    },
    BACK_IN_THE_END(HistoryCheck.RESURRECTED_DELETES) {
        @Override
        boolean plant(TestingHistory history, SplittableRandom random) {
            return any(history, random, Effect.DELETE, delete -> lastDelete(history, delete))
                    && history.registers.put(
                                    chosen.key(),
                                    new long[] {chosen.evidence().observed().get(0), 0})
                            == null;
        }
    },
    BACK_FOR_A_READER(HistoryCheck.RESURRECTED_DELETES) {
        @Override
        boolean plant(TestingHistory history, SplittableRandom random) {
            if (!any(history, random, Effect.DELETE, delete -> lastDelete(history, delete))) {
                return false;
            }
            ClientOperation delete = chosen;
            return any(
                            history,
                            random,
                            Effect.READ,
                            read -> read.key() == delete.key()
                                    && read.invokedMicros() > delete.endMicros()
                                    && read.evidence().observed().isEmpty())
                    && observe(history, chosen, delete.evidence().observed().get(0), 0L);
        }
    },
    STALE_REGISTER(HistoryCheck.STALE_READS) {
        @Override
        boolean plant(TestingHistory history, SplittableRandom random) {
            return any(
                            history,
                            random,
                            Effect.READ,
                            read -> !read.evidence().observed().isEmpty() && known(history, Effect.WRITE, read, -1))
                    && observe(history, chosen, chosen.evidence().observed().get(0) - 1, 0L);
        }
    },
    STALE_LIST(HistoryCheck.STALE_READS) {
        @Override
        boolean plant(TestingHistory history, SplittableRandom random) {
            return any(history, random, Effect.READ_LIST, read -> known(history, Effect.APPEND, read, -1))
                    && cut(history);
        }
    },
    OWN_WRITE_MISSED(HistoryCheck.READ_YOUR_WRITES) {
        @Override
        boolean plant(TestingHistory history, SplittableRandom random) {
            return any(
                            history,
                            random,
                            Effect.READ_LIST,
                            read -> known(
                                    history,
                                    Effect.APPEND,
                                    read,
                                    read.evidence().session()))
                    && cut(history);
        }
    },
    READS_GO_BACK(HistoryCheck.MONOTONIC_READS) {
        @Override
        boolean plant(TestingHistory history, SplittableRandom random) {
            return any(
                            history,
                            random,
                            Effect.READ_LIST,
                            read -> known(
                                    history,
                                    Effect.READ_LIST,
                                    read,
                                    read.evidence().session()))
                    && cut(history);
        }
    },
    ABORTED_READ(HistoryCheck.ABORTED_READS) {
        @Override
        boolean plant(TestingHistory history, SplittableRandom random) {
            List<ClientOperation> rejected = history.operations.stream()
                    .filter(operation -> operation.outcome() == Outcome.REJECTED
                            && operation.evidence().effect() == Effect.WRITE)
                    .toList();
            return !rejected.isEmpty()
                    && any(
                            history,
                            random,
                            Effect.READ,
                            read -> !read.evidence().observed().isEmpty())
                    && observe(
                            history,
                            chosen,
                            chosen.evidence().observed().get(0),
                            rejected.get(random.nextInt(rejected.size()))
                                    .evidence()
                                    .argument());
        }
    },
    REJECTED_INSERT_IS_THERE(HistoryCheck.ABORTED_READS) {
        @Override
        boolean plant(TestingHistory history, SplittableRandom random) {
            List<ClientOperation> rejected = history.operations.stream()
                    .filter(operation -> operation.outcome() == Outcome.REJECTED
                            && operation.evidence().effect() == Effect.INSERT)
                    .toList();
            return !rejected.isEmpty()
                    && history.inserts.add(rejected.get(0).evidence().argument());
        }
    },
    SWAPPED_ELEMENTS(HistoryCheck.LIST_ORDER) {
        @Override
        boolean plant(TestingHistory history, SplittableRandom random) {
            if (!any(
                    history,
                    random,
                    Effect.APPEND,
                    append -> append.evidence().observed().get(0) > 1)) {
                return false;
            }
            int place = chosen.evidence().observed().get(0).intValue();
            Collections.swap(changed(history, chosen.key()), place - 1, place - 2);
            return true;
        }
    },
    LOST_CENT(HistoryCheck.CONSERVATION) {
        @Override
        boolean plant(TestingHistory history, SplittableRandom random) {
            return any(history, random, Effect.SUM, sum -> true) && observe(history, chosen, SimulatedRun.SUM - 1);
        }
    },
    LOST_CENT_IN_THE_END(HistoryCheck.CONSERVATION) {
        @Override
        boolean plant(TestingHistory history, SplittableRandom random) {
            history.sums.get(0)[2]--;
            return true;
        }
    },
    MONEY_LOST_AND_MADE_IN_A_PAIR(HistoryCheck.CONSERVATION) {
        @Override
        boolean plant(TestingHistory history, SplittableRandom random) {
            history.balances.add(new long[] {1, SimulatedRun.SUM / 2 - 5, SimulatedRun.SUM / 2});
            history.balances.add(new long[] {2, SimulatedRun.SUM / 2 + 5, SimulatedRun.SUM / 2});
            return true;
        }
    },
    OLD_OWNER_ACCEPTS(HistoryCheck.WRONG_OWNER) {
        @Override
        boolean plant(TestingHistory history, SplittableRandom random) {
            return any(
                            history,
                            random,
                            Effect.APPEND,
                            append -> append.shard().equals("s1") && append.invokedMicros() > SimulatedRun.SWITCH + 100)
                    && history.operations.set(
                                    history.operations.indexOf(chosen),
                                    with(chosen, "s0", chosen.evidence().observed()))
                            != null;
        }
    };

    private final HistoryCheck check;

    /** What {@link #any} has found last. */
    ClientOperation chosen;

    PlantedDefect(HistoryCheck check) {
        this.check = check;
    }

    HistoryCheck check() {
        return check;
    }

    /** Changes the history; false if it has no place for the defect. */
    abstract boolean plant(TestingHistory history, SplittableRandom random);

    /** Chooses one of the acknowledged operations that saw something and are fit for it. */
    boolean any(TestingHistory history, SplittableRandom random, Effect effect, Predicate<ClientOperation> fit) {
        List<ClientOperation> candidates = history.operations.stream()
                .filter(operation -> acknowledged(operation, effect, operation.key()) && fit.test(operation))
                .toList();
        if (!candidates.isEmpty()) {
            chosen = candidates.get(random.nextInt(candidates.size()));
        }
        return !candidates.isEmpty();
    }

    private static boolean acknowledged(ClientOperation operation, Effect effect, long key) {
        return operation.outcome() == Outcome.ACKNOWLEDGED
                && operation.evidence().effect() == effect
                && operation.key() == key;
    }

    /** Whether somebody (or that session) knew the newest that the read saw when it began. */
    private static boolean known(TestingHistory history, Effect effect, ClientOperation read, long session) {
        boolean list = read.evidence().effect() == Effect.READ_LIST;
        List<Long> saw = read.evidence().observed();
        long state = list ? saw.size() : saw.get(0);
        return state > 0
                && history.operations.stream()
                        .anyMatch(other -> acknowledged(other, effect, read.key())
                                && (session < 0 || other.evidence().session() == session)
                                && other.endMicros() < read.invokedMicros()
                                && (effect == Effect.READ_LIST
                                                ? other.evidence().observed().size()
                                                : other.evidence().observed().get(0))
                                        == state);
    }

    /** Whether it removed something, and nobody can have written or removed the register after it. */
    private static boolean lastDelete(TestingHistory history, ClientOperation delete) {
        return !delete.evidence().observed().isEmpty()
                && !history.registers.containsKey(delete.key())
                && history.operations.stream()
                        .noneMatch(other -> acknowledged(other, Effect.WRITE, delete.key())
                                && other.evidence().observed().get(0)
                                        > delete.evidence().observed().get(0));
    }

    private static boolean deletes(TestingHistory history, long key, Outcome outcome) {
        return history.operations.stream()
                .anyMatch(operation -> operation.key() == key
                        && operation.outcome() == outcome
                        && operation.evidence().effect() == Effect.DELETE);
    }

    private static List<Long> changed(TestingHistory history, long key) {
        List<Long> elements = new ArrayList<>(history.lists.get(key));
        history.lists.put(key, elements);
        return elements;
    }

    /** Takes the last element away from what the chosen read saw. */
    boolean cut(TestingHistory history) {
        List<Long> saw = chosen.evidence().observed();
        return observe(history, chosen, saw.subList(0, saw.size() - 1).toArray(Long[]::new));
    }

    private static boolean replaceRegister(
            TestingHistory history, ClientOperation write, long versions, long argument) {
        long[] value = history.registers.get(write.key());
        history.registers.put(write.key(), new long[] {value[0] + versions, argument});
        return true;
    }

    private static boolean observe(TestingHistory history, ClientOperation operation, Long... observed) {
        history.operations.set(
                history.operations.indexOf(operation), with(operation, operation.shard(), List.of(observed)));
        return true;
    }

    private static ClientOperation with(ClientOperation operation, String shard, List<Long> observed) {
        return TestingHistory.operation(
                operation.outcome(),
                operation.evidence().session(),
                operation.evidence().effect(),
                operation.key(),
                operation.evidence().argument(),
                operation.invokedMicros(),
                operation.endMicros(),
                shard,
                operation.epoch(),
                observed);
    }
}
