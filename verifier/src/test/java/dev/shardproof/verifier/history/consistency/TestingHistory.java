package dev.shardproof.verifier.history.consistency;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Effect;
import dev.shardproof.verifier.history.Evidence;
import dev.shardproof.verifier.history.HistoryReader;
import dev.shardproof.verifier.history.HistorySource;
import dev.shardproof.verifier.history.Outcome;
import dev.shardproof.verifier.history.consistency.criteria.FinalState;
import dev.shardproof.verifier.history.consistency.criteria.HistoryCheck;
import dev.shardproof.verifier.history.consistency.criteria.HistoryRules;
import dev.shardproof.verifier.history.consistency.criteria.Ownership;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A history and the state after it, both in memory, for tests to write down and to spoil. */
final class TestingHistory implements HistorySource, FinalState {

    /** What lies in the end; a key that is not there has no value. */
    final Map<Long, long[]> registers = new LinkedHashMap<>();

    final Map<Long, List<Long>> lists = new LinkedHashMap<>();
    final List<Long> inserts = new ArrayList<>();
    final List<long[]> sums = new ArrayList<>();
    final List<long[]> balances = new ArrayList<>();
    final List<ClientOperation> operations = new ArrayList<>();
    Set<Kind> kinds = EnumSet.allOf(Kind.class);
    Optional<Ownership> ownership = Optional.empty();
    boolean torn;

    /** Adds an operation that was acknowledged. */
    TestingHistory ok(Effect effect, long key, long argument, long invoked, long end, Long... observed) {
        return add(Outcome.ACKNOWLEDGED, 0, effect, key, argument, invoked, end, observed);
    }

    TestingHistory add(
            Outcome outcome,
            long session,
            Effect effect,
            long key,
            long argument,
            long invoked,
            long end,
            Long... observed) {
        operations.add(operation(outcome, session, effect, key, argument, invoked, end, "s0", 1, List.of(observed)));
        return this;
    }

    static ClientOperation operation(
            Outcome outcome,
            long session,
            Effect effect,
            long key,
            long argument,
            long invoked,
            long end,
            String shard,
            long epoch,
            List<Long> observed) {
        boolean write = effect != Effect.READ && effect != Effect.READ_LIST && effect != Effect.SUM;
        String error = outcome == Outcome.ACKNOWLEDGED ? "" : "57014";
        Evidence evidence = new Evidence(session, effect, argument, observed);
        return new ClientOperation(
                effect.name(), write, invoked, invoked, end, shard, epoch, outcome, 1, error, 0, key, evidence);
    }

    TestingHistory register(long key, long version, long argument) {
        registers.put(key, new long[] {version, argument});
        return this;
    }

    TestingHistory list(long key, Long... elements) {
        lists.put(key, List.of(elements));
        return this;
    }

    /** Results of all checks, with their findings, by check. */
    Map<HistoryCheck, CheckResult> judge() {
        return judge(HistoryRules.strict(EnumSet.allOf(HistoryCheck.class)));
    }

    Map<HistoryCheck, CheckResult> judge(HistoryRules rules) {
        Map<HistoryCheck, CheckResult> results = new EnumMap<>(HistoryCheck.class);
        try {
            List<CheckResult> list = new HistoryChecks(this, this, ownership, rules, () -> 0).run();
            int next = 0;
            for (HistoryCheck check : rules.checks()) {
                results.put(check, list.get(next++));
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return results;
    }

    /** What was found, by check, without the checks that found nothing. */
    Map<HistoryCheck, List<String>> findings() {
        Map<HistoryCheck, List<String>> findings = new EnumMap<>(HistoryCheck.class);
        judge().forEach((check, result) -> {
            if (result.findingsTotal() > 0) {
                findings.put(
                        check,
                        result.findings().stream()
                                .map(f -> f.key() + ": " + f.detail())
                                .toList());
            }
        });
        return findings;
    }

    @Override
    public HistoryReader.Extent read(Consumer<ClientOperation> consumer) {
        operations.forEach(consumer);
        return new HistoryReader.Extent(operations.size(), torn);
    }

    @Override
    public Set<Kind> kinds() {
        return kinds;
    }

    @Override
    public void read(Visitor visitor) {
        registers.forEach((key, value) -> visitor.register(key, value[0], value[1]));
        lists.forEach((key, elements) ->
                visitor.list(key, elements.stream().mapToLong(Long::longValue).toArray()));
        inserts.forEach(visitor::inserted);
        sums.forEach(sum -> visitor.sum(sum[0], sum[1], sum[2]));
        balances.forEach(balance -> visitor.balance(balance[0], balance[1], balance[2]));
    }
}
