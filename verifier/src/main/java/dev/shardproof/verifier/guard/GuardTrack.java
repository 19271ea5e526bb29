package dev.shardproof.verifier.guard;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** One guard over time. Not thread-safe. */
final class GuardTrack {

    private final Guard guard;
    private final WatchRules rules;
    private final ReadingWindow window;
    private OptionalDouble peak = OptionalDouble.empty();
    private OptionalDouble newest = OptionalDouble.empty();
    private long readings;
    private long lastReading;
    private long longestGap;
    private long thinSince;
    private boolean thin;
    private boolean thinTold;
    private Optional<String> missed = Optional.empty();
    private boolean blindNow;
    private boolean blindOnce;
    private boolean firing;
    private long actedAt;
    private int fired;

    GuardTrack(Guard guard, WatchRules rules, long start) {
        this.guard = guard;
        this.rules = rules;
        this.window = new ReadingWindow(guard.condition(), rules);
        this.lastReading = start;
    }

    Guard guard() {
        return guard;
    }

    void observe(Reading reading) {
        long gap = reading.nanoTime() - lastReading;
        longestGap = Math.max(longestGap, gap);
        if (readings > 0 && gap > rules.blindAfter().toNanos() && !blindNow) {
            // Whether or not somebody looked meanwhile: a process that stood still does neither.
            missed = Optional.of("nothing came from %s for %s".formatted(metric(), seconds(gap)));
        }
        lastReading = reading.nanoTime();
        blindNow = false;
        readings++;
        newest = reading.value();
        window.add(reading);
        if (reading.value().isPresent()) {
            double value = reading.value().getAsDouble();
            boolean worse = peak.isEmpty()
                    || (guard.condition().metric().highIsBad()
                            ? value > peak.getAsDouble()
                            : value < peak.getAsDouble());
            peak = worse ? reading.value() : peak;
        }
    }

    /** Whether it has had a reading a short while ago. */
    boolean sees(long now) {
        return readings > 0 && now - lastReading <= rules.blindAfter().toNanos();
    }

    /** Forgets how it was blind: what happened before the watch began is nobody's concern. */
    void arm(long now) {
        longestGap = sees(now) ? 0 : longestGap;
        blindNow = false;
        blindOnce = false;
        missed = Optional.empty();
        thin = false;
        thinTold = false;
    }

    Optional<Decision> decide(long now) {
        if (!sees(now)) {
            missed = Optional.empty();
            thin = false;
            return blinded(now, "nothing came from %s for %s".formatted(metric(), seconds(now - lastReading)));
        }
        if (missed.isPresent()) {
            String why = missed.get();
            missed = Optional.empty();
            return blinded(now, why);
        }
        if (isThin(now) && !thinTold) {
            thinTold = true;
            blindOnce = true;
            return decision(
                    Decision.Kind.BLINDED,
                    now,
                    "too little came from %s to judge by: %s".formatted(metric(), window.coverage(now)));
        }
        if (!firing && window.holds(now)) {
            firing = true;
            fired++;
            actedAt = now;
            return decision(Decision.Kind.FIRED, now, reason(now));
        }
        if (firing && window.isCalm(now)) {
            firing = false;
            return decision(Decision.Kind.CALMED, now, "%s is %s again".formatted(metric(), text(newest)));
        }
        long pause =
                Math.max(guard.condition().window().toNanos(), rules.calmAfter().toNanos());
        if (firing && now - actedAt >= pause && window.holds(now)) {
            actedAt = now;
            return decision(Decision.Kind.STILL, now, reason(now));
        }
        return Optional.empty();
    }

    /** Whether for long the readings have been too few for the window, so that the guard could not have fired. */
    private boolean isThin(long now) {
        boolean wasThin = thin;
        thin = window.lacks(now);
        if (!thin) {
            thinTold = false;
            return false;
        }
        thinSince = wasThin ? thinSince : now;
        return now - thinSince > rules.blindAfter().toNanos();
    }

    private Optional<Decision> blinded(long now, String why) {
        longestGap = Math.max(longestGap, now - lastReading);
        if (blindNow) {
            return Optional.empty();
        }
        blindNow = true;
        blindOnce = true;
        return decision(Decision.Kind.BLINDED, now, why);
    }

    private String reason(long now) {
        Condition condition = guard.condition();
        String value = "%s is %s".formatted(metric(), text(newest));
        if (condition.window().isZero()) {
            return value;
        }
        return condition.test() == Condition.Test.GROWING
                ? value + " and grows"
                : "%s, %s".formatted(value, window.tally(now));
    }

    private String metric() {
        return guard.condition().metric().key();
    }

    private String text(OptionalDouble value) {
        return value.isPresent() ? guard.condition().metric().unit().text(value.getAsDouble()) : "not applicable";
    }

    private static String seconds(long nanos) {
        return MetricUnit.SECONDS.text(Math.round(nanos / 1e8) / 10.0);
    }

    private Optional<Decision> decision(Decision.Kind kind, long now, String reason) {
        return Optional.of(new Decision(guard, kind, now, reason));
    }

    GuardStatus status() {
        GuardStatus.State state = blindOnce
                ? GuardStatus.State.BLIND
                : firing ? GuardStatus.State.FIRING : fired > 0 ? GuardStatus.State.CALM : GuardStatus.State.WATCHING;
        return new GuardStatus(guard, state, peak, readings, fired, Duration.ofNanos(longestGap));
    }
}
