package dev.shardproof.verifier.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.live.replication.FencePassage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettlingTest {

    private static final Suspect ROW = new Suspect(List.of("17"), "");
    private static final FencePassage PASSED = new FencePassage(true, true, "");
    private static final FencePassage ONLY_WAITED = new FencePassage(true, false, "no slot");
    private static final FencePassage STUCK = new FencePassage(false, true, "slot is behind");

    private final Settling settling = new Settling(List.of(ROW));

    @Test
    void aRowThatAgreesIsSettled() {
        read(row(1, 100), row(2, 200), PASSED);
        read(row(2, 101), row(2, 201), PASSED);

        assertThat(settling.open()).isEmpty();
        assertThat(settling.settled()).isEqualTo(1);
        assertThat(settling.stayed()).isEmpty();
    }

    @Test
    void aDifferenceThatNobodyWroteToStaysAfterTwoReadings() {
        read(row(1, 100), row(2, 200), PASSED);
        assertThat(settling.stayed()).isEmpty();
        read(row(1, 100), row(2, 200), PASSED);

        assertThat(settling.stayed()).containsOnlyKeys(ROW);
        assertThat(settling.open()).isEmpty();
    }

    @Test
    void aMissingRowThatTheSourceDidNotTouchStays() {
        read(row(1, 100), SeenRows.NONE, PASSED);
        read(row(1, 100), SeenRows.NONE, PASSED);

        assertThat(settling.stayed()).containsOnlyKeys(ROW);
    }

    @Test
    void anExtraRowThatTheTargetDidNotTouchStays() {
        read(SeenRows.NONE, row(1, 100), PASSED);
        read(SeenRows.NONE, row(1, 100), PASSED);

        assertThat(settling.stayed()).containsOnlyKeys(ROW);
    }

    @Test
    void aRowThatIsSwitchedToAndFroIsNeverConvicted() {
        // Caught in flight every time alike, but each time as a new version on both sides.
        for (int i = 0; i < 6; i++) {
            read(row(1, 100 + i), row(2, 200 + i), PASSED);
        }
        settling.end();

        assertThat(settling.stayed()).isEmpty();
        assertThat(settling.unsettled()).containsOnlyKeys(ROW);
    }

    @Test
    void aKeyThatIsInsertedAndDeletedAllTheTimeIsNeverConvicted() {
        for (int i = 0; i < 6; i++) {
            read(row(1, 100 + i), SeenRows.NONE, PASSED);
        }
        settling.end();

        assertThat(settling.unsettled()).containsOnlyKeys(ROW);
    }

    @Test
    void aRowThatChangesAllTheTimeNeverSettlesAndIsNotDropped() {
        for (int i = 0; i < 6; i++) {
            read(row(i + 1, 100 + i), row(i, 200 + i), PASSED);
        }
        settling.end();

        assertThat(settling.stayed()).isEmpty();
        assertThat(settling.unsettled()).containsOnlyKeys(ROW);
        assertThat(settling.settled()).isZero();
    }

    @Test
    void behindAFenceThatWasNotPassedNothingIsDamage() {
        for (int i = 0; i < 6; i++) {
            read(row(1, 100), row(2, 200), STUCK);
        }
        settling.end();

        assertThat(settling.unsettled()).containsOnlyKeys(ROW);
    }

    @Test
    void bothReadingsMustLieBehindThePassedFence() {
        read(row(1, 100), row(2, 200), STUCK);
        read(row(1, 100), row(2, 200), PASSED);
        assertThat(settling.stayed()).isEmpty();
        read(row(1, 100), row(2, 200), PASSED);
        assertThat(settling.stayed()).containsOnlyKeys(ROW);
    }

    @Test
    void withoutACompleteFenceEveryReadingMustShowTheSame() {
        for (int i = 0; i < 5; i++) {
            read(row(1, 100), row(2, 200), ONLY_WAITED);
        }
        assertThat(settling.stayed()).as("not before the end").isEmpty();
        settling.end();
        assertThat(settling.stayed()).containsOnlyKeys(ROW);
    }

    @Test
    void withoutACompleteFenceOneOtherReadingSavesARow() {
        read(row(1, 100), row(2, 200), ONLY_WAITED);
        read(row(3, 101), row(2, 200), ONLY_WAITED);
        read(row(3, 101), row(2, 200), ONLY_WAITED);
        settling.end();

        assertThat(settling.stayed()).isEmpty();
        assertThat(settling.unsettled()).containsOnlyKeys(ROW);
    }

    @Test
    void oneReadingIsNoProof() {
        read(row(1, 100), row(2, 200), ONLY_WAITED);
        settling.end();

        assertThat(settling.unsettled()).containsOnlyKeys(ROW);
    }

    @Test
    void withoutAnyReadingASuspectIsUnsettled() {
        settling.end();

        assertThat(settling.unsettled()).containsEntry(ROW, Reading.NOWHERE);
    }

    @Test
    void aRowThatAnIndexHidIsInDoubtAgain() {
        settling.read(Map.of(), PASSED);
        assertThat(settling.settled()).isEqualTo(1);
        assertThat(settling.vanished()).containsExactly(ROW);

        settling.found(ROW, new Reading(SeenRows.NONE, row(1, 100), ""));
        settling.end();

        assertThat(settling.settled()).isZero();
        assertThat(settling.unsettled()).containsOnlyKeys(ROW);
    }

    private void read(SeenRows left, SeenRows right, FencePassage passage) {
        settling.read(Map.of(ROW, new Reading(left, right, "")), passage);
    }

    private static SeenRows row(long hash, long version) {
        return new SeenRows(1, hash, version, "s");
    }
}
