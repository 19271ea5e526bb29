package dev.shardproof.simulator.fault.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ServerControl;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.Standby;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.embedded.EmbeddedSettings;
import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import dev.shardproof.simulator.fault.lease.HealAction;
import dev.shardproof.simulator.fault.lease.Leases;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedServerFaultsIT extends ServerFaultsContract {

    @TempDir
    Path folder;

    private static final String TIMELINE = "SELECT timeline_id FROM pg_control_checkpoint()";

    @Override
    Set<FaultKind> kinds() {
        Set<FaultKind> kinds = EnumSet.of(
                FaultKind.CRASH,
                FaultKind.PAUSE,
                FaultKind.SLOW_DISK,
                FaultKind.CONNECTION_EXHAUSTION,
                FaultKind.LOCK_HOLDER,
                FaultKind.LONG_TRANSACTION,
                FaultKind.FAILOVER);
        if (cluster().control(SMALL).orElseThrow().walVolume().isPresent()) {
            kinds.add(FaultKind.DISK_FULL);
        } else {
            System.err.println("SKIPPED: diskFull, for no volume can be mounted here");
        }
        return kinds;
    }

    @Override
    Cluster start(RunRegistry registry, Map<String, String> parameters) {
        EmbeddedSettings settings = EmbeddedSettings.defaults().withSmallWalVolumes(Set.of(SMALL));
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            settings = settings.with(parameter.getKey(), parameter.getValue());
        }
        return EmbeddedCluster.start(List.of(SHARD, SMALL), registry.runFolder(), registry, settings);
    }

    @Test
    void aPausedServerHasALeaseThatCanWakeIt() throws Exception {
        List<HealAction> granted = new ArrayList<>();
        List<String> released = new ArrayList<>();
        Leases leases = (name, timeToLive, actions) -> {
            granted.addAll(actions);
            return () -> released.add(name);
        };
        long pid = Long.parseLong(query("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"));
        ActiveFault fault =
                ServerFaults.of(cluster(), leases, System::nanoTime).inject(fault(FaultKind.PAUSE, Map.of()), LONG);
        try {
            ProcessHandle postmaster =
                    ProcessHandle.of(pid).orElseThrow().parent().orElseThrow();
            assertThat(granted).containsExactly(new HealAction.ContinueProcess(ProcessIdentity.of(postmaster)));
            assertThat(released).isEmpty();
        } finally {
            fault.close();
        }
        assertThat(released).containsExactly("pause s0");
    }

    @Test
    void aPausedServerCanBeEndedWithItsCluster() throws Exception {
        try (RunRegistry own = RunRegistry.open(StateFolder.ofCurrentUser())) {
            try (EmbeddedCluster paused = EmbeddedCluster.start(List.of(SHARD), own)) {
                paused.control(SHARD).orElseThrow().pause();
            }
            assertThat(own.inventory().stream()
                            .filter(run -> run.runId().equals(own.runId()))
                            .flatMap(run -> run.processes().stream()))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"synchronous", "asynchronous"})
    void afterAFailoverAnotherServerHasTheSameRowsAtTheSameAddress(String standby) throws Exception {
        execute(
                "DROP TABLE IF EXISTS shop.kept",
                "CREATE TABLE shop.kept (id int)",
                "SELECT pg_create_logical_replication_slot('of_a_migrator', 'pgoutput')");
        int timeline = Integer.parseInt(query(TIMELINE));
        String folder = query("SHOW data_directory");
        ActiveFault fault = family().inject(fault(FaultKind.FAILOVER, Map.of("standby", standby)), LONG);
        assertThatThrownBy(() -> query("SELECT 1")).hasRootCauseInstanceOf(ConnectException.class);
        fault.close();
        execute("INSERT INTO shop.kept VALUES (1)", "CHECKPOINT");
        assertThat(query("SELECT count(*) FROM shop.kept")).isEqualTo("1");
        assertThat(query("SHOW data_directory")).isNotEqualTo(folder);
        assertThat(Integer.parseInt(query(TIMELINE))).isGreaterThan(timeline);
        assertThat(query("SELECT count(*) FROM pg_replication_slots")).isEqualTo("0");
    }

    @Test
    void withASynchronousStandbyNoAcknowledgedWriteIsLost() throws Exception {
        execute("DROP TABLE IF EXISTS shop.counted", "CREATE TABLE shop.counted (id int PRIMARY KEY)");
        try (Standby standby = control().standbys().orElseThrow().create(true)) {
            assertThat(query("SELECT sync_state FROM pg_stat_replication")).isEqualTo("sync");
            int acknowledged = insertUntilTheServerIsGone();
            standby.takeOver();
            assertThat(Integer.parseInt(query("SELECT count(*) FROM shop.counted")))
                    .as("the last may be there without having been acknowledged")
                    .isBetween(acknowledged, acknowledged + 1);
        }
    }

    private int insertUntilTheServerIsGone() throws Exception {
        int acknowledged = 0;
        try (Connection session = cluster().shard(SHARD).connect();
                PreparedStatement insert = session.prepareStatement("INSERT INTO shop.counted VALUES (?)")) {
            CompletableFuture<Void> kill = new CompletableFuture<>();
            for (int i = 0; ; i++) {
                if (i == 200) {
                    new Thread(() -> kill(kill)).start();
                }
                insert.setInt(1, i);
                try {
                    insert.executeUpdate();
                } catch (SQLException e) {
                    kill.get();
                    return acknowledged;
                }
                acknowledged++;
            }
        }
    }

    private void kill(CompletableFuture<Void> killed) {
        try {
            control().kill();
            killed.complete(null);
        } catch (IOException e) {
            killed.completeExceptionally(e);
        }
    }

    @Test
    void aStandbyThatIsNotNeededLeavesNothing() throws Exception {
        control().standbys().orElseThrow().create(true).close();
        assertThat(query("SELECT count(*) FROM pg_replication_slots")).isEqualTo("0");
        assertThat(query("SELECT count(*) FROM pg_stat_replication")).isEqualTo("0");
        assertThat(query("SHOW synchronous_standby_names")).isEmpty();
    }

    @Test
    void aStandbyDoesNotTakeOverFromALivingServer() throws Exception {
        try (Standby standby = control().standbys().orElseThrow().create(false)) {
            assertThatThrownBy(standby::takeOver).hasMessageContaining("can not take over while its primary runs");
        }
    }

    @Test
    void whatWasWrittenBeforeTheDiskWasFullIsThereAfterwards() throws Exception {
        assumeThat(kinds()).contains(FaultKind.DISK_FULL);
        Fault fault = new Fault(FaultKind.DISK_FULL, FaultTarget.of(SMALL), Map.of());
        ShardServer small = cluster().shard(SMALL);
        try (Connection session = small.connect();
                Statement statement = session.createStatement()) {
            statement.execute("CREATE TABLE written AS SELECT generate_series(1, 1000) AS id");
        }
        ActiveFault acting = family().inject(fault, LONG);
        assertThatThrownBy(small::connect).isInstanceOf(SQLException.class);
        acting.close();
        try (Connection session = small.connect();
                Statement statement = session.createStatement()) {
            assertThat(statement.executeUpdate("UPDATE written SET id = -id")).isEqualTo(1000);
        }
        Path logs = folder.resolve("logs");
        cluster().copyLogs(logs);
        assertThat(logs.resolve("s1.log")).content().contains("No space left on device");
    }

    @Test
    void aVolumeIsGoneWithItsCluster() throws Exception {
        assumeThat(kinds()).contains(FaultKind.DISK_FULL);
        try (RunRegistry own = RunRegistry.open(StateFolder.ofCurrentUser())) {
            EmbeddedSettings settings = EmbeddedSettings.defaults().withSmallWalVolumes(Set.of(SMALL));
            EmbeddedCluster.start(List.of(SMALL), folder, own, settings).close();
            assertThat(folder).isEmptyDirectory();
            Awaitility.await()
                    .until(() -> own.inventory().stream()
                            .filter(run -> run.runId().equals(own.runId()))
                            .allMatch(run -> run.processes().isEmpty()));
        }
    }

    @Test
    void ofTwoSlowDisksTheLastOneToEndLeavesTheServerAsItWas() throws Exception {
        String delay = query("SHOW commit_delay");
        String fsync = query("SHOW fsync");
        FaultFamily family = family();
        ActiveFault first = family.inject(fault(FaultKind.SLOW_DISK, Map.of("delay", Duration.ofMillis(80))), LONG);
        ActiveFault second = family.inject(fault(FaultKind.SLOW_DISK, Map.of("delay", Duration.ofMillis(40))), LONG);
        first.close();
        Awaitility.await().until(() -> query("SHOW commit_delay").equals("40000"));
        second.close();
        Awaitility.await().until(() -> query("SHOW commit_delay").equals(delay));
        Awaitility.await().until(() -> query("SHOW fsync").equals(fsync));
    }

    private ServerControl control() {
        return cluster().control(SHARD).orElseThrow();
    }
}
