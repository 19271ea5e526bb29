package dev.shardproof.verifier.history.consistency;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding.Kind;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.HistoryReader;
import dev.shardproof.verifier.history.HistorySource;
import dev.shardproof.verifier.history.Outcome;
import dev.shardproof.verifier.history.consistency.criteria.FinalState;
import dev.shardproof.verifier.history.consistency.criteria.HistoryCheck;
import dev.shardproof.verifier.history.consistency.criteria.HistoryRules;
import dev.shardproof.verifier.history.consistency.criteria.Ownership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One judgement of one history: hands each operation to whoever judges its kind. Not thread-safe, used once. */
final class HistoryPass {

    private final FinalState finalState;
    private final Set<FinalState.Kind> finalKinds;
    private final HistoryRules rules;
    private final Judgement judgement;
    private final Registers registers;
    private final Lists lists;
    private final Optional<Owners> owners;
    private long operations;
    private boolean insertsSeen;
    private boolean listsSeen;
    private boolean registersSeen;

    HistoryPass(FinalState finalState, Optional<Ownership> ownership, HistoryRules rules) {
        this.finalState = finalState;
        this.finalKinds = Set.copyOf(finalState.kinds());
        this.rules = rules;
        this.judgement = new Judgement(rules);
        this.registers = new Registers(judgement);
        this.lists = new Lists(judgement, finalKinds.contains(FinalState.Kind.LISTS));
        this.owners = rules.checks().contains(HistoryCheck.WRONG_OWNER)
                ? ownership.map(owned -> new Owners(judgement, owned))
                : Optional.empty();
    }

    void run(HistorySource history) throws Exception {
        finalState.read(new FinalVisitor());
        EndOrder ordered = new EndOrder(this::judge);
        HistoryReader.Extent extent = history.read(ordered);
        ordered.finish();
        registers.finish(finalKinds.contains(FinalState.Kind.REGISTERS), !extent.torn());
        finishArguments(!extent.torn());
        boolean sessions = rules.checks().contains(HistoryCheck.READ_YOUR_WRITES)
                || rules.checks().contains(HistoryCheck.MONOTONIC_READS);
        if (sessions && !judgement.regressions.isEmpty()) {
            EndOrder again = new EndOrder(new SessionReview(judgement));
            history.read(again);
            again.finish();
        }
        doubt(extent, ordered.late());
    }

    private void judge(ClientOperation operation) {
        operations++;
        switch (operation.evidence().effect()) {
            case READ -> registers.read(operation);
            case WRITE -> {
                registersSeen = true;
                registers.write(operation);
                owners.ifPresent(judge -> judge.write(operation));
            }
            case DELETE -> {
                registersSeen = true;
                registers.delete(operation);
                owners.ifPresent(judge -> judge.write(operation));
            }
            case READ_LIST -> lists.read(operation);
            case APPEND -> {
                listsSeen = true;
                lists.append(operation);
                owners.ifPresent(judge -> judge.write(operation));
            }
            case INSERT -> {
                insert(operation);
                owners.ifPresent(judge -> judge.write(operation));
            }
            case TRANSFER -> {
                if (operation.outcome() == Outcome.INDETERMINATE) {
                    judgement.canNotTell++;
                }
                owners.ifPresent(judge -> judge.write(operation));
            }
            case SUM -> sum(operation);
            case NONE -> {}
        }
    }

    private void insert(ClientOperation insert) {
        insertsSeen = true;
        long argument = insert.evidence().argument();
        judgement.arguments.record(argument, ArgumentLedger.INSERTS, insert.outcome());
        judgement.of(HistoryCheck.ABORTED_READS).examine();
        if (insert.outcome() == Outcome.REJECTED) {
            return;
        }
        judgement.of(HistoryCheck.DUPLICATED_EFFECTS).examine();
        if (insert.outcome() != Outcome.ACKNOWLEDGED) {
            return;
        }
        judgement.of(HistoryCheck.LOST_WRITES).examine();
        boolean known = finalKinds.contains(FinalState.Kind.INSERTS);
        if (known && ArgumentLedger.found(judgement.arguments.entry(argument)) == 0) {
            judgement.find(
                    HistoryCheck.LOST_WRITES, Kind.MISSING, insert, "was acknowledged, and is not there in the end");
        }
    }

    private void sum(ClientOperation sum) {
        if (sum.outcome() != Outcome.ACKNOWLEDGED) {
            return;
        }
        Tally tally = judgement.of(HistoryCheck.CONSERVATION);
        tally.examine();
        List<Long> parts = sum.evidence().observed();
        long total = 0;
        for (int i = 0; i < parts.size(); i++) {
            total += parts.get(i);
        }
        long expected = sum.evidence().argument();
        if (parts.isEmpty() || total != expected) {
            long found = total;
            judgement.find(
                    HistoryCheck.CONSERVATION,
                    Kind.COUNT,
                    sum,
                    parts.isEmpty()
                            ? "saw nothing instead of the sum %d".formatted(expected)
                            : "saw the sum %d, which is %+d".formatted(found, found - expected));
        }
    }

    /** Judges by each argument what only all operations together tell. */
    private void finishArguments(boolean complete) {
        judgement.arguments.forEach((argument, entry) -> {
            Outcome outcome = ArgumentLedger.outcome(entry);
            int found = ArgumentLedger.found(entry);
            int family = ArgumentLedger.family(entry);
            if (outcome == null && complete) {
                judgement.find(
                        HistoryCheck.ABORTED_READS,
                        Kind.EXTRA,
                        argument,
                        "%s, though nobody wrote it".formatted(found > 0 ? "is there in the end" : "was read"));
            }
            if (outcome == Outcome.REJECTED && found > 0) {
                judgement.find(
                        HistoryCheck.ABORTED_READS,
                        Kind.EXTRA,
                        argument,
                        "is there in the end, though it was rejected");
            }
            if (found > 1 && family != ArgumentLedger.APPENDS) { // lists have said so already, and where
                judgement.find(
                        HistoryCheck.DUPLICATED_EFFECTS,
                        Kind.EXTRA,
                        argument,
                        "is there %s in the end".formatted(found > 2 ? "more than twice" : "twice"));
            }
            if (outcome == Outcome.INDETERMINATE && family != ArgumentLedger.WRITES) {
                resolve(family, found);
            }
        });
    }

    private void resolve(int family, int found) {
        FinalState.Kind kind = family == ArgumentLedger.APPENDS ? FinalState.Kind.LISTS : FinalState.Kind.INSERTS;
        if (!finalKinds.contains(kind)) {
            judgement.canNotTell++;
        } else if (found > 0) {
            judgement.happened++;
        } else {
            judgement.didNotHappen++;
        }
    }

    private void doubt(HistoryReader.Extent extent, long late) {
        for (HistoryCheck check : rules.checks()) {
            if (extent.torn()) {
                judgement.of(check).doubt("the history ends early, for the driver died: what it did last is unknown");
            }
        }
        if (judgement.regressionsLeftOut > 0) {
            List.of(HistoryCheck.READ_YOUR_WRITES, HistoryCheck.MONOTONIC_READS)
                    .forEach(check -> judgement
                            .of(check)
                            .doubt(
                                    "of the reads that went back in time, %,d were too many to ask what their session knew"
                                            .formatted(judgement.regressionsLeftOut)));
        }
        if (registers.absencesLeftOut() > 0) {
            List.of(
                            HistoryCheck.LOST_WRITES,
                            HistoryCheck.STALE_READS,
                            HistoryCheck.READ_YOUR_WRITES,
                            HistoryCheck.MONOTONIC_READS)
                    .forEach(check -> judgement
                            .of(check)
                            .doubt(
                                    "%,d operations saw nothing, and it could not be kept in mind whether a delete explains them"
                                            .formatted(registers.absencesLeftOut())));
        }
        if (registersSeen && !finalKinds.contains(FinalState.Kind.REGISTERS)) {
            judgement
                    .of(HistoryCheck.RESURRECTED_DELETES)
                    .doubt("it is not known which registers there are in the end");
        }
        if (late > 0) {
            List.of(
                            HistoryCheck.STALE_READS,
                            HistoryCheck.READ_YOUR_WRITES,
                            HistoryCheck.MONOTONIC_READS,
                            HistoryCheck.RESURRECTED_DELETES)
                    .forEach(check -> judgement
                            .of(check)
                            .doubt("%d operations stand more than %d places late in the history"
                                    .formatted(late, EndOrder.WINDOW)));
        }
        for (HistoryCheck check :
                List.of(HistoryCheck.LOST_WRITES, HistoryCheck.DUPLICATED_EFFECTS, HistoryCheck.ABORTED_READS)) {
            doubtOfEnd(judgement.of(check));
        }
    }

    private void doubtOfEnd(Tally tally) {
        if (judgement.arguments.reused() > 0) {
            tally.doubt("%d operations have an argument that another one had already"
                    .formatted(judgement.arguments.reused()));
        }
        List<String> unknown = new ArrayList<>();
        if (registers.absencesLeftOut() > 0) {
            List.of(
                            HistoryCheck.LOST_WRITES,
                            HistoryCheck.STALE_READS,
                            HistoryCheck.READ_YOUR_WRITES,
                            HistoryCheck.MONOTONIC_READS)
                    .forEach(check -> judgement
                            .of(check)
                            .doubt(
                                    "%,d operations saw nothing, and it could not be kept in mind whether a delete explains them"
                                            .formatted(registers.absencesLeftOut())));
        }
        if (registersSeen && !finalKinds.contains(FinalState.Kind.REGISTERS)) {
            unknown.add("registers");
        }
        if (listsSeen && !finalKinds.contains(FinalState.Kind.LISTS)) {
            unknown.add("lists");
        }
        if (insertsSeen && !finalKinds.contains(FinalState.Kind.INSERTS)) {
            unknown.add("inserts");
        }
        if (!unknown.isEmpty()) {
            tally.doubt("it is not known which %s there are in the end".formatted(String.join(" and ", unknown)));
        }
    }

    List<CheckResult> results(Duration took) {
        Tally lost = judgement.of(HistoryCheck.LOST_WRITES);
        lost.fact(
                "indeterminate writes",
                "%,d happened, %,d did not, %,d can not be told"
                        .formatted(judgement.happened, judgement.didNotHappen, judgement.canNotTell));
        Tally stale = judgement.of(HistoryCheck.STALE_READS);
        stale.fact("stale reads", "%,d".formatted(stale.found() + judgement.staleWithinBound));
        if (stale.found() + judgement.staleWithinBound > 0) {
            stale.fact("stale by at most", Judgement.millis(judgement.staleMicrosMax));
            stale.fact("versions behind at most", "%,d".formatted(judgement.staleVersionsMax));
        }
        if (judgement.tooLong > 0) {
            stale.fact("operations longer than the horizon", "%,d".formatted(judgement.tooLong));
        }
        List<CheckResult> results = new ArrayList<>();
        for (HistoryCheck check : rules.checks()) {
            Tally tally = judgement.of(check);
            tally.fact("operations in the history", "%,d".formatted(operations));
            if (check == HistoryCheck.WRONG_OWNER) {
                owners.ifPresentOrElse(
                        judge -> judge.finish(tally), () -> tally.doubt("it is not known who owned what"));
            }
            Duration time = results.isEmpty() ? took : Duration.ZERO;
            results.add(
                    tally.result(check.anomaly(), check == HistoryCheck.STALE_READS ? rules.staleReads() : 0, time));
        }
        return results;
    }

    /** Puts what is there in the end where it is looked up. */
    private final class FinalVisitor implements FinalState.Visitor {

        @Override
        public void register(long key, long version, long argument) {
            registers.isThere(key, version, argument);
        }

        @Override
        public void list(long key, long[] elements) {
            lists.isThere(key, elements);
        }

        @Override
        public void inserted(long argument) {
            judgement.arguments.find(argument);
        }

        @Override
        public void sum(long key, long expected, long found) {
            judgement.of(HistoryCheck.CONSERVATION).examine();
            if (expected != found) {
                judgement.find(
                        HistoryCheck.CONSERVATION,
                        Kind.COUNT,
                        key,
                        "the sum is %d in the end, which is %+d".formatted(found, found - expected));
            }
        }

        @Override
        public void balance(long key, long expected, long found) {
            judgement.of(HistoryCheck.CONSERVATION).examine();
            if (expected != found) {
                judgement.find(
                        HistoryCheck.CONSERVATION,
                        Kind.COUNT,
                        key,
                        "its entries add up to %d, and it holds %d in the end, which is %+d"
                                .formatted(expected, found, found - expected));
            }
        }
    }
}
