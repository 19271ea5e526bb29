package dev.shardproof.simulator.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OverridesTest {

    private final Overrides<String> overrides = new Overrides<>();

    @Test
    void ofSeveralTheLastCountsAndEachIsLiftedByItsOwnName() {
        assertThat(overrides.current()).isEmpty();
        overrides.set("a", "first");
        overrides.set("b", "second");
        assertThat(overrides.current()).contains("second");

        overrides.lift("a");
        assertThat(overrides.current())
                .as("lifting another one changes nothing")
                .contains("second");
        overrides.set("a", "third");
        overrides.lift("a");
        assertThat(overrides.current()).contains("second");
        overrides.lift("b");
        overrides.lift("b");
        assertThat(overrides.current()).isEmpty();
    }
}
