package dev.shardproof.loadgen.workload.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyChooserTest {

    private static final int DRAWS = 200_000;

    @ParameterizedTest
    @CsvSource({"10, 0.99", "1000, 0.99", "50, 0.5", "50, 1.0", "50, 1.5"})
    void zipfFrequenciesFollowTheLaw(int size, double theta) {
        ZipfKeys keys = new ZipfKeys(size, theta);
        long[] byKey = draw(keys, 42);
        long[] observed = new long[size];
        double[] expected = new double[size];
        for (int rank = 1; rank <= size; rank++) {
            observed[rank - 1] = byKey[keys.keyOfRank(rank)];
            expected[rank - 1] = Math.pow(rank, -theta);
        }

        assertThat(new ChiSquareTest().chiSquareTest(expected, observed))
                .as("probability of such frequencies under Zipf's law with exponent %s, seed 42", theta)
                .isGreaterThan(0.001);
    }

    @Test
    void aHotKeyGetsItsShareOnlyWhileItIsHot() {
        HotKeys keys = new HotKeys(KeyChooser.uniform(1_000), 7);
        long[] usual = draw(KeyChooser.uniform(1_000), 42);
        assertThat(draw(keys, 42)).as("the same choices as without").isEqualTo(usual);

        keys.heat(0.3);
        long[] hot = draw(keys, 42);
        long most = Arrays.stream(hot).max().orElseThrow();
        assertThat(most).isBetween((long) (0.29 * DRAWS), (long) (0.32 * DRAWS));
        HotKeys otherSeed = new HotKeys(KeyChooser.uniform(1_000), 8);
        otherSeed.heat(0.3);
        assertThat(indexOf(draw(otherSeed, 42), 0.29)).isNotEqualTo(indexOf(hot, 0.29));

        keys.heat(0);
        assertThat(draw(keys, 42)).isEqualTo(usual);
        assertThatThrownBy(() -> keys.heat(1.1)).hasMessageContaining("share 1.1");
    }

    private static int indexOf(long[] byKey, double leastShare) {
        for (int i = 0; i < byKey.length; i++) {
            if (byKey[i] > leastShare * DRAWS) {
                return i;
            }
        }
        throw new AssertionError("no key has a share of " + leastShare);
    }

    @Test
    void aWrongExponentWouldBeSeen() {
        ZipfKeys keys = new ZipfKeys(1000, 0.95);
        long[] byKey = draw(keys, 42);
        long[] observed = new long[1000];
        double[] expected = new double[1000];
        for (int rank = 1; rank <= 1000; rank++) {
            observed[rank - 1] = byKey[keys.keyOfRank(rank)];
            expected[rank - 1] = Math.pow(rank, -0.99);
        }

        assertThat(new ChiSquareTest().chiSquareTest(expected, observed)).isLessThan(1e-6);
    }

    @Test
    void uniformFrequenciesAreEven() {
        double[] expected = new double[100];
        Arrays.fill(expected, 1);

        assertThat(new ChiSquareTest().chiSquareTest(expected, draw(KeyChooser.uniform(100), 7)))
                .isGreaterThan(0.001);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6, 10, 89, 1000, 65_536, 100_003})
    void everyRankHasAKeyOfItsOwn(int size) {
        ZipfKeys keys = new ZipfKeys(size, 0.99);
        boolean[] taken = new boolean[size];
        for (int rank = 1; rank <= size; rank++) {
            int key = keys.keyOfRank(rank);
            assertThat(taken[key]).as("key %d of rank %d", key, rank).isFalse();
            taken[key] = true;
        }
    }

    @Test
    void hotKeysAreFarApart() {
        ZipfKeys keys = new ZipfKeys(10_000, 0.99);
        int[] hottest = new int[10];
        for (int rank = 1; rank <= 10; rank++) {
            hottest[rank - 1] = keys.keyOfRank(rank);
        }
        Arrays.sort(hottest);

        for (int i = 1; i < hottest.length; i++) {
            assertThat(hottest[i] - hottest[i - 1]).isGreaterThan(500);
        }
    }

    @Test
    void aHotSetGetsItsShareAndMovesOn() {
        KeyChooser keys = KeyChooser.hotSet(1_000, 0.9, 0.01, 5_000);
        long[] first = drawEra(keys, 0);
        long[] second = drawEra(keys, 5_000);

        assertThat(hottest(first)).hasSize(10).isEqualTo(hottest(drawEra(keys, 4_999)));
        assertThat(hottest(second)).hasSize(10).doesNotContainAnyElementsOf(hottest(first));
        assertThat(hottest(first).stream().mapToLong(key -> first[key]).sum())
                .as("0.9 and the few of the rest that fall there too")
                .isBetween((long) (0.895 * DRAWS), (long) (0.907 * DRAWS));
        assertThat(Arrays.stream(first).filter(count -> count > 0).count())
                .as("the others are chosen too")
                .isEqualTo(1_000);
        List<Integer> sorted = hottest(first).stream().sorted().toList();
        for (int i = 1; i < sorted.size(); i++) {
            assertThat(sorted.get(i) - sorted.get(i - 1)).as("far apart").isGreaterThan(30);
        }
    }

    @Test
    void aSmallHotSetHasAtLeastOneKey() {
        KeyChooser keys = KeyChooser.hotSet(10, 1, 0.001, 1);

        assertThat(hottest(drawEra(keys, 0))).hasSize(1);
        assertThat(hottest(drawEra(keys, 1))).hasSize(1).isNotEqualTo(hottest(drawEra(keys, 0)));
    }

    /** Draws for one operation number again and again. */
    private static long[] drawEra(KeyChooser keys, long number) {
        SplittableRandom random = new SplittableRandom(42);
        long[] byKey = new long[keys.size()];
        for (int i = 0; i < DRAWS; i++) {
            byKey[keys.next(number, random)]++;
        }
        return byKey;
    }

    private static Set<Integer> hottest(long[] byKey) {
        Set<Integer> hot = new HashSet<>();
        for (int key = 0; key < byKey.length; key++) {
            if (byKey[key] > DRAWS / 100) {
                hot.add(key);
            }
        }
        return hot;
    }

    @Test
    void impossibleChoicesAreRefused() {
        assertThatThrownBy(() -> KeyChooser.hotSet(5, 0, 0.1, 10)).hasMessageContaining("share 0.0 of a hot set");
        assertThatThrownBy(() -> KeyChooser.hotSet(5, 0.9, 1.1, 10)).hasMessageContaining("1.1 of the keys");
        assertThatThrownBy(() -> KeyChooser.hotSet(5, 0.9, 0.1, 0)).hasMessageContaining("every 0 operations");
        assertThatThrownBy(() -> KeyChooser.uniform(0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> KeyChooser.zipf(0, 0.99)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> KeyChooser.zipf(5, 0)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> KeyChooser.zipf(5, Double.NaN)).hasMessageContaining("above 0");
    }

    private static long[] draw(KeyChooser keys, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] byKey = new long[keys.size()];
        for (int i = 0; i < DRAWS; i++) {
            byKey[keys.next(i, random)]++;
        }
        return byKey;
    }
}
