package dev.shardproof.verifier.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.plan.CheckName;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the matrix must have, whatever the servers say. */
class CorruptionTest {

    @Test
    void thereAreFortyKinds() {
        assertThat(Arrays.stream(Corruption.values()).map(Corruption::number))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 40).boxed().toList());
    }

    @Test
    void thereAreAtLeastFourteenBenignCases() {
        assertThat(BenignChange.values()).hasSizeGreaterThanOrEqualTo(14);
    }

    @ParameterizedTest
    @EnumSource
    void eachCheckIsKilledBySomeKind(CheckName check) {
        assertThat(Corruption.values()).anyMatch(kind -> kind.sees().contains(check));
    }

    @ParameterizedTest
    @EnumSource
    void eachCheckIsBlindToSomeKind(CheckName check) {
        assertThat(Corruption.values()).anyMatch(kind -> !kind.sees().contains(check));
    }

    @ParameterizedTest
    @EnumSource
    void whatNobodySeesHasAReason(Corruption kind) {
        assertThat(!kind.sees().isEmpty() || !kind.note().isEmpty()).isTrue();
    }

    @Test
    void theSampleSeesWhatTheFullChecksumSees() {
        assertThat(Corruption.values())
                .allMatch(kind -> kind.sees().contains(CheckName.FULL_CHECKSUM)
                        == kind.sees().contains(CheckName.SAMPLED_CHECKSUM));
    }

    @ParameterizedTest
    @EnumSource
    void eachKindIsPossibleSomewhereWithSeveralTargets(Corruption kind) {
        assertThat(kind.possible(MatrixTopology.ONE_TO_TWO)).isTrue();
        assertThat(kind.possible(MatrixTopology.TWO_TO_THREE)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void theTargetsShareTheSpaceEvenly(MatrixTopology topology) {
        assertThat(topology.onTargets().ranges()).hasSize(topology.targets());
        assertThat(topology.onTargets()
                        .ranges()
                        .get(topology.targets() - 1)
                        .interval()
                        .end())
                .hasValue(MatrixTopology.END);
        assertThat(topology.foreignToFirstTarget()
                        .overlaps(topology.onTargets().ranges().get(0).interval()))
                .isFalse();
    }

    @Test
    void eachSetOfChecksIsAValueOfItsOwn() {
        Set<CheckName> more = Sight.and(Sight.ROWS, CheckName.PLACEMENT);

        assertThat(more).contains(CheckName.PLACEMENT);
        assertThat(Sight.ROWS)
                .isEqualTo(EnumSet.of(CheckName.ROW_COUNT, CheckName.FULL_CHECKSUM, CheckName.SAMPLED_CHECKSUM));
    }
}
