package dev.shardproof.verifier.history.consistency;

import dev.shardproof.verifier.check.Finding.Kind;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Effect;
import dev.shardproof.verifier.history.Outcome;
import dev.shardproof.verifier.history.consistency.criteria.HistoryCheck;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The second pass: what the sessions of those reads knew that went back in time. Only a read that saw an older state than
 * somebody knew can have seen an older one than its own session knew, so nobody else need be looked at. Takes operations
 * in the order in which they ended. Not thread-safe.
 */
final class SessionReview implements Consumer<ClientOperation> {

    private record SessionKey(boolean list, long session, long key) {}

    private static final class Known {
        private final Timeline written = new Timeline();
        private final Timeline read = new Timeline();
        private final Map<Moment, Judgement.Regression> regressions = new HashMap<>(2);
    }

    /** When an operation took place: by that it is found again. */
    private record Moment(long invokedMicros, long endMicros) {}

    private final Judgement judgement;
    private final Map<SessionKey, Known> sessions = new HashMap<>();

    SessionReview(Judgement judgement) {
        this.judgement = judgement;
        for (Judgement.Regression regression : judgement.regressions) {
            sessions.computeIfAbsent(
                            new SessionKey(regression.list(), regression.session(), regression.key()),
                            key -> new Known())
                    .regressions
                    .put(new Moment(regression.invokedMicros(), regression.endMicros()), regression);
        }
    }

    @Override
    public void accept(ClientOperation operation) {
        Effect effect = operation.evidence().effect();
        boolean list = effect == Effect.READ_LIST || effect == Effect.APPEND;
        boolean register = effect == Effect.READ || effect == Effect.WRITE || effect == Effect.DELETE;
        if (operation.outcome() != Outcome.ACKNOWLEDGED || !(list || register)) {
            return;
        }
        Known known = sessions.get(new SessionKey(list, operation.evidence().session(), operation.key()));
        if (known == null) {
            return;
        }
        regressionOf(known, operation).ifPresent(regression -> judge(known, operation, regression));
        long state = state(effect, operation.evidence().observed());
        if (state != Timeline.NONE) {
            boolean read = effect == Effect.READ || effect == Effect.READ_LIST;
            (read ? known.read : known.written).add(operation.endMicros(), state, Long.MIN_VALUE);
        }
    }

    private static Optional<Judgement.Regression> regressionOf(Known known, ClientOperation operation) {
        return Optional.ofNullable(known.regressions.get(new Moment(operation.invokedMicros(), operation.endMicros())));
    }

    private void judge(Known known, ClientOperation read, Judgement.Regression regression) {
        long written = known.written.before(read.invokedMicros());
        if (written > regression.state()) {
            judgement.find(
                    HistoryCheck.READ_YOUR_WRITES,
                    Kind.DIFFERENT,
                    read,
                    "saw %s, though its session had written %s"
                            .formatted(text(regression, regression.state()), text(regression, written)));
        }
        long seen = known.read.before(read.invokedMicros());
        if (seen > regression.state()) {
            judgement.find(
                    HistoryCheck.MONOTONIC_READS,
                    Kind.DIFFERENT,
                    read,
                    "saw %s, though its session had seen %s"
                            .formatted(text(regression, regression.state()), text(regression, seen)));
        }
    }

    private static String text(Judgement.Regression regression, long state) {
        return regression.list()
                ? state + " elements"
                : "version " + (state >> 1) + ((state & 1) == 0 ? "" : ", deleted");
    }

    private static long state(Effect effect, List<Long> observed) {
        return switch (effect) {
            case READ -> observed.size() < 2 ? Timeline.NONE : 2 * observed.get(0);
            case WRITE -> observed.isEmpty() ? Timeline.NONE : 2 * observed.get(0);
            case DELETE -> observed.isEmpty() ? Timeline.NONE : 2 * observed.get(0) + 1;
            case READ_LIST -> observed.size();
            case APPEND -> observed.isEmpty() ? Timeline.NONE : observed.get(0);
            default -> Timeline.NONE;
        };
    }
}
