package dev.shardproof.scenarios.runner;

import dev.shardproof.reports.run.ApplicationPhase;
import dev.shardproof.scenarios.application.ActivityFile;
import dev.shardproof.scenarios.application.ActivityFile.Line;
import dev.shardproof.scenarios.judgement.PhaseTimeline;
import dev.shardproof.simulator.client.ClientCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the instances of the application have told about themselves, by phase and by second. */
final class ApplicationFigures {

    private ApplicationFigures() {}

    /** By phase; a phase that comes twice is summed up as its last time, one too short for two lines is left out. */
    static List<ApplicationPhase> byPhase(Path activity, List<PhaseTimeline.Span> spans) throws IOException {
        List<Line> lines = ActivityFile.all(activity);
        Map<String, ApplicationPhase> phases = new LinkedHashMap<>();
        for (PhaseTimeline.Span span : spans) {
            List<Line> inIt = lines.stream()
                    .filter(line -> line.micros() >= micros(span.start())
                            && line.micros()
                                    <= span.end()
                                            .map(ApplicationFigures::micros)
                                            .orElse(Long.MAX_VALUE))
                    .toList();
            if (inIt.size() > 1) {
                phases.put(span.name(), phase(span.name(), inIt));
            }
        }
        return new ArrayList<>(phases.values());
    }

    private static ApplicationPhase phase(String name, List<Line> lines) {
        Line first = lines.get(0);
        Line last = lines.get(lines.size() - 1);
        ClientCounts from = first.counts();
        ClientCounts to = last.counts();
        long waits = to.poolWaits() - from.poolWaits();
        return new ApplicationPhase(
                name,
                to.requests() - from.requests(),
                to.attempts() - from.attempts(),
                goodput(first, last),
                to.retriesRefused() - from.retriesRefused(),
                to.hedges() - from.hedges(),
                to.breakerRejected() - from.breakerRejected(),
                lines.stream()
                        .mapToLong(line -> line.gauges().breakersOpen())
                        .max()
                        .orElse(0),
                to.staleRequests() - from.staleRequests(),
                waits == 0 ? 0 : (to.poolWaitMicros() - from.poolWaitMicros()) / waits,
                lines.stream()
                        .mapToLong(line -> line.gauges().poolPending())
                        .max()
                        .orElse(0));
    }

    /** What changed from one line to another, as metrics: by name, with the unit in it. */
    static Map<String, Double> between(Line before, Line now) {
        ClientCounts from = before.counts();
        ClientCounts to = now.counts();
        long requests = to.requests() - from.requests();
        long waits = to.poolWaits() - from.poolWaits();
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("application_goodput_per_second", goodput(before, now));
        if (requests > 0) {
            metrics.put("application_attempts_per_request", (double) (to.attempts() - from.attempts()) / requests);
        }
        metrics.put("application_retries_refused", (double) (to.retriesRefused() - from.retriesRefused()));
        metrics.put("application_hedges", (double) (to.hedges() - from.hedges()));
        metrics.put("application_breaker_rejected", (double) (to.breakerRejected() - from.breakerRejected()));
        metrics.put("application_breakers_open", (double) now.gauges().breakersOpen());
        metrics.put("application_stale_requests", (double) (to.staleRequests() - from.staleRequests()));
        if (waits > 0) {
            metrics.put("application_pool_wait_micros", (double) (to.poolWaitMicros() - from.poolWaitMicros()) / waits);
        }
        metrics.put("application_pool_pending", (double) now.gauges().poolPending());
        return metrics;
    }

    private static double goodput(Line before, Line now) {
        long micros = now.micros() - before.micros();
        long good = now.counts().acknowledgedInTime() - before.counts().acknowledgedInTime();
        return micros <= 0 ? 0 : good * 1e6 / micros;
    }

    private static long micros(Instant instant) {
        return Duration.between(Instant.EPOCH, instant).toNanos() / 1_000;
    }
}
