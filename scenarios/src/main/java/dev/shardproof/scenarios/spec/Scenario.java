package dev.shardproof.scenarios.spec;

import dev.shardproof.scenarios.spec.cluster.ClusterSpec;
import dev.shardproof.scenarios.spec.cluster.DataSpec;
import dev.shardproof.scenarios.spec.cluster.ReshardSpec;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec;
import dev.shardproof.simulator.topology.ShardId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One rehearsal from the seed to the expected verdict; nothing about a run is configured elsewhere. Every default is
 * filled in and the parts agree with each other.
 *
 * @param name kebab case, at most {@value #NAME_LENGTH_MAX} characters; names the folder of the runs
 * @param description for people; empty if there is none
 * @param seed of everything random
 * @param cluster the shards and the ranges they own at first
 * @param data the tables
 * @param reshard where the data goes
 * @param workload what the applications do meanwhile
 * @param phases how long is measured before and after
 * @param faults what disturbs it
 * @param guards what watches it and acts
 * @param checks what judges it
 * @param expect the verdict that makes the run a success
 */
public record Scenario(
        String name,
        String description,
        long seed,
        ClusterSpec cluster,
        DataSpec data,
        ReshardSpec reshard,
        WorkloadSpec workload,
        PhaseSpec phases,
        List<FaultSpec> faults,
        GuardsSpec guards,
        ChecksSpec checks,
        Expectation expect) {

    /** The version of the file format. */
    public static final String API_VERSION = "shardproof/v1";

    public static final int NAME_LENGTH_MAX = 60;
    public static final int DESCRIPTION_LENGTH_MAX = 2000;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    public Scenario {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(description, "description is null");
        Objects.requireNonNull(cluster, "cluster is null");
        Objects.requireNonNull(data, "data is null");
        Objects.requireNonNull(reshard, "reshard is null");
        Objects.requireNonNull(workload, "workload is null");
        Objects.requireNonNull(phases, "phases is null");
        Objects.requireNonNull(guards, "guards is null");
        Objects.requireNonNull(checks, "checks is null");
        Objects.requireNonNull(expect, "expect is null");
        faults = List.copyOf(faults);
        if (!isValidName(name)) {
            throw new IllegalArgumentException("'%s' is not a scenario name".formatted(name));
        }
        if (reshard.plan(cluster).isEmpty()) {
            throw new IllegalArgumentException(
                    "nothing would move: the ownership after the reshard equals the one before");
        }
        if (!workload.profile().fits(data)) {
            throw new IllegalArgumentException("the profile %s needs the data set %s"
                    .formatted(
                            workload.profile().label(),
                            workload.profile().dataset().orElseThrow().label()));
        }
        if (checks.history().isPresent() && !workload.profile().bringsHistory()) {
            throw new IllegalArgumentException("the history of statements of the user's own can not be judged");
        }
        for (FaultSpec fault : faults) {
            for (ShardId shard : fault.fault().target().shards()) {
                if (!cluster.shards().contains(shard) && !reshard.shards().contains(shard)) {
                    throw new IllegalArgumentException("there is no shard %s to disturb".formatted(shard));
                }
            }
            phases.requireReachable(fault.at());
        }
        requireServers(cluster, reshard);
        if (!checks.enabled().containsAll(expect.failing())) {
            throw new IllegalArgumentException("a check that is expected to fail is not enabled");
        }
        if (expect.fired().isPresent() && !guards.has(expect.fired().get())) {
            throw new IllegalArgumentException("no guard has the action that is expected: "
                    + expect.fired().get().key());
        }
    }

    private static void requireServers(ClusterSpec cluster, ReshardSpec reshard) {
        if (cluster.provider() == ClusterSpec.Provider.EXTERNAL) {
            Set<ShardId> without = cluster.external().withoutServer(shards(cluster, reshard));
            if (!without.isEmpty()) {
                throw new IllegalArgumentException(
                        "the provider external needs a server for each shard in cluster.servers; none for %s"
                                .formatted(without));
            }
        }
    }

    /** All shards, those before the reshard first. */
    public Set<ShardId> shards() {
        return shards(cluster, reshard);
    }

    private static Set<ShardId> shards(ClusterSpec cluster, ReshardSpec reshard) {
        Set<ShardId> shards = new LinkedHashSet<>(cluster.shards());
        shards.addAll(reshard.shards());
        return shards;
    }

    /** Whether {@code name} may name a scenario. */
    public static boolean isValidName(String name) {
        return name.length() <= NAME_LENGTH_MAX && NAME.matcher(name).matches();
    }

    public Scenario withSeed(long newSeed) {
        return new Scenario(
                name, description, newSeed, cluster, data, reshard, workload, phases, faults, guards, checks, expect);
    }

    public Scenario withProvider(ClusterSpec.Provider provider) {
        ClusterSpec newCluster = new ClusterSpec(
                provider, cluster.shards(), cluster.topology(), cluster.external(), cluster.containers());
        return new Scenario(
                name, description, seed, newCluster, data, reshard, workload, phases, faults, guards, checks, expect);
    }

    /** The same scenario with a migrator that errs. */
    public Scenario withDefect(ReshardSpec.Defect defect) {
        return new Scenario(
                name,
                description,
                seed,
                cluster,
                data,
                reshard.withDefect(defect),
                workload,
                phases,
                faults,
                guards,
                checks,
                expect);
    }
}
