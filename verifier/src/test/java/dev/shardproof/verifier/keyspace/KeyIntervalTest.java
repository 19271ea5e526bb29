package dev.shardproof.verifier.keyspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeyIntervalTest {

    @Test
    void startIsInsideAndEndIsNot() {
        KeyInterval interval = KeyInterval.of(-5, 5);

        assertThat(interval.contains(-5)).isTrue();
        assertThat(interval.contains(4)).isTrue();
        assertThat(interval.contains(5)).isFalse();
        assertThat(interval.contains(-6)).isFalse();
    }

    @Test
    void openBoundsReachTheEndsOfTheKeySpace() {
        assertThat(KeyInterval.from(0).contains(Long.MAX_VALUE)).isTrue();
        assertThat(KeyInterval.below(0).contains(Long.MIN_VALUE)).isTrue();
        assertThat(KeyInterval.from(Long.MIN_VALUE)).isEqualTo(KeyInterval.ALL);
    }

    @Test
    void neighboursDoNotOverlap() {
        assertThat(KeyInterval.below(0).overlaps(KeyInterval.from(0))).isFalse();
        assertThat(KeyInterval.below(1).overlaps(KeyInterval.from(0))).isTrue();
        assertThat(KeyInterval.from(0).overlaps(KeyInterval.below(1))).isTrue();
        assertThat(KeyInterval.of(0, 10).overlaps(KeyInterval.of(9, 11))).isTrue();
        assertThat(KeyInterval.of(0, 10).overlaps(KeyInterval.of(10, 11))).isFalse();
        assertThat(KeyInterval.ALL.overlaps(KeyInterval.of(3, 4))).isTrue();
    }

    @Test
    void emptyAndOverlappingIntervalsAreRefused() {
        assertThatThrownBy(() -> KeyInterval.of(5, 5)).hasMessageContaining("5..5 is empty");
        assertThatThrownBy(() -> KeyInterval.below(Long.MIN_VALUE)).hasMessageContaining("is empty");
        assertThatThrownBy(() -> new Slice(List.of(KeyInterval.below(1), KeyInterval.from(0))))
                .hasMessageContaining("..1 and 0.. overlap");
    }
}
