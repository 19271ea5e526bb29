package dev.shardproof.scenarios.runner;

import dev.shardproof.reports.run.ApplicationPhase;
import dev.shardproof.reports.run.GuardReport;
import dev.shardproof.reports.run.InventoryReport;
import dev.shardproof.scenarios.runner.verdict.LoadEvidence;
import dev.shardproof.scenarios.runner.verdict.VerdictRule;
import dev.shardproof.simulator.dataset.LoadedData;
import dev.shardproof.simulator.fault.conductor.FaultRecord;
import dev.shardproof.simulator.migration.progress.MigrationSummary;
import dev.shardproof.simulator.topology.Topology;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a run has come to know so far. It fills up as the run goes on, so that a run that ends early still reports what
 * it has. For one thread at a time.
 */
final class RunFacts {
    String databaseVersion = "not started";
    String proxy = "not started";
    Optional<LoadedData> data = Optional.empty();
    Optional<Topology> topologyAfter = Optional.empty();
    Optional<MigrationSummary> migration = Optional.empty();
    Optional<LoadEvidence> load = Optional.empty();
    boolean driverKeptUp = true;
    List<ApplicationPhase> application = List.of();
    List<FaultRecord> faults = List.of();
    List<GuardReport> guards = List.of();
    final List<CheckResult> checks = new ArrayList<>();
    final List<VerdictRule.Trouble> troubles = new ArrayList<>();
    final Map<String, Long> rowsAfter = new TreeMap<>();
    final List<InventoryReport.Item> inventoryBefore = new ArrayList<>();
    final List<InventoryReport.Item> inventoryAfter = new ArrayList<>();

    void trouble(Verdict verdict, String reason) {
        troubles.add(new VerdictRule.Trouble(verdict, reason));
    }
}
