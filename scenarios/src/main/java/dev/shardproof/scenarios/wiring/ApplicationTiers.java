package dev.shardproof.scenarios.wiring;

import dev.shardproof.scenarios.application.ApplicationTier;
import dev.shardproof.scenarios.spec.workload.ApplicationSpec;
import dev.shardproof.simulator.client.ApplicationInstance;
import dev.shardproof.simulator.client.ShardPools;
import dev.shardproof.simulator.client.safeguard.BreakerPolicy;
import dev.shardproof.simulator.client.safeguard.RetryBudget;
import dev.shardproof.simulator.client.safeguard.RetryPolicy;
import dev.shardproof.simulator.client.safeguard.RetryPolicy.Backoff;
import dev.shardproof.simulator.client.safeguard.Safeguards;
import dev.shardproof.simulator.routing.RoutingAuthority;
import dev.shardproof.simulator.routing.RoutingCache;
import dev.shardproof.simulator.routing.TopologyWatch;
import dev.shardproof.simulator.topology.ShardId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The instances of the application as a plan describes them. */
final class ApplicationTiers {

    /** What a bucket of retries may save: enough for a hiccup, too little for a storm. */
    private static final double BUDGET_BURST = 10;

    /** Longer than any run. */
    private static final Duration NEVER = Duration.ofDays(365);

    private ApplicationTiers() {}

    /**
     * The instances; closing the tier closes their pools.
     *
     * @param watch what all of them are told by, if the plan says so, and what counts as the newest epoch
     */
    static ApplicationTier of(LoadPlan plan, RoutingAuthority authority, TopologyWatch watch) {
        ApplicationSpec application = plan.application();
        ShardPools.TimeOuts timeOuts = new ShardPools.TimeOuts(
                application.timeOuts().connection(), application.timeOuts().statement());
        List<ApplicationInstance> instances = new ArrayList<>();
        for (int i = 0; i < plan.instances(); i++) {
            ApplicationInstance instance = new ApplicationInstance(
                    new RoutingCache(
                            authority, application.routingCache().timeToLive().orElse(NEVER), System::nanoTime),
                    plan.keyType(),
                    new ShardPools(addresses(plan), application.poolSize(), timeOuts),
                    safeguards(application),
                    watch::newestEpoch,
                    System::nanoTime);
            if (application.routingCache().push()) {
                watch.subscribe(instance::offer);
            }
            instances.add(instance);
        }
        return new ApplicationTier(instances);
    }

    private static Safeguards safeguards(ApplicationSpec application) {
        ApplicationSpec.Retry retry = application.retry();
        return new Safeguards(
                application.routingCache().refreshOnMoved(),
                new RetryPolicy(
                        retry.retries(),
                        retry.delay(),
                        retry.maxDelay(),
                        application.timeOuts().request(),
                        retry.policy() == ApplicationSpec.RetryPolicy.FIXED ? Backoff.FIXED : Backoff.EXPONENTIAL),
                retry.budgetPercent().map(percent -> new RetryBudget(percent / 100, BUDGET_BURST)),
                application
                        .breaker()
                        .map(breaker -> new BreakerPolicy(
                                breaker.failureRatePercent(),
                                breaker.window(),
                                breaker.open(),
                                breaker.minimumCalls(),
                                breaker.trialCalls())),
                application.hedgeAfter());
    }

    private static Map<ShardId, ShardPools.Address> addresses(LoadPlan plan) {
        Map<ShardId, ShardPools.Address> addresses = new LinkedHashMap<>();
        plan.shards()
                .forEach(shard -> addresses.put(
                        new ShardId(shard.name()), new ShardPools.Address(shard.url(), plan.user(), Optional.empty())));
        return addresses;
    }
}
