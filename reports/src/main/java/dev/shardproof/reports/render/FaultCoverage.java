package dev.shardproof.reports.render;

import dev.shardproof.reports.run.FaultReport;
import dev.shardproof.reports.run.MigrationReport;
import dev.shardproof.reports.run.RunReport;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * In which phases which faults acted: what a run has rehearsed, and, by its gaps, what it has not.
 *
 * @param phases the columns: every phase of the run, in order, each once
 * @param rows one a fault
 */
public record FaultCoverage(List<String> phases, List<Row> rows) {

    /**
     * One fault.
     *
     * @param fault its name with its target
     * @param cells for each phase how the fault ended if it acted then, else empty
     */
    public record Row(String fault, List<String> cells) {}

    static FaultCoverage of(RunReport report) {
        Set<String> phases = new LinkedHashSet<>();
        report.migration()
                .ifPresent(migration -> migration.phases().stream()
                        .map(MigrationReport.Phase::name)
                        .forEach(phases::add));
        report.faults().forEach(fault -> phases.addAll(fault.phases()));
        List<Row> rows = new ArrayList<>();
        for (FaultReport fault : report.faults()) {
            rows.add(new Row(
                    fault.name() + " " + fault.target(),
                    phases.stream()
                            .map(phase -> fault.phases().contains(phase) ? fault.ending() : "")
                            .toList()));
        }
        return new FaultCoverage(List.copyOf(phases), rows);
    }
}
