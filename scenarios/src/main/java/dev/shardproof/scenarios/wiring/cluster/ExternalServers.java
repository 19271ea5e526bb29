package dev.shardproof.scenarios.wiring.cluster;

import dev.shardproof.scenarios.server.Credentials;
import dev.shardproof.scenarios.server.InvalidServerException;
import dev.shardproof.scenarios.server.Loopback;
import dev.shardproof.scenarios.server.Passwords;
import dev.shardproof.scenarios.server.ServerAddress;
import dev.shardproof.scenarios.server.TransportSecurity;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.cluster.DataSpec;
import dev.shardproof.scenarios.spec.cluster.ExternalSpec;
import dev.shardproof.simulator.cluster.ClusterStartException;
import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.Login;
import dev.shardproof.simulator.cluster.external.ExternalCluster;
import dev.shardproof.simulator.cluster.external.ExternalServer;
import dev.shardproof.simulator.cluster.external.Leftovers;
import dev.shardproof.simulator.cluster.external.OpenRuns;
import dev.shardproof.simulator.cluster.external.interlock.DenyList;
import dev.shardproof.simulator.cluster.external.interlock.Interlock;
import dev.shardproof.simulator.cluster.external.interlock.InterlockException;
import dev.shardproof.simulator.cluster.external.interlock.Refusal;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** From the servers that a scenario names to a cluster, by way of passwords, TLS, deny-lists and the interlock. */
public final class ExternalServers {

    /** The environment variable that names a deny-list for all scenarios. */
    public static final String DENY_VARIABLE = "SHARDPROOF_DENY";

    private static final Path DENY_FILE = Path.of(".shardproof", "deny");

    private ExternalServers() {}

    /**
     * Opens the servers of a scenario.
     *
     * @param scenario whose provider is external
     * @param environment where passwords and the name of a deny-list may be
     * @param home the user's home folder
     * @param nanoTime a monotonic clock
     * @param run the run's name in the registry
     * @throws InterlockException if one of the servers is not proven to be a sandbox; nothing was done on any
     * @throws ClusterStartException if a deny-list can not be read, or a server not after it was let in
     */
    public static ExternalCluster open(
            Scenario scenario, Map<String, String> environment, Path home, LongSupplier nanoTime, String run)
            throws InterruptedException {
        List<ExternalServer> servers = servers(scenario, new Passwords(environment, home));
        try {
            return ExternalCluster.open(
                    servers,
                    interlock(scenario, environment, home),
                    nanoTime,
                    new OpenRuns(StateFolder.ofCurrentUser()),
                    run);
        } catch (IOException e) {
            throw new ClusterStartException(e.getMessage(), e);
        }
    }

    /**
     * What a killed run of the scenario has left on its servers. Sends nothing yet.
     *
     * @throws InterlockException if there is no way to log in to one of them
     * @throws ClusterStartException if a deny-list or the state folder can not be read
     */
    public static Leftovers leftovers(
            Scenario scenario, Map<String, String> environment, Path home, LongSupplier nanoTime) {
        List<ExternalServer> servers = servers(scenario, new Passwords(environment, home));
        try {
            return new Leftovers(
                    servers,
                    interlock(scenario, environment, home),
                    nanoTime,
                    new OpenRuns(StateFolder.ofCurrentUser()));
        } catch (IOException e) {
            throw new ClusterStartException(e.getMessage(), e);
        }
    }

    private static Interlock interlock(Scenario scenario, Map<String, String> environment, Path home) {
        DenyList deny = denyList(scenario.cluster().external(), environment, home);
        return new Interlock(scenario.name(), needsScratchDatabases(scenario), deny, InetAddress::getAllByName);
    }

    /** The user's home folder. */
    public static Path home(Map<String, String> environment) {
        return Path.of(Optional.ofNullable(environment.get("HOME"))
                .filter(folder -> !folder.isEmpty())
                .orElse(System.getProperty("user.home")));
    }

    /** Whether a scenario makes databases of its own: the rows of the user's own files are spread from one. */
    public static boolean needsScratchDatabases(Scenario scenario) {
        return scenario.data() instanceof DataSpec.OwnSchema;
    }

    /**
     * What must not be touched: what the variable names, what the scenario names, and {@code ~/.shardproof/deny} if it is
     * there; all of them together.
     *
     * @throws ClusterStartException if one of them can not be read
     */
    public static DenyList denyList(ExternalSpec external, Map<String, String> environment, Path home) {
        List<Path> files = new ArrayList<>();
        Optional.ofNullable(environment.get(DENY_VARIABLE))
                .filter(name -> !name.isBlank())
                .map(Path::of)
                .ifPresent(files::add);
        external.denyList().ifPresent(files::add);
        Optional.of(home.resolve(DENY_FILE)).filter(Files::exists).ifPresent(files::add);
        return files.stream().map(DenyList::read).reduce(DenyList.EMPTY, DenyList::and);
    }

    private static List<ExternalServer> servers(Scenario scenario, Passwords passwords) {
        Loopback loopback = new Loopback(InetAddress::getAllByName);
        List<ExternalServer> servers = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>();
        for (ShardId shard : scenario.shards()) {
            ServerAddress address = scenario.cluster().external().server(shard).orElseThrow();
            try {
                TransportSecurity security = TransportSecurity.of(address, loopback);
                servers.add(new ExternalServer(
                        shard,
                        new Endpoint(address.host(), address.port()),
                        address.database(),
                        login(address, passwords.of(address)),
                        new ExternalServer.Tls(security.mode().label(), security.rootCertificate())));
            } catch (InvalidServerException e) {
                refusals.add(new Refusal(
                        shard, e.getMessage(), "a way to log in", "correct the server's entry in the scenario"));
            }
        }
        if (!refusals.isEmpty()) {
            throw new InterlockException(refusals);
        }
        return servers;
    }

    private static Login login(ServerAddress address, Credentials credentials) {
        return credentials
                .supplier()
                .map(password -> Login.of(address.user(), password))
                .orElseGet(() -> Login.of(address.user()));
    }
}
