package dev.shardproof.verifier.recovery;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * {@code recovery}: when what disturbed the application is gone, its goodput comes back, and stays. An application that does
 * not come back although nothing disturbs it any more is in a metastable failure: its own reaction, such as retries, keeps
 * it overloaded (N. Bronson et al., "Metastable Failures in Distributed Systems", HotOS 2021).
 *
 * <p>Goodput is the share of the operations due in a second that were acknowledged in time, so that a load that grows or
 * shrinks does not pass for a change; its baseline is the median of the seconds before the trigger. Afterwards it is smoothed
 * by medians of {@value SmoothGoodput#WINDOW} seconds: two bad seconds in five are noise, three are not. Recovered is the
 * first second from which on all medians reach the limit. Noise does not last, though: if more than a fifth of all seconds from
 * there on are bad, goodput may as well oscillate, as it does between a breaker and the retries that open it.
 *
 * <p>PASS if that comes within the bound and is seen to last for {@value SmoothGoodput#WINDOW} medians; FAIL if it does not
 * come within the bound, or goodput falls again afterwards; INCONCLUSIVE without a baseline, without a trigger that was
 * proven to act, with too little load, if the load ended too early to tell, or if too many single seconds are bad. Operations that the driver never sent are
 * counted against a PASS and against a FAIL.
 */
public final class RecoveryCheck implements Check {

    /** The name in scenario files. */
    public static final String NAME = "recovery";

    /** With fewer operations a second, the fate of a single one would decide. */
    static final int LEAST_DUE = 10;

    private static final double LEAST_BASELINE = 0.5;

    /** So large a share of bad seconds is noise at most. */
    private static final double NOISE_MAX = 0.2;

    private final List<GoodputSecond> seconds;
    private final Optional<Stretch> baseline;
    private final Optional<Trigger> trigger;
    private final long observedToMicros;
    private final RecoveryLimit limit;
    private final LongSupplier nanoTime;

    /**
     * @param seconds all of the run, ascending
     * @param baseline when the application was undisturbed; empty if it never was
     * @param trigger what disturbed it last; empty if nothing did
     * @param observedToMicros when the load ended
     * @param limit when it counts as recovered
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public RecoveryCheck(
            List<GoodputSecond> seconds,
            Optional<Stretch> baseline,
            Optional<Trigger> trigger,
            long observedToMicros,
            RecoveryLimit limit,
            LongSupplier nanoTime) {
        this.seconds = List.copyOf(seconds);
        this.baseline = Objects.requireNonNull(baseline, "baseline is null");
        this.trigger = Objects.requireNonNull(trigger, "trigger is null");
        this.observedToMicros = observedToMicros;
        this.limit = Objects.requireNonNull(limit, "limit is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    @Override
    public String name() {
        return NAME;
    }

    /** What is said about the goodput, be it at its best or at its worst. */
    private record Judgement(Verdict verdict, String words, String recovery) {}

    @Override
    public CheckResult run() {
        long begin = nanoTime.getAsLong();
        List<GoodputSecond> before = within(baseline);
        if (before.size() < SmoothGoodput.WINDOW || medianDue(before) < LEAST_DUE) {
            return nothing(
                    "there is no baseline: it needs %d seconds with %d operations each at the least"
                            .formatted(SmoothGoodput.WINDOW, LEAST_DUE),
                    begin);
        }
        double usual = usual(before);
        if (usual < LEAST_BASELINE) {
            return nothing(
                    "there is no baseline: only %s of its operations were acknowledged in time"
                            .formatted(percent(usual)),
                    begin);
        }
        if (trigger.isEmpty() || !trigger.get().proven()) {
            return nothing(
                    trigger.map(some -> "the trigger %s was not proven to act".formatted(some.name()))
                            .orElse("nothing disturbed the application"),
                    begin);
        }
        long end = trigger.get().acted().endMicros();
        List<GoodputSecond> after = within(Optional.of(new Stretch(end, Math.max(end, observedToMicros))));
        SmoothGoodput least = SmoothGoodput.of(after, second -> (double) second.good() / second.due());
        if (least.size() == 0 || medianDue(after) < LEAST_DUE) {
            return nothing("there was too little load after the trigger to tell", begin);
        }
        SmoothGoodput most =
                SmoothGoodput.of(after, second -> (double) (second.good() + second.notSent()) / second.due());
        Judgement judgement = judge(judge(least, usual), judge(most, usual), after);
        return result(judgement, before, after, least, usual, begin);
    }

    /** What was not sent decides nothing: both must say the same, or the worst must pass, or the best fail. */
    private static Judgement judge(Judgement worst, Judgement best, List<GoodputSecond> after) {
        if (worst.verdict() == Verdict.PASS || best.verdict() == worst.verdict()) {
            return worst;
        }
        if (best.verdict() == Verdict.FAIL) {
            return best;
        }
        long notSent = after.stream().mapToLong(GoodputSecond::notSent).sum();
        return new Judgement(
                Verdict.INCONCLUSIVE,
                "the driver was too slow to send %d operations after the trigger, and they would decide"
                        .formatted(notSent),
                "not known");
    }

    private Judgement judge(SmoothGoodput goodput, double usual) {
        double enough = limit.goodput() * usual;
        long end = trigger.orElseThrow().acted().endMicros();
        int recovered = goodput.goodFrom(enough);
        boolean relapsed = goodput.wasGoodBefore(recovered, enough);
        if (recovered == goodput.size()) {
            String now = "%s of the baseline %s after the trigger %s"
                    .formatted(
                            percent(goodput.last() / usual),
                            seconds(observedToMicros - end),
                            trigger.get().name());
            // A window that begins within the bound must have had the time to end.
            boolean seen = observedToMicros - end >= micros(limit.within()) + SmoothGoodput.WINDOW * 1_000_000L;
            if (!seen) {
                return new Judgement(
                        Verdict.INCONCLUSIVE,
                        "goodput is %s, but the load ended before the bound of %s was over"
                                .formatted(now, seconds(micros(limit.within()))),
                        "not seen");
            }
            return relapsed
                    ? new Judgement(Verdict.FAIL, "goodput came back, fell again and is " + now, "fell again")
                    : new Judgement(Verdict.FAIL, "goodput never came back: it is " + now, "never");
        }
        long took = Math.max(0, goodput.startMicros(recovered) - end);
        if (took > micros(limit.within())) {
            return new Judgement(
                    Verdict.FAIL,
                    relapsed
                            ? "goodput came back, fell again and is back for good only %s after the trigger %s"
                                    .formatted(seconds(took), trigger.get().name())
                            : "goodput came back only %s after the trigger %s"
                                    .formatted(seconds(took), trigger.get().name()),
                    seconds(took));
        }
        if (goodput.size() - recovered < SmoothGoodput.WINDOW) {
            return new Judgement(
                    Verdict.INCONCLUSIVE,
                    "goodput was back %s after the trigger %s, but the load ended too early to see whether it lasts"
                            .formatted(seconds(took), trigger.get().name()),
                    seconds(took));
        }
        long bad = goodput.badFrom(recovered, enough);
        if (bad > NOISE_MAX * goodput.secondsFrom(recovered)) {
            return new Judgement(
                    Verdict.INCONCLUSIVE,
                    "goodput was back %s after the trigger %s by its medians, but %d of the %d seconds from then on were bad"
                            .formatted(seconds(took), trigger.get().name(), bad, goodput.secondsFrom(recovered)),
                    seconds(took));
        }
        return new Judgement(
                Verdict.PASS,
                "goodput was back %s after the trigger %s, and stayed"
                        .formatted(seconds(took), trigger.get().name()),
                seconds(took));
    }

    private CheckResult result(
            Judgement judgement,
            List<GoodputSecond> before,
            List<GoodputSecond> after,
            SmoothGoodput smooth,
            double usual,
            long begin) {
        Stretch acted = trigger.orElseThrow().acted();
        List<GoodputSecond> during = within(Optional.of(acted));
        List<GoodputSecond> atTheEnd = after.subList(Math.max(0, after.size() - SmoothGoodput.WINDOW), after.size());
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "trigger",
                "%s for %s".formatted(trigger.get().name(), seconds(acted.endMicros() - acted.startMicros())));
        facts.put(
                "bound",
                "%s of the baseline within %s".formatted(percent(limit.goodput()), seconds(micros(limit.within()))));
        facts.put("recovery time", judgement.recovery());
        facts.put("baseline goodput", "%s/s, %s of what was due".formatted(number(good(before)), percent(usual)));
        facts.put("goodput during the trigger", during.isEmpty() ? "–" : number(good(during)) + "/s");
        facts.put("least goodput afterwards", percent(smooth.least() / usual) + " of the baseline");
        facts.put("goodput at the end", percent(smooth.last() / usual) + " of the baseline");
        facts.put("attempts a request, baseline", amplification(before));
        facts.put("attempts a request, during the trigger", amplification(during));
        facts.put("attempts a request, afterwards", amplification(after));
        facts.put("attempts a request, at the end", amplification(atTheEnd));
        facts.put("observed", seconds(observedToMicros - acted.endMicros()) + " after the trigger");
        List<Finding> findings = judgement.verdict() == Verdict.FAIL
                ? List.of(new Finding(Finding.Kind.LIMIT, "", "", "goodput", judgement.words()))
                : List.of();
        return new CheckResult(
                NAME,
                judgement.verdict(),
                judgement.words() + "; " + amplification(atTheEnd) + " attempts a request at the end",
                after.stream().mapToLong(GoodputSecond::due).sum(),
                findings,
                findings.size(),
                facts,
                took(begin));
    }

    private CheckResult nothing(String reason, long begin) {
        return CheckResult.inconclusive(NAME, reason, took(begin));
    }

    private Duration took(long begin) {
        return Duration.ofNanos(nanoTime.getAsLong() - begin);
    }

    private List<GoodputSecond> within(Optional<Stretch> stretch) {
        return seconds.stream()
                .filter(second -> stretch.isPresent() && stretch.get().holds(second))
                .toList();
    }

    private static double usual(List<GoodputSecond> before) {
        return SmoothGoodput.median(before.stream()
                .filter(second -> second.due() > 0)
                .mapToDouble(second -> (double) second.good() / second.due())
                .toArray());
    }

    private static double medianDue(List<GoodputSecond> some) {
        return SmoothGoodput.median(
                some.stream().mapToDouble(GoodputSecond::due).toArray());
    }

    private static double good(List<GoodputSecond> some) {
        return some.stream().mapToLong(GoodputSecond::good).average().orElse(0);
    }

    /** Attempts for each operation that was sent. */
    private static String amplification(List<GoodputSecond> some) {
        long sent = some.stream()
                .mapToLong(second -> second.due() - second.notSent())
                .sum();
        long attempts = some.stream().mapToLong(GoodputSecond::attempts).sum();
        return sent == 0 ? "–" : String.format(Locale.ROOT, "%.2f", (double) attempts / sent);
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    private static String seconds(long micros) {
        return number(micros / 1e6) + " s";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }
}
