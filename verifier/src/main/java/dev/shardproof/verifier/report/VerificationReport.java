package dev.shardproof.verifier.report;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that one verification has to say, as one value.
 *
 * <p>The verdict is not given but follows: the worst of all checks, and INCONCLUSIVE at best if the self-test shows a
 * check that is blind. Keys and details are untrusted text.
 *
 * @param start when it started
 * @param end when it ended
 * @param servers what was read
 * @param tables what was compared
 * @param uncovered tables of either side that no check covered, each with the side that has it
 * @param checks what the checks said
 * @param selfTest what the self-test said; empty if none was asked for
 * @param cost what it cost
 * @param settings how it was done, in reading order: seed, confidence, what of a value had to be equal, limits
 */
public record VerificationReport(
        Instant start,
        Instant end,
        List<ServerReport> servers,
        List<TableReport> tables,
        List<String> uncovered,
        List<CheckResult> checks,
        Optional<SelfTestReport> selfTest,
        CostReport cost,
        Map<String, String> settings) {
    public VerificationReport {
        Objects.requireNonNull(start, "start is null");
        Objects.requireNonNull(end, "end is null");
        servers = List.copyOf(servers);
        tables = List.copyOf(tables);
        uncovered = List.copyOf(uncovered);
        checks = List.copyOf(checks);
        Objects.requireNonNull(selfTest, "selfTest is null");
        Objects.requireNonNull(cost, "cost is null");
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** PASS, FAIL or INCONCLUSIVE. */
    public Verdict verdict() {
        Verdict worst = Verdict.worst(checks.stream().map(CheckResult::verdict).toList());
        boolean unproven = selfTest.isPresent()
                && (selfTest.get().failure().isPresent()
                        || selfTest.get().rows().stream().anyMatch(SelfTestReport.Row::blind));
        return unproven ? worst.and(Verdict.INCONCLUSIVE) : worst;
    }

    /** What that check said. */
    public Optional<CheckResult> check(String name) {
        return checks.stream().filter(result -> result.check().equals(name)).findFirst();
    }

    /** How long it took. */
    public Duration took() {
        return Duration.between(start, end);
    }
}
