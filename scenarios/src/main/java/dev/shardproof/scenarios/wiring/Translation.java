package dev.shardproof.scenarios.wiring;

import dev.shardproof.scenarios.spec.FaultSpec;
import dev.shardproof.scenarios.spec.PhasePoint;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.cluster.DataSpec;
import dev.shardproof.simulator.dataset.Dataset;
import dev.shardproof.simulator.dataset.TableLayout;
import dev.shardproof.simulator.dataset.TableRoles;
import dev.shardproof.simulator.dataset.orders.OrdersDataset;
import dev.shardproof.simulator.dataset.user.LoadFile;
import dev.shardproof.simulator.dataset.user.UserDataset;
import dev.shardproof.simulator.fault.conductor.FaultPlacement;
import dev.shardproof.simulator.fault.conductor.PlacedFault;
import dev.shardproof.simulator.migration.LagGate;
import dev.shardproof.simulator.migration.MigrationSettings;
import dev.shardproof.simulator.migration.port.Defect;
import dev.shardproof.simulator.migration.postgres.MovingTable;
import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.ReshardPlan;
import dev.shardproof.simulator.topology.ShardingStrategy;
import dev.shardproof.simulator.topology.Topology;
import dev.shardproof.verifier.keyspace.KeyInterval;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.keyspace.MovedRange;
import dev.shardproof.verifier.keyspace.OwnedRange;
import dev.shardproof.verifier.table.TableSpec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The same facts in the words of another module; values only. */
public final class Translation {

    private static final int CUT_OVER_ATTEMPTS = 3;
    private static final Duration MAX_MARKER_DELAY = Duration.ofSeconds(2);

    private Translation() {}

    /** The data set that a scenario asks for. */
    public static Dataset dataset(Scenario scenario) {
        if (scenario.data() instanceof DataSpec.BuiltIn builtIn) {
            return builtIn.dataset() == DataSpec.Dataset.ORDERS
                    ? new OrdersDataset(builtIn.rows(), scenario.seed())
                    : Workloads.dataset(builtIn.dataset(), builtIn.rows(), scenario.seed());
        }
        DataSpec.OwnSchema own = (DataSpec.OwnSchema) scenario.data();
        Map<String, String> shardKeys = new LinkedHashMap<>();
        own.shardKeys().forEach((table, column) -> shardKeys.put(table.toString(), column));
        return new UserDataset(
                own.schema(),
                own.load().stream()
                        .map(load -> load.table()
                                .map(table -> LoadFile.csv(table.toString(), load.file()))
                                .orElseGet(() -> LoadFile.sql(load.file())))
                        .toList(),
                new TableRoles(
                        shardKeys,
                        own.reference().stream().map(Object::toString).toList()),
                scenario.seed());
    }

    /** What the data set is called in reports. */
    public static String datasetName(Scenario scenario) {
        return scenario.data() instanceof DataSpec.OwnSchema own
                ? String.valueOf(own.schema().getFileName())
                : ((DataSpec.BuiltIn) scenario.data()).dataset().label();
    }

    /** The tables as the migrator sees them. */
    public static List<MovingTable> movingTables(List<TableLayout> tables) {
        return tables.stream()
                .map(table -> new MovingTable(
                        table.schema(),
                        table.table(),
                        table.writableColumns(),
                        table.shardKey().map(key -> new MovingTable.ShardKey(key.column(), key.type()))))
                .toList();
    }

    /** How the migration is to be done. */
    public static MigrationSettings migrationSettings(Scenario scenario) {
        Defect defect = scenario.reshard()
                .defect()
                .map(wanted -> Defect.valueOf(wanted.name()))
                .orElse(Defect.NONE);
        return new MigrationSettings(
                scenario.reshard().throttleBytesPerSecond(),
                new LagGate(scenario.reshard().lagBytesMax(), MAX_MARKER_DELAY),
                scenario.reshard().cutOverTimeout(),
                scenario.reshard().fenceTimeout(),
                CUT_OVER_ATTEMPTS,
                defect);
    }

    /** The faults with their places. */
    public static List<PlacedFault> faults(Scenario scenario) {
        return scenario.faults().stream().map(Translation::fault).toList();
    }

    private static PlacedFault fault(FaultSpec fault) {
        PhasePoint at = fault.at();
        return new PlacedFault(
                fault.fault(),
                new FaultPlacement(at.phase().label(), at.percent() / 100.0, at.delay()),
                fault.length());
    }

    /** How the verifier makes a point of a key that is sharded so. */
    public static KeySpace keySpace(ShardingStrategy strategy) {
        return strategy == ShardingStrategy.HASHED ? KeySpace.HASHED : KeySpace.PLAIN;
    }

    /** The tables as the judge sees them. */
    public static List<TableSpec> judgedTables(List<TableLayout> tables, ShardingStrategy strategy) {
        KeySpace space = keySpace(strategy);
        return tables.stream()
                .map(table -> table.shardKey()
                        .map(key -> TableSpec.sharded(table.schema(), table.table(), key.column(), space))
                        .orElseGet(() -> TableSpec.reference(table.schema(), table.table())))
                .toList();
    }

    /** What moves, for the judge. */
    public static List<MovedRange> movedRanges(ReshardPlan plan) {
        return plan.moves().stream()
                .map(move -> new MovedRange(
                        interval(move.range()),
                        move.source().name(),
                        move.target().name()))
                .toList();
    }

    /** What moves back to where it came from, for the judge. */
    public static List<MovedRange> movedBackRanges(ReshardPlan plan) {
        return movedRanges(plan).stream()
                .map(move -> new MovedRange(move.interval(), move.target(), move.source()))
                .toList();
    }

    /** Who owns what, for the judge. */
    public static List<OwnedRange> ownedRanges(Topology topology) {
        return topology.owners().stream()
                .map(owner ->
                        new OwnedRange(interval(owner.range()), owner.shard().name()))
                .toList();
    }

    /** What the sources still hold until clean-up, for the judge. */
    public static List<OwnedRange> awaitingCleanUp(ReshardPlan plan) {
        return plan.moves().stream()
                .map(move ->
                        new OwnedRange(interval(move.range()), move.source().name()))
                .toList();
    }

    /** What the targets still hold until clean-up, once the sources have it back, for the judge. */
    public static List<OwnedRange> awaitingCleanUpBack(ReshardPlan plan) {
        return movedRanges(plan).stream()
                .map(move -> new OwnedRange(move.interval(), move.target()))
                .toList();
    }

    private static KeyInterval interval(KeyRange range) {
        return new KeyInterval(range.start(), range.end());
    }
}
