package dev.shardproof.verifier.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.plan.CheckName;
import dev.shardproof.verifier.plan.TableRules;
import dev.shardproof.verifier.report.VerificationReport;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each kind of damage and each harmless difference, on real servers, against every check. */
class CorruptionMatrixIT {

    private static final List<Corruption> TRAPS_OF_TEXT = List.of(
            Corruption.MISSING_ROW,
            Corruption.SWAPPED_VALUES,
            Corruption.NULL_BECAME_EMPTY,
            Corruption.NULL_CHANGED_COLUMN,
            Corruption.SEPARATOR_SHIFT,
            Corruption.TRAILING_SPACE,
            Corruption.TIME_ZONE_SHIFT,
            Corruption.NEGATIVE_ZERO);
    private static final List<BenignChange> TRAPS_OF_TEXT_THAT_ARE_BENIGN =
            List.of(BenignChange.NONE, BenignChange.SPECIAL_NUMBERS, BenignChange.ENUM_OIDS);

    @TestFactory
    Stream<DynamicTest> eachKindIsSeenByItsChecksAndByNoOther() {
        return everywhere((majors, topology) -> Stream.of(Corruption.values())
                .filter(kind -> kind.possible(topology))
                .map(kind -> damage(kind, topology, majors)));
    }

    @TestFactory
    Stream<DynamicTest> noCheckMindsWhatIsBenign() {
        return everywhere(
                (majors, topology) -> Stream.of(BenignChange.values()).map(change -> benign(change, topology, majors)));
    }

    /** PostgreSQL 13 can not hash a row as it is, only its text. */
    @TestFactory
    Stream<DynamicTest> rowsThatAreHashedAsTextHideNothingEither() {
        return traps(Majors.UPGRADE_FROM_OLDEST);
    }

    /** Every major version that plans may name, as a source and, from 15 on, as a target. */
    @TestFactory
    Stream<DynamicTest> everySupportedMajorIsReadAlike() {
        return Stream.of(Majors.FROM_14, Majors.FROM_15, Majors.FROM_16, Majors.FROM_17)
                .flatMap(CorruptionMatrixIT::traps);
    }

    private static Stream<DynamicTest> traps(Majors majors) {
        MatrixTopology topology = MatrixTopology.TWO_TO_THREE;
        return Stream.concat(
                TRAPS_OF_TEXT.stream().map(kind -> damage(kind, topology, majors)),
                TRAPS_OF_TEXT_THAT_ARE_BENIGN.stream().map(change -> benign(change, topology, majors)));
    }

    /** Else a kind that nobody sees could be one that was not planted. */
    @Test
    void damageThatNobodySeesIsThere() throws Exception {
        try (Stage stage = new Stage(MatrixTopology.ONE_TO_TWO, Majors.SAME, MatrixData.RULES)) {
            stage.target(0, "CREATE EXTENSION amcheck");
            String check = "SELECT bt_index_check('devices_pkey', heapallindexed => true)";
            stage.target(0, check);
            Corruption.CORRUPT_INDEX.damage().make(stage);
            assertThatThrownBy(() -> stage.target(0, check)).hasMessageContaining("lacks matching index tuple");

            String sum = "SELECT sum(amount) FROM ledger";
            String before = stage.ask(sum);
            Corruption.PARTIAL_COMMIT.damage().make(stage);
            assertThat(stage.ask(sum)).isNotEqualTo(before);
        }
    }

    /** The other half of kind 37: not only the rows were never copied. */
    @Test
    void aTableThatTheTargetsLackIsNoPass() throws Exception {
        try (Stage stage = new Stage(MatrixTopology.ONE_TO_TWO, Majors.SAME, MatrixData.RULES)) {
            stage.targets("DROP TABLE devices");
            Map<String, Verdict> verdicts = verdicts(stage.judge());

            assertThat(verdicts).containsEntry("coverage", Verdict.FAIL);
            assertThat(verdicts)
                    .extractingByKeys("rowCount", "fullChecksum", "sampledChecksum", "placement")
                    .containsOnly(Verdict.INCONCLUSIVE);
        }
    }

    private interface Cases {
        Stream<DynamicTest> of(Majors majors, MatrixTopology topology);
    }

    private static Stream<DynamicTest> everywhere(Cases cases) {
        return Stream.of(Majors.SAME, Majors.UPGRADE)
                .flatMap(majors -> Stream.of(MatrixTopology.values()).flatMap(topology -> cases.of(majors, topology)));
    }

    private static DynamicTest damage(Corruption kind, MatrixTopology topology, Majors majors) {
        String name = "%s %d: %s".formatted(kind.name(), kind.number(), kind.title());
        return test(name, kind.damage(), rules(kind.table(), topology, majors), kind.sees(), topology, majors);
    }

    private static DynamicTest benign(BenignChange change, MatrixTopology topology, Majors majors) {
        boolean all = change == BenignChange.NONE && majors != Majors.SAME;
        TableRules rules = all ? MatrixData.RULES : rules(change.table(), topology, majors);
        return test(change.name() + ": " + change.title(), change.change(), rules, Set.of(), topology, majors);
    }

    private static DynamicTest test(
            String what, Change change, TableRules rules, Set<CheckName> sees, MatrixTopology topology, Majors majors) {
        String name = "%s, %s, %s".formatted(what, topology, majors);
        return dynamicTest(name, () -> {
            assumeTrue(MatrixServer.runs(majors.source()), "no server of that version for this machine");
            try (Stage stage = new Stage(topology, majors, rules)) {
                change.make(stage);
                VerificationReport report = stage.judge();
                requireVerdicts(name, sees, report);
            }
        });
    }

    /** All tables once, and untouched on every major; then those that a case touches, and some more. */
    private static TableRules rules(String table, MatrixTopology topology, Majors majors) {
        boolean all = topology == MatrixTopology.TWO_TO_THREE && majors == Majors.UPGRADE;
        return all ? MatrixData.RULES : MatrixData.around(table);
    }

    private static void requireVerdicts(String name, Set<CheckName> sees, VerificationReport report) {
        Map<String, Verdict> expected = new TreeMap<>();
        for (CheckName check : CheckName.values()) {
            expected.put(check.label(), sees.contains(check) ? Verdict.FAIL : Verdict.PASS);
        }
        assertThat(verdicts(report)).as(() -> name + "\n" + words(report)).isEqualTo(expected);
    }

    private static Map<String, Verdict> verdicts(VerificationReport report) {
        return report.checks().stream()
                .collect(Collectors.toMap(CheckResult::check, CheckResult::verdict, Verdict::and, TreeMap::new));
    }

    private static String words(VerificationReport report) {
        return report.checks().stream()
                .map(result ->
                        "%s %s: %s %s".formatted(result.check(), result.verdict(), result.summary(), result.findings()))
                .collect(Collectors.joining("\n"));
    }
}
