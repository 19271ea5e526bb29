package dev.shardproof.scenarios.wiring;

import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec;
import dev.shardproof.simulator.topology.KeyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.LongStream;

/** The plan of a scenario's load as the load process would read it, for a test that takes the place of that process. */
final class TestingPlan {

    /** How many keys there are to choose from, but for the bank, whose pairs follow from its rows. */
    static final int KEYS = 100;

    private TestingPlan() {}

    /**
     * @param folder for the files through which a plan goes
     * @param url of the one shard, {@code s0}
     */
    static LoadPlan of(Scenario scenario, Path folder, String url, String user, Optional<String> passwordFile)
            throws IOException {
        WorkloadSpec workload = scenario.workload();
        Path keys = folder.resolve("keys.jsonl");
        LoadPlan.writeKeys(
                keys,
                LongStream.rangeClosed(1, KEYS).<Object>mapToObj(Long::valueOf).toList());
        ProfilePlan profile = Workloads.plan(scenario);
        LoadPlan plan = new LoadPlan(
                List.of(new LoadPlan.Shard("s0", url)),
                url,
                user,
                passwordFile,
                KeyType.INTEGER,
                new LoadPlan.Requests(
                        LoadPlan.Arrivals.of(workload.arrivals()),
                        OptionalDouble.empty(),
                        workload.profile() == WorkloadSpec.Profile.BANK
                                ? Workloads.pairs(profile).count()
                                : KEYS,
                        workload.readShare().orElse(0),
                        workload.statements().stream()
                                .map(some -> new LoadPlan.Statement(some.sql(), some.sql(), some.weight()))
                                .toList(),
                        Optional.of(keys.toString()),
                        profile),
                workload.instances(),
                workload.threads(),
                workload.timeout().toMillis(),
                workload.application(),
                scenario.seed(),
                60,
                folder.resolve("history").toString(),
                folder.resolve("driver").toString(),
                folder.resolve("activity").toString(),
                folder.resolve("gatling").toString(),
                LoadPlan.Clock.of(InstantSource.system(), System::nanoTime));
        Path file = folder.resolve("plan.json");
        plan.write(file);
        LoadPlan read = LoadPlan.read(file);
        Files.delete(file);
        return read;
    }
}
