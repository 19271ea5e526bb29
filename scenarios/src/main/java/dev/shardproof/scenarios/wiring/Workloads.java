package dev.shardproof.scenarios.wiring;

import dev.shardproof.loadgen.workload.CheckoutWorkload;
import dev.shardproof.loadgen.workload.Clients;
import dev.shardproof.loadgen.workload.HeldTransactions;
import dev.shardproof.loadgen.workload.SpreadWorkload;
import dev.shardproof.loadgen.workload.UserWorkload;
import dev.shardproof.loadgen.workload.Workload;
import dev.shardproof.loadgen.workload.key.KeyChooser;
import dev.shardproof.loadgen.workload.profile.AppendWorkload;
import dev.shardproof.loadgen.workload.profile.BankWorkload;
import dev.shardproof.loadgen.workload.profile.RegisterWorkload;
import dev.shardproof.loadgen.workload.profile.TimelineWorkload;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.cluster.DataSpec;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec;
import dev.shardproof.simulator.dataset.LoadedData;
import dev.shardproof.simulator.dataset.orders.OrdersDataset;
import dev.shardproof.simulator.dataset.profile.ProfileDataset;
import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** From a scenario's profile to its operations: the part for the harness, and the part for the load process. */
final class Workloads {

    /** A held transaction's statements must end well before the time-out of a statement. */
    private static final int TIMEOUTS_PER_PIECE = 4;

    private Workloads() {}

    /** What the load process must know. */
    static ProfilePlan plan(Scenario scenario) {
        WorkloadSpec workload = scenario.workload();
        return new ProfilePlan(
                workload.profile(),
                scenario.data() instanceof DataSpec.BuiltIn builtIn ? builtIn.rows() : 0,
                scenario.cluster().topology().strategy(),
                boundaries(scenario.cluster().topology(), scenario.reshard().topology()),
                workload.keys() instanceof WorkloadSpec.HotSet hotSet
                        ? Optional.of(new ProfilePlan.HotSet(
                                hotSet.share(),
                                hotSet.of(),
                                Math.max(
                                        1,
                                        Math.round(workload.arrivals().typicalRate()
                                                * hotSet.moveEvery().toMillis()
                                                / 1e3))))
                        : Optional.empty(),
                workload.clients().sessions(),
                workload.clients().valueBytes(),
                workload.clients()
                        .held()
                        .map(held ->
                                new ProfilePlan.Held(held.share(), held.length().toMillis())));
    }

    /** Where a range begins in any of the topologies. */
    static List<Long> boundaries(Topology... topologies) {
        return Stream.of(topologies)
                .flatMap(topology -> topology.owners().stream())
                .map(owner -> owner.range())
                .map(KeyRange::first)
                .filter(first -> first != Long.MIN_VALUE)
                .distinct()
                .sorted()
                .toList();
    }

    /** How many shard keys there are; those of a built-in data set are the numbers from 1 to this. */
    static int keys(Scenario scenario, LoadedData data) {
        if (scenario.data() instanceof DataSpec.BuiltIn builtIn
                && scenario.workload().profile() != WorkloadSpec.Profile.USER) {
            return Math.toIntExact(
                    builtIn.dataset() == DataSpec.Dataset.ORDERS
                            ? new OrdersDataset(builtIn.rows(), scenario.seed()).customers()
                            : dataset(builtIn.dataset(), builtIn.rows(), scenario.seed())
                                    .keys());
        }
        return Math.max(1, data.shardKeys().size());
    }

    /** How many keys, or pairs of keys, a chooser chooses from. */
    static int choices(Scenario scenario, LoadedData data) {
        return scenario.workload().profile() == WorkloadSpec.Profile.BANK
                ? pairs(plan(scenario)).count()
                : keys(scenario, data);
    }

    /** The accounts of the bank that have a partner. */
    static KeyPairs pairs(ProfilePlan plan) {
        return KeyPairs.of(dataset(DataSpec.Dataset.BANK, plan.rows(), 0).keys(), plan.strategy(), plan.boundaries());
    }

    /** A data set that was made for a profile. */
    static ProfileDataset dataset(DataSpec.Dataset dataset, long rows, long seed) {
        return switch (dataset) {
            case BANK -> ProfileDataset.bank(rows, seed);
            case REGISTER -> ProfileDataset.register(rows, seed);
            case APPEND -> ProfileDataset.append(rows, seed);
            case TIMELINE -> ProfileDataset.timeline(rows, seed);
            case ORDERS -> throw new IllegalArgumentException("the orders are no data set of a profile");
        };
    }

    /** How the load process chooses keys. */
    static KeyChooser chooser(LoadPlan.Requests requests) {
        if (requests.profile().hotSet().isPresent()) {
            ProfilePlan.HotSet hot = requests.profile().hotSet().get();
            return KeyChooser.hotSet(requests.keys(), hot.share(), hot.of(), hot.moveEvery());
        }
        return requests.zipf().isPresent()
                ? KeyChooser.zipf(requests.keys(), requests.zipf().getAsDouble())
                : KeyChooser.uniform(requests.keys());
    }

    /**
     * The operations that the load process sends.
     *
     * @param keys chooses them
     */
    static Workload of(LoadPlan plan, KeyChooser keys) {
        Workload workload = profile(plan, keys);
        Optional<ProfilePlan.Held> held = plan.requests().profile().held();
        if (held.isPresent()) {
            workload = new HeldTransactions(
                    workload,
                    held.get().share(),
                    Duration.ofMillis(held.get().millis()),
                    piece(plan.application().timeOuts().statement()));
        }
        return new SpreadWorkload(workload, plan.instances());
    }

    private static Duration piece(Duration statementTimeOut) {
        return Duration.ofMillis(Math.max(1, statementTimeOut.toMillis() / TIMEOUTS_PER_PIECE));
    }

    private static Workload profile(LoadPlan plan, KeyChooser keys) {
        LoadPlan.Requests requests = plan.requests();
        ProfilePlan profile = requests.profile();
        Clients clients = new Clients(profile.sessions(), profile.valueBytes());
        double readShare = requests.readShare();
        return switch (profile.profile()) {
            case CHECKOUT -> new CheckoutWorkload(keys, readShare, clients);
            case BANK ->
                new BankWorkload(
                        pairs(profile).accounts(),
                        keys,
                        readShare,
                        clients,
                        dataset(DataSpec.Dataset.BANK, profile.rows(), 0).keys(),
                        ProfileDataset.POT_CENTS);
            case REGISTER -> new RegisterWorkload(keys, readShare, clients);
            case APPEND -> new AppendWorkload(keys, readShare, clients);
            case TIMELINE ->
                new TimelineWorkload(
                        keys,
                        readShare,
                        clients,
                        new TimelineWorkload.Past(
                                profile.rows(), ProfileDataset.EVENTS_EACH, ProfileDataset.EVENTS_END.toString()));
            case USER ->
                new UserWorkload(
                        requests.statements().stream()
                                .map(statement -> new UserWorkload.Statement(
                                        statement.name(), statement.sql(), statement.weight(), Optional.empty()))
                                .toList(),
                        LoadPlan.readKeys(Path.of(requests.keysFile().orElseThrow()), plan.keyType()),
                        keys);
            case SIMULATION -> throw new IllegalArgumentException("a simulation makes its operations itself");
        };
    }
}
