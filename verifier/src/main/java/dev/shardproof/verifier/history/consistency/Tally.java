package dev.shardproof.verifier.history.consistency;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.history.consistency.criteria.HistoryCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What one check has come to so far. Not thread-safe. */
final class Tally {

    private final HistoryCheck check;
    private final Findings findings = new Findings();
    private final List<String> doubts = new ArrayList<>();
    private final Map<String, String> facts = new LinkedHashMap<>();
    private long examined;

    Tally(HistoryCheck check) {
        this.check = check;
    }

    void examine() {
        examined++;
    }

    /** Counts a finding; it is only worded if it is kept. */
    void find(Supplier<Finding> wording) {
        if (findings.hasRoom(0)) {
            findings.add(wording.get());
        } else {
            findings.addUnkept(1);
        }
    }

    /** Says why the check can not pass. */
    void doubt(String why) {
        doubts.add(why);
    }

    void fact(String name, Object value) {
        facts.put(name, value.toString());
    }

    long found() {
        return findings.total();
    }

    /**
     * The result.
     *
     * @param what what it looks for, in words
     * @param allowed how many findings are allowed
     */
    CheckResult result(String what, long allowed, Duration took) {
        return result(what, findings.total() > allowed ? findings : new Findings(), took);
    }

    private CheckResult result(String what, Findings held, Duration took) {
        long examined = Math.max(this.examined, findings.total()); // what was found was looked at
        Verdict verdict = Verdict.PASS;
        String summary = "%,d operations examined: no %s".formatted(examined, what);
        if (held.total() > 0) {
            verdict = Verdict.FAIL;
            summary = "%,d × %s in %,d operations".formatted(held.total(), what, examined);
        } else if (!doubts.isEmpty() || examined == 0) {
            verdict = Verdict.INCONCLUSIVE;
            summary = doubts.isEmpty()
                    ? "no operation could be judged by it"
                    : "no %s found, but %s".formatted(what, String.join("; ", doubts));
        } else if (findings.total() > 0) {
            summary = "%,d × %s in %,d operations, which is allowed".formatted(findings.total(), what, examined);
        }
        return new CheckResult(check.checkName(), verdict, summary, examined, held.kept(), held.total(), facts, took);
    }
}
