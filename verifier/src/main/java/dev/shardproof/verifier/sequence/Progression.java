package dev.shardproof.verifier.sequence;

import java.math.BigInteger;
import java.util.Optional;

/**
 * The numbers {@code low, low + step, low + 2 step, …} up to {@code high}.
 *
 * @param low the first; greater than {@code high} if there is none
 * @param high where it ends, at the latest
 * @param step the distance, at least 1
 */
record Progression(BigInteger low, BigInteger high, BigInteger step) {

    Progression {
        if (step.signum() <= 0) {
            throw new IllegalArgumentException("step must be positive, not " + step);
        }
    }

    boolean isEmpty() {
        return low.compareTo(high) > 0;
    }

    /** The least number that is in both. */
    Optional<BigInteger> common(Progression other) {
        if (isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        BigInteger gcd = step.gcd(other.step);
        BigInteger distance = other.low.subtract(low);
        if (distance.mod(gcd).signum() != 0) {
            return Optional.empty();
        }
        // low + k * step = other.low (mod other.step): the Chinese remainder theorem, steps divided by their common
        // part.
        BigInteger modulus = other.step.divide(gcd);
        BigInteger k = modulus.equals(BigInteger.ONE)
                ? BigInteger.ZERO
                : distance.divide(gcd)
                        .multiply(step.divide(gcd).modInverse(modulus))
                        .mod(modulus);
        BigInteger common = low.add(k.multiply(step));
        BigInteger period = step.multiply(modulus);
        BigInteger from = low.max(other.low);
        if (common.compareTo(from) < 0) {
            BigInteger gap = from.subtract(common);
            common = common.add(
                    gap.add(period).subtract(BigInteger.ONE).divide(period).multiply(period));
        }
        return common.compareTo(high.min(other.high)) <= 0 ? Optional.of(common) : Optional.empty();
    }
}
