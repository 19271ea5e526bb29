package dev.shardproof.scenarios.runner.guard;

import dev.shardproof.reports.run.GuardReport;
import dev.shardproof.verifier.guard.Guard;
import dev.shardproof.verifier.guard.GuardStatus;
import dev.shardproof.verifier.guard.MetricUnit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one guard has said and what was done about it. For one thread at a time. */
final class GuardLedger {

    /** A guard that fires all the time says nothing new after that. */
    private static final int LINES_MAX = 12;

    private final Guard guard;
    private final List<String> lines = new ArrayList<>();
    private Optional<Instant> firedAt = Optional.empty();
    private boolean failsTheRun;

    GuardLedger(Guard guard) {
        this.guard = guard;
    }

    void fired(Instant at) {
        firedAt = Optional.of(firedAt.orElse(at));
    }

    /** It was to end a migration that was under way, whether or not it still could. */
    void failsTheRun() {
        failsTheRun = true;
    }

    void line(String text) {
        if (lines.size() < LINES_MAX) {
            lines.add(text);
        } else if (lines.size() == LINES_MAX) {
            lines.add("and so on");
        }
    }

    /** @param looked whether anything was ever to be seen; without a judge nobody looks for inconsistencies */
    GuardReport report(GuardStatus status, boolean looked) {
        MetricUnit unit = guard.condition().metric().unit();
        boolean blind = looked && (status.state() == GuardStatus.State.BLIND || status.readings() == 0);
        return new GuardReport(
                guard.condition().toString(),
                guard.action().key(),
                blind
                        ? GuardReport.State.INCONCLUSIVE
                        : status.fired() > 0 ? GuardReport.State.FIRED : GuardReport.State.QUIET,
                status.peak().isPresent() ? Optional.of(unit.text(status.peak().getAsDouble())) : Optional.empty(),
                status.readings(),
                firedAt,
                status.fired(),
                String.join("; ", lines),
                failsTheRun);
    }
}
