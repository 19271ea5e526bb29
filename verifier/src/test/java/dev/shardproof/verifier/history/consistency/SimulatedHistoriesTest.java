package dev.shardproof.verifier.history.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Histories of a store that is correct, and of the same store with one defect. */
class SimulatedHistoriesTest {

    private static final int SEEDS = 3_000;
    private static final int OPERATIONS = 250;

    @Test
    void aCorrectStoreIsNeverAccused() {
        for (long seed = 0; seed < SEEDS; seed++) {
            assertThat(SimulatedRun.of(seed, OPERATIONS).findings())
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }
}
