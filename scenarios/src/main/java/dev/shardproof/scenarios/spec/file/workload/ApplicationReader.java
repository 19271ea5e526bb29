package dev.shardproof.scenarios.spec.file.workload;

import dev.shardproof.scenarios.spec.workload.ApplicationSpec;
import dev.shardproof.scenarios.spec.workload.ApplicationSpec.Breaker;
import dev.shardproof.scenarios.spec.workload.ApplicationSpec.Retry;
import dev.shardproof.scenarios.spec.workload.ApplicationSpec.RetryPolicy;
import dev.shardproof.scenarios.spec.workload.ApplicationSpec.RoutingCache;
import dev.shardproof.scenarios.spec.workload.ApplicationSpec.TimeOuts;
import dev.shardproof.scenarios.spec.workload.WorkloadDefaults;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.RejectedValueException;
import dev.shardproof.scenarios.spec.yaml.ValueReader;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads {@code workload.application}. */
final class ApplicationReader {

    static final String NEVER = "never";

    /** Says that a safeguard is off, as it also is if nothing is said. */
    static final String NONE = "none";

    private static final String APPLICATION = "application";

    private ApplicationReader() {}

    /**
     * The application; empty after a problem was added.
     *
     * @param workload the fields of the workload, which need not have it
     * @param retries as said at the workload itself
     */
    static Optional<ApplicationSpec> read(
            Fields workload, int instances, int threads, Duration timeout, Optional<Integer> retries) {
        ApplicationSpec usual =
                ApplicationSpec.ofDefaults(instances, threads, timeout, retries.orElse(WorkloadDefaults.RETRIES));
        if (!workload.has(APPLICATION)) {
            return Optional.of(usual);
        }
        int before = workload.problems().count();
        Optional<Fields> application = workload.optionalFields(APPLICATION, WorkloadKeys.APPLICATION);
        if (application.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = application.get();
        RoutingCache cache = fields.optionalFields("routingCache", WorkloadKeys.ROUTING_CACHE)
                .map(ApplicationReader::routingCache)
                .orElse(usual.routingCache());
        int poolSize = fields.optionalFields("pool", WorkloadKeys.POOL)
                .flatMap(pool -> pool.required("size", Values.integer(1, ApplicationSpec.POOL_SIZE_MAX)))
                .orElse(usual.poolSize());
        Retry retry = fields.optionalFields("retry", WorkloadKeys.RETRY)
                .flatMap(some -> retry(some, retries))
                .orElse(usual.retry());
        TimeOuts timeOuts = fields.optionalFields("timeouts", WorkloadKeys.TIMEOUTS)
                .flatMap(some -> timeOuts(some, usual, retry.retries()))
                .orElse(ApplicationSpec.ofDefaults(instances, threads, timeout, retry.retries())
                        .timeOuts());
        Optional<Breaker> breaker =
                unlessNone(fields, "breaker", WorkloadKeys.BREAKER).flatMap(ApplicationReader::breaker);
        Optional<Duration> hedgeAfter = unlessNone(fields, "hedging", WorkloadKeys.HEDGING)
                .flatMap(hedging -> hedging.required(
                        "after", Values.duration(ApplicationSpec.HEDGE_MIN, WorkloadSpec.TIMEOUT_MAX)));
        return workload.problems().count() == before
                ? Optional.of(new ApplicationSpec(cache, poolSize, timeOuts, retry, breaker, hedgeAfter))
                : Optional.empty();
    }

    /** The fields of a safeguard; empty if it is off, or after a problem was added. */
    private static Optional<Fields> unlessNone(Fields fields, String key, List<String> keys) {
        Optional<YamlNode> node = fields.node(key);
        if (node.isPresent() && !(node.get() instanceof YamlNode.Mapping)) {
            fields.read(node.get(), fields.pathOf(key), value -> {
                if (isNone(value)) {
                    return NONE;
                }
                throw RejectedValueException.found(
                        value, "a mapping with the keys %s, or %s".formatted(String.join(", ", keys), NONE));
            });
            return Optional.empty();
        }
        return fields.optionalFields(key, keys);
    }

    private static boolean isNone(YamlNode node) {
        return node instanceof YamlNode.Scalar scalar && scalar.text().equals(NONE);
    }

    private static RoutingCache routingCache(Fields fields) {
        RoutingCache usual = WorkloadDefaults.ROUTING_CACHE;
        return new RoutingCache(
                fields.optional("ttl", usual.timeToLive(), ApplicationReader::timeToLive),
                fields.optional("refreshOnMoved", usual.refreshOnMoved(), ApplicationReader::yesOrNo),
                fields.optional("push", usual.push(), ApplicationReader::yesOrNo));
    }

    private static Optional<Duration> timeToLive(YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar && scalar.text().equals(NEVER)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Values.duration(ApplicationSpec.TIME_TO_LIVE_MIN, ApplicationSpec.TIME_TO_LIVE_MAX)
                    .read(node));
        } catch (RejectedValueException e) {
            throw new RejectedValueException(e.at(), e.getMessage() + ", or " + NEVER);
        }
    }

    private static boolean yesOrNo(YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar
                && (scalar.text().equals("true") || scalar.text().equals("false"))) {
            return scalar.text().equals("true");
        }
        throw RejectedValueException.found(node, "true or false");
    }

    private static Optional<TimeOuts> timeOuts(Fields fields, ApplicationSpec usual, int retries) {
        int before = fields.problems().count();
        Duration connection = fields.optional(
                "connection",
                usual.timeOuts().connection(),
                Values.duration(ApplicationSpec.CONNECTION_MIN, WorkloadSpec.TIMEOUT_MAX));
        Duration statement = fields.optional(
                "statement",
                usual.timeOuts().statement(),
                Values.duration(WorkloadSpec.TIMEOUT_MIN, WorkloadSpec.TIMEOUT_MAX));
        Duration request = fields.optional(
                "request",
                statement.multipliedBy(retries + 1L),
                Values.duration(WorkloadSpec.TIMEOUT_MIN, ApplicationSpec.REQUEST_MAX));
        if (fields.problems().count() > before) {
            return Optional.empty();
        }
        if (request.compareTo(statement) < 0) {
            fields.reject(
                    fields.valueAt("request"),
                    "request",
                    "is less than one statement may take; lengthen it, or shorten 'statement'");
            return Optional.empty();
        }
        return Optional.of(new TimeOuts(connection, statement, request));
    }

    private static Optional<Retry> retry(Fields fields, Optional<Integer> atWorkload) {
        int before = fields.problems().count();
        ValueReader<Duration> delays = Values.duration(Duration.ZERO, ApplicationSpec.WAIT_MAX);
        RetryPolicy policy = fields.optional(
                "policy",
                WorkloadDefaults.RETRY_POLICY,
                Values.choice(List.of(RetryPolicy.values()), RetryPolicy::label));
        Optional<Integer> here = fields.optional("retries", Values.integer(0, WorkloadSpec.RETRIES_MAX));
        Duration delay = fields.optional("delay", WorkloadDefaults.RETRY_DELAY, delays);
        Duration longest =
                delay.compareTo(WorkloadDefaults.RETRY_DELAY_MAX) > 0 ? delay : WorkloadDefaults.RETRY_DELAY_MAX;
        Duration maxDelay = policy == RetryPolicy.EXPONENTIAL ? fields.optional("maxDelay", longest, delays) : delay;
        Optional<Double> budget = fields.optional("budget", Optional.empty(), ApplicationReader::budget);
        boolean none = policy == RetryPolicy.NONE;
        int retries = here.or(() -> atWorkload).orElse(none ? 0 : WorkloadDefaults.RETRIES);
        if (here.isPresent() && atWorkload.isPresent()) {
            fields.reject(fields.keyAt("retries"), "retries", "is said twice: workload.retries says it, too");
        }
        if (none && retries > 0) {
            fields.reject(
                    fields.valueAt("policy"), "policy", "is none, but %d retries are asked for".formatted(retries));
        }
        if (policy != RetryPolicy.EXPONENTIAL && fields.has("maxDelay")) {
            fields.reject(fields.keyAt("maxDelay"), "maxDelay", "belongs to the policy exponential");
        }
        if (maxDelay.compareTo(delay) < 0) {
            fields.reject(fields.valueAt("maxDelay"), "maxDelay", "is shorter than 'delay'");
        }
        return fields.problems().count() > before
                ? Optional.empty()
                : Optional.of(new Retry(policy, retries, delay, maxDelay, budget));
    }

    private static Optional<Double> budget(YamlNode node) {
        if (isNone(node)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Values.percent(Retry.BUDGET_PERCENT_MIN, 100).read(node));
        } catch (RejectedValueException e) {
            throw new RejectedValueException(e.at(), e.getMessage() + ", or " + NONE);
        }
    }

    private static Optional<Breaker> breaker(Fields fields) {
        int before = fields.problems().count();
        Breaker usual = WorkloadDefaults.BREAKER;
        double rate = fields.optional("failureRate", usual.failureRatePercent(), Values.percent(1, 100));
        Duration window = fields.optional("window", usual.window(), node -> {
            Duration value = Values.duration(ApplicationSpec.WINDOW_MIN, ApplicationSpec.WINDOW_MAX)
                    .read(node);
            if (value.toNanosPart() != 0) {
                throw RejectedValueException.found(node, "whole seconds");
            }
            return value;
        });
        Duration open = fields.optional(
                "open", usual.open(), Values.duration(Duration.ofMillis(1), ApplicationSpec.WINDOW_MAX));
        int minimum =
                fields.optional("minimumCalls", usual.minimumCalls(), Values.integer(1, ApplicationSpec.CALLS_MAX));
        int trials = fields.optional("trialCalls", usual.trialCalls(), Values.integer(1, ApplicationSpec.CALLS_MAX));
        return fields.problems().count() > before
                ? Optional.empty()
                : Optional.of(new Breaker(rate, window, open, minimum, trials));
    }
}
