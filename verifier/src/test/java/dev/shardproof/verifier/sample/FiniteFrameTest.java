package dev.shardproof.verifier.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FiniteFrameTest {

    @Test
    void chancesAreThoseOfCountingEverySampleOfSmallFrames() {
        for (int frame = 1; frame <= 12; frame++) {
            for (int bad = 0; bad <= frame; bad++) {
                for (int drawn = 0; drawn <= frame; drawn++) {
                    int[] byFound = samplesByBadRowsFound(frame, bad, drawn);
                    double all = 0;
                    for (int samples : byFound) {
                        all += samples;
                    }
                    double upTo = 0;
                    for (int found = 0; found <= frame; found++) {
                        upTo += byFound[found];
                        assertThat(FiniteFrame.atMost(found, bad, drawn, frame))
                                .as("at most %d of %d bad, %d of %d drawn", found, bad, drawn, frame)
                                .isCloseTo(upTo / all, within(1e-12));
                    }
                }
            }
        }
    }

    @Test
    void upperLimitIsTheLargestNumberThatCountingEverySampleLeavesBelievable() {
        for (int frame = 1; frame <= 11; frame++) {
            for (int drawn = 0; drawn <= frame; drawn++) {
                for (int found = 0; found <= drawn; found++) {
                    int largest = found;
                    for (int bad = found; bad <= frame - (drawn - found); bad++) {
                        int[] byFound = samplesByBadRowsFound(frame, bad, drawn);
                        int all = 0;
                        int upTo = 0;
                        for (int i = 0; i <= frame; i++) {
                            all += byFound[i];
                            upTo += i <= found ? byFound[i] : 0;
                        }
                        if ((double) upTo / all > 0.0501) { // no chance of a frame this small lies between
                            largest = bad;
                        }
                    }
                    assertThat(FiniteFrame.upperLimit(found, drawn, frame, 0.9499))
                            .as("%d bad of %d drawn of %d", found, drawn, frame)
                            .isEqualTo(largest);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"20000, 300, 7", "100000, 4603, 30", "3000000, 29956, 25000", "5000000, 46050, 460"})
    void largeFramesAgreeWithExactArithmetic(long frame, long drawn, long bad) {
        BigDecimal exact = BigDecimal.ONE;
        for (long i = 0; i < Math.min(bad, drawn); i++) {
            exact = exact.multiply(
                    BigDecimal.valueOf(frame - Math.max(bad, drawn) - i)
                            .divide(BigDecimal.valueOf(frame - i), MathContext.DECIMAL128),
                    MathContext.DECIMAL128);
        }

        assertThat(Math.exp(FiniteFrame.logMiss(bad, drawn, frame) - log(exact)))
                .isCloseTo(1, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.8, 0.95, 0.99})
    void upperLimitIsNeverWorseThanThatOfClopperAndPearson(double confidence) {
        SamplePlan plan = new SamplePlan(confidence, 0.001);
        for (long frame : new long[] {50, 1_000, 20_000, 5_000_000}) {
            for (long drawn : new long[] {10, 49, frame / 3, frame - 1}) {
                for (long bad : new long[] {0, 1, 5, 10}) {
                    if (drawn <= frame && bad <= drawn) {
                        assertThat((double) plan.upperLimit(bad, drawn, frame) / frame)
                                .as("%d bad of %d drawn of %d", bad, drawn, frame)
                                .isLessThanOrEqualTo(plan.upperBound(bad, drawn));
                    }
                }
            }
        }
    }

    @Test
    void worstCaseOfStrataIsTheWorstOfAllWaysInWhichBadRowsCanLieInThem() {
        List<List<Stratum>> frames = List.of(
                List.of(new Stratum(10, 3), new Stratum(10, 3)),
                List.of(new Stratum(20, 5), new Stratum(8, 2), new Stratum(5, 2)),
                List.of(new Stratum(30, 1), new Stratum(6, 6), new Stratum(4, 0)),
                List.of(new Stratum(12, 4)));
        for (List<Stratum> strata : frames) {
            StratifiedFrame frame = new StratifiedFrame(strata);
            for (int bad = 0; bad <= frame.size(); bad++) {
                double worst = worst(strata, 0, bad);
                assertThat(Math.exp(frame.logMiss(bad)))
                        .as("%d bad in %s", bad, strata)
                        .isCloseTo(worst, within(1e-9));
            }
        }
    }

    @Test
    void boundOfStrataLiesBetweenThatOfOneFrameAndThatOfClopperAndPearson() {
        SamplePlan plan = new SamplePlan(0.99, 1e-3);
        List<Long> sizes = List.of(40_000L, 30_000L, 25_000L, 5_000L, 400L);
        List<Long> shares = plan.allocate(sizes);
        List<Stratum> strata = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            strata.add(new Stratum(sizes.get(i), shares.get(i)));
        }
        long drawn = shares.stream().mapToLong(Long::longValue).sum();

        long bound = plan.upperLimit(0, strata);

        assertThat(bound).isGreaterThanOrEqualTo(plan.upperLimit(0, drawn, 100_400));
        assertThat((double) bound / 100_400).isLessThanOrEqualTo(plan.upperBound(0, plan.rowsNeeded(100_400)));
        assertThat(shares.get(4)).isEqualTo(SamplePlan.LEAST_OF_A_STRATUM);
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> FiniteFrame.logMiss(3, 11, 10)).hasMessageContaining("11 drawn");
        assertThatThrownBy(() -> FiniteFrame.upperLimit(4, 3, 10, 0.95)).hasMessageContaining("4 bad of 3");
        assertThatThrownBy(() -> new Stratum(3, 4)).hasMessageContaining("4 rows drawn");
    }

    /** The largest chance to miss all, over every way to spread the bad rows over the strata from one on. */
    private static double worst(List<Stratum> strata, int from, int bad) {
        if (from == strata.size()) {
            return bad == 0 ? 1 : 0;
        }
        Stratum stratum = strata.get(from);
        double worst = 0;
        for (int here = 0; here <= Math.min(bad, stratum.size()); here++) {
            double miss = here + stratum.drawn() > stratum.size()
                    ? 0
                    : choose(stratum.size() - here, stratum.drawn()) / choose(stratum.size(), stratum.drawn());
            worst = Math.max(worst, miss * worst(strata, from + 1, bad - here));
        }
        return worst;
    }

    /** How many sets of rows have how many of the first {@code bad} ones. */
    private static int[] samplesByBadRowsFound(int frame, int bad, int drawn) {
        int[] byFound = new int[frame + 1];
        for (int sample = 0; sample < 1 << frame; sample++) {
            if (Integer.bitCount(sample) == drawn) {
                byFound[Integer.bitCount(sample & ((1 << bad) - 1))]++;
            }
        }
        return byFound;
    }

    private static double choose(long all, long some) {
        BigInteger result = BigInteger.ONE;
        for (long i = 0; i < some; i++) {
            result = result.multiply(BigInteger.valueOf(all - i)).divide(BigInteger.valueOf(i + 1));
        }
        return result.doubleValue();
    }

    /** Of a number that may be too small for a double. */
    private static double log(BigDecimal value) {
        int digits = value.precision() - value.scale();
        return Math.log(value.scaleByPowerOfTen(-digits).doubleValue()) + digits * Math.log(10);
    }
}
