package dev.shardproof.verifier.source.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;

class PlaceReaderTest {

    @Test
    void noPlaceIsDrawnTwiceAndAllAreInOrder() {
        long[] drawn = PlaceReader.drawn(10_000, 0.3, 1);

        assertThat(drawn).isSorted().doesNotHaveDuplicates();
        assertThat(Arrays.stream(drawn).allMatch(place -> place >= 0 && place < 10_000))
                .isTrue();
    }

    @Test
    void hardlyEverAreFewerDrawnThanWanted() {
        long fewer = LongStream.range(0, 1_000)
                .filter(seed -> PlaceReader.drawn(10_000, 0.3, seed).length < 3_000)
                .count();

        assertThat(fewer).isLessThan(10);
    }

    @Test
    void everyPlaceIsAsLikelyAsAnother() {
        long[] met = new long[50];
        for (int seed = 0; seed < 2_000; seed++) {
            for (long place : PlaceReader.drawn(met.length, 0.2, seed)) {
                met[(int) place]++;
            }
        }
        double[] expected = IntStream.range(0, met.length).mapToDouble(i -> 1).toArray();

        assertThat(new ChiSquareTest().chiSquareTest(expected, met)).isGreaterThan(0.001);
    }

    @Test
    void otherSeedsDrawOtherPlaces() {
        assertThat(PlaceReader.drawn(10_000, 0.1, 1)).isEqualTo(PlaceReader.drawn(10_000, 0.1, 1));
        assertThat(PlaceReader.drawn(10_000, 0.1, 1)).isNotEqualTo(PlaceReader.drawn(10_000, 0.1, 2));
    }

    @Test
    void allAreDrawnWhereAllAreWanted() {
        assertThat(PlaceReader.drawn(300, 1, 1))
                .containsExactly(LongStream.range(0, 300).toArray());
    }

    @Test
    void nothingIsDrawnFromAnEmptyTable() {
        assertThat(PlaceReader.drawn(0, 0.5, 1)).isEmpty();
        assertThat(PlaceReader.drawn(0, 1, 1)).isEmpty();
    }
}
