package dev.shardproof.verifier.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ProgressionTest {

    @Test
    void differentRemaindersNeverMeet() {
        assertThat(of(1, 1_000_000, 3).common(of(2, 1_000_000, 3))).isEmpty();
        assertThat(of(1, 100, 6).common(of(3, 100, 4))).contains(BigInteger.valueOf(7));
    }

    @Test
    void disjointRangesNeverMeet() {
        assertThat(of(1, 999, 1).common(of(1000, 1999, 1))).isEmpty();
    }

    @Test
    void theLeastCommonNumberIsTheOneThatCountingFinds() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        for (int i = 0; i < 5_000; i++) {
            long[] a = {random.nextLong(-50, 50), random.nextLong(-50, 120), random.nextLong(1, 13)};
            long[] b = {random.nextLong(-50, 50), random.nextLong(-50, 120), random.nextLong(1, 13)};
            Optional<BigInteger> counted = numbers(a)
                    .filter(n -> numbers(b).anyMatch(m -> m == n))
                    .mapToObj(BigInteger::valueOf)
                    .findFirst();
            assertThat(of(a[0], a[1], a[2]).common(of(b[0], b[1], b[2]))).isEqualTo(counted);
        }
    }

    private static LongStream numbers(long[] progression) {
        return LongStream.iterate(progression[0], n -> n <= progression[1], n -> n + progression[2]);
    }

    private static Progression of(long low, long high, long step) {
        return new Progression(BigInteger.valueOf(low), BigInteger.valueOf(high), BigInteger.valueOf(step));
    }
}
