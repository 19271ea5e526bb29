package dev.shardproof.scenarios.spec.file.workload;

import dev.shardproof.scenarios.spec.workload.ApplicationSpec;
import dev.shardproof.scenarios.spec.yaml.Quantities;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes {@code workload.application}. */
final class ApplicationText {

    private ApplicationText() {}

    static Map<String, Object> of(ApplicationSpec application) {
        Map<String, Object> map = new LinkedHashMap<>();
        Map<String, Object> cache = new LinkedHashMap<>();
        cache.put(
                "ttl",
                application
                        .routingCache()
                        .timeToLive()
                        .map(Quantities::formatDuration)
                        .orElse(ApplicationReader.NEVER));
        cache.put("refreshOnMoved", application.routingCache().refreshOnMoved());
        cache.put("push", application.routingCache().push());
        map.put("routingCache", cache);
        map.put("pool", Map.of("size", application.poolSize()));
        Map<String, Object> timeOuts = new LinkedHashMap<>();
        timeOuts.put(
                "connection", Quantities.formatDuration(application.timeOuts().connection()));
        timeOuts.put(
                "statement", Quantities.formatDuration(application.timeOuts().statement()));
        timeOuts.put("request", Quantities.formatDuration(application.timeOuts().request()));
        map.put("timeouts", timeOuts);
        map.put("retry", retry(application.retry()));
        // What is off is said to be off: a later release may have other ideas of what is usual.
        map.put(
                "breaker",
                application.breaker().<Object>map(ApplicationText::breaker).orElse(ApplicationReader.NONE));
        map.put(
                "hedging",
                application
                        .hedgeAfter()
                        .<Object>map(after -> Map.of("after", Quantities.formatDuration(after)))
                        .orElse(ApplicationReader.NONE));
        return map;
    }

    private static Map<String, Object> retry(ApplicationSpec.Retry retry) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("policy", retry.policy().label());
        map.put("delay", Quantities.formatDuration(retry.delay()));
        if (retry.policy() == ApplicationSpec.RetryPolicy.EXPONENTIAL) {
            map.put("maxDelay", Quantities.formatDuration(retry.maxDelay()));
        }
        map.put("budget", retry.budgetPercent().map(Quantities::formatPercent).orElse(ApplicationReader.NONE));
        return map;
    }

    private static Map<String, Object> breaker(ApplicationSpec.Breaker breaker) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("failureRate", Quantities.formatPercent(breaker.failureRatePercent()));
        map.put("window", Quantities.formatDuration(breaker.window()));
        map.put("open", Quantities.formatDuration(breaker.open()));
        map.put("minimumCalls", breaker.minimumCalls());
        map.put("trialCalls", breaker.trialCalls());
        return map;
    }
}
