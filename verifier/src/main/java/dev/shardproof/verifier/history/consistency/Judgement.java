package dev.shardproof.verifier.history.consistency;

import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Finding.Kind;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.consistency.criteria.HistoryCheck;
import dev.shardproof.verifier.history.consistency.criteria.HistoryRules;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What is found while a history is judged, by check, and what the parts of the judge share. Not thread-safe. */
final class Judgement {

    /** A read that went back in time, of which the second pass finds out what its session knew. */
    record Regression(boolean list, long key, long session, long invokedMicros, long endMicros, long state) {}

    /** So many of them are looked at again: they are nothing that a sound system has. */
    private static final int REGRESSIONS_MAX = 100_000;

    final ArgumentLedger arguments = new ArgumentLedger();
    final HistoryRules rules;
    final List<Regression> regressions = new ArrayList<>();
    private final SessionMemory sessions = new SessionMemory();
    private final Map<HistoryCheck, Tally> tallies = new EnumMap<>(HistoryCheck.class);
    private final long horizonMicros;
    private final long staleMicros;
    long regressionsLeftOut;
    long tooLong;
    long staleWithinBound;
    long staleMicrosMax;
    long staleVersionsMax;

    // What became of the indeterminate writes.
    long happened;
    long didNotHappen;
    long canNotTell;

    Judgement(HistoryRules rules) {
        this.rules = rules;
        this.horizonMicros = TimeUnit.NANOSECONDS.toMicros(rules.horizon().toNanos());
        this.staleMicros = TimeUnit.NANOSECONDS.toMicros(rules.staleFor().toNanos());
        for (HistoryCheck check : HistoryCheck.values()) {
            tallies.put(check, new Tally(check)); // also of those that nobody wants, so that nobody need ask
        }
    }

    Tally of(HistoryCheck check) {
        return tallies.get(check);
    }

    /** What ended before it may be forgotten when this operation has ended. */
    long horizon(ClientOperation operation) {
        return operation.endMicros() - horizonMicros;
    }

    /** The newest state that was known when the operation was invoked, or {@link Timeline#NONE}. */
    long known(Timeline timeline, ClientOperation operation) {
        if (timeline.hasForgotten(operation.invokedMicros())) {
            tooLong++;
        }
        return timeline.before(operation.invokedMicros());
    }

    /**
     * Counts a read for the checks that it could have failed: nobody can miss what was not known yet.
     *
     * @param known the newest state that was known when it was invoked; of any kind of data the first one is 0
     */
    void examine(boolean list, ClientOperation read, long known) {
        of(HistoryCheck.ABORTED_READS).examine();
        if (known > 0) {
            of(HistoryCheck.STALE_READS).examine();
        }
        if (sessions.knows(SessionMemory.Deed.WROTE, list, read)) {
            of(HistoryCheck.READ_YOUR_WRITES).examine();
        }
        if (sessions.knows(SessionMemory.Deed.READ, list, read)) {
            of(HistoryCheck.MONOTONIC_READS).examine();
        }
    }

    /** The session of an acknowledged operation knows a state from now on. */
    void learn(SessionMemory.Deed deed, boolean list, ClientOperation operation, long state) {
        if (state > 0) {
            sessions.learn(deed, list, operation);
        }
    }

    /** A read saw something older than what was known when it was invoked. */
    void stale(ClientOperation read, String saw, String known, long versions, long knownSince) {
        long micros = read.invokedMicros() - knownSince;
        staleMicrosMax = Math.max(staleMicrosMax, micros);
        staleVersionsMax = Math.max(staleVersionsMax, versions);
        if (mayBeStale(read, knownSince)) {
            staleWithinBound++;
            return;
        }
        find(
                HistoryCheck.STALE_READS,
                Kind.DIFFERENT,
                read,
                "saw %s, though %s was known for %s when it began".formatted(saw, known, millis(micros)));
    }

    /** Whether a read began so soon after something newer was known that it need not have seen it. */
    boolean mayBeStale(ClientOperation read, long knownSince) {
        return staleMicros > 0 && read.invokedMicros() - knownSince <= staleMicros;
    }

    /** A read saw an older state; its session may have known better. */
    void regressed(boolean list, ClientOperation read, long state) {
        if (regressions.size() == REGRESSIONS_MAX) {
            regressionsLeftOut++;
            return;
        }
        regressions.add(new Regression(
                list, read.key(), read.evidence().session(), read.invokedMicros(), read.endMicros(), state));
    }

    void find(HistoryCheck check, Kind kind, ClientOperation operation, String detail) {
        of(check)
                .find(() -> new Finding(
                        kind,
                        "",
                        operation.shard(),
                        Long.toString(operation.key()),
                        "%s %d of session %d at %d: %s"
                                .formatted(
                                        operation.name(),
                                        operation.evidence().argument(),
                                        operation.evidence().session(),
                                        operation.invokedMicros(),
                                        detail)));
    }

    /** A finding about the end, to which no single operation belongs. */
    void find(HistoryCheck check, Kind kind, long key, String detail) {
        of(check).find(() -> new Finding(kind, "", "", Long.toString(key), detail));
    }

    static String millis(long micros) {
        return String.format(Locale.ROOT, "%.1f ms", micros / 1000.0);
    }
}
