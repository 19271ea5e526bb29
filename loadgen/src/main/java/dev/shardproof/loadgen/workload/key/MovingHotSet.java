package dev.shardproof.loadgen.workload.key;

import java.util.random.RandomGenerator;

/**
 * Some keys are hot for a while, and others afterwards. Which ones follows from the operation's number alone, so that the
 * same run is the same load; neighbouring hot keys lie far from one another, see {@link ScatteredRanks}.
 *
 * @param share of the choices that fall on the hot keys
 * @param hot how many keys are hot at a time
 * @param moveEvery after how many operations others are hot
 */
record MovingHotSet(ScatteredRanks ranks, double share, int hot, long moveEvery) implements KeyChooser {

    MovingHotSet(int size, double share, double of, long moveEvery) {
        this(new ScatteredRanks(size), share, hotKeys(size, of), moveEvery);
    }

    MovingHotSet {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "share %s of a hot set: it must be above 0 and at most 1".formatted(share));
        }
        if (moveEvery < 1) {
            throw new IllegalArgumentException(
                    "a hot set that moves every %d operations: there must be at least 1".formatted(moveEvery));
        }
    }

    @Override
    public int size() {
        return ranks.size();
    }

    @Override
    public int next(long number, RandomGenerator random) {
        if (random.nextDouble() >= share) {
            return random.nextInt(size());
        }
        return ranks.keyOf(number / moveEvery * hot + random.nextInt(hot));
    }

    private static int hotKeys(int size, double of) {
        if (!(of > 0 && of <= 1)) {
            throw new IllegalArgumentException(
                    "%s of the keys are hot: it must be above 0 and at most 1".formatted(of));
        }
        return (int) Math.max(1, Math.round(size * of));
    }
}
