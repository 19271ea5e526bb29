package dev.shardproof.verifier.verification;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.checksum.ChecksumWithValues;
import dev.shardproof.verifier.checksum.ValueWords;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.locate.Difference;
import dev.shardproof.verifier.count.RowCount;
import dev.shardproof.verifier.coverage.CoverageCheck;
import dev.shardproof.verifier.coverage.TableSelection;
import dev.shardproof.verifier.foreignkey.ForeignKeysCheck;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.keyspace.OwnedRange;
import dev.shardproof.verifier.largeobject.LargeObjectsCheck;
import dev.shardproof.verifier.placement.Placement;
import dev.shardproof.verifier.plan.CheckName;
import dev.shardproof.verifier.plan.Topology;
import dev.shardproof.verifier.plan.VerificationPlan;
import dev.shardproof.verifier.sample.SamplePlan;
import dev.shardproof.verifier.sample.SampledChecksum;
import dev.shardproof.verifier.sample.Strata;
import dev.shardproof.verifier.schema.SchemaCheck;
import dev.shardproof.verifier.sequence.SequenceCheck;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** The checks of one plan in one pair of snapshots. */
final class Judgement {

    private final VerificationPlan plan;
    private final SnapshotSet sources;
    private final SnapshotSet targets;
    private final LongSupplier nanoTime;
    private final TableSelection selection;
    private final ComparedRows rows;

    Judgement(VerificationPlan plan, SnapshotSet sources, SnapshotSet targets, LongSupplier nanoTime)
            throws SourceException, InterruptedException {
        this.plan = plan;
        this.sources = sources;
        this.targets = targets;
        this.nanoTime = nanoTime;
        KeySpace space = plan.topology().map(Topology::space).orElse(KeySpace.HASHED);
        this.selection = TableSelection.of(plan.tables(), space, sources, targets);
        this.rows = ComparedRows.sides(sources, targets, selection.tables(), plan.compare());
    }

    TableSelection selection() {
        return selection;
    }

    List<TableMapping> tables() {
        return selection.tables();
    }

    ComparedRows rows() {
        return rows;
    }

    /**
     * Those of the plan's checks that are wanted, in the order of {@link CheckName}.
     *
     * @param onDifference gets every row that the full checksum finds different
     */
    List<Check> checks(Set<CheckName> wanted, BiConsumer<Comparison, Difference> onDifference) {
        List<Check> checks = new ArrayList<>();
        for (CheckName name : CheckName.values()) {
            if (plan.checks().contains(name) && wanted.contains(name)) {
                checks.add(check(name, onDifference));
            }
        }
        return checks;
    }

    private Check check(CheckName name, BiConsumer<Comparison, Difference> onDifference) {
        List<TableMapping> tables = selection.tables();
        return switch (name) {
            case COVERAGE -> new CoverageCheck(selection, nanoTime);
            case SCHEMA -> new SchemaCheck(sources, targets, tables, nanoTime);
            case ROW_COUNT -> new RowCount(rows, nanoTime);
            case FULL_CHECKSUM -> new ChecksumWithValues(rows, words(), onDifference, nanoTime);
            case SAMPLED_CHECKSUM -> sampled();
            case PLACEMENT -> placement(plan.topology().orElseThrow());
            case SEQUENCE -> new SequenceCheck(sources, targets, tables, nanoTime);
            case LARGE_OBJECTS -> new LargeObjectsCheck(sources, targets, tables, nanoTime);
            case FOREIGN_KEYS -> new ForeignKeysCheck(sources, targets, tables, words(), nanoTime);
        };
    }

    private ValueWords words() {
        return plan.showValues() ? ValueWords.plain() : ValueWords.hashed();
    }

    private Check sampled() {
        SamplePlan samples =
                new SamplePlan(plan.sample().confidence(), plan.sample().detect());
        List<Long> bounds = plan.topology().stream()
                .flatMap(topology -> topology.ranges().stream())
                .map(OwnedRange::interval)
                .flatMap(interval -> Stream.of(interval.start(), interval.end()))
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .toList();
        return new SampledChecksum(rows, samples, Strata.DEFAULT.withBounds(bounds), plan.seed(), nanoTime);
    }

    private Check placement(Topology topology) {
        List<TableSpec> placed = selection.tables().stream()
                .filter(table -> table.source().shardKey().isPresent())
                .map(TableMapping::target)
                .toList();
        return new Placement(targets, placed, topology.ranges(), List.of(), nanoTime);
    }
}
