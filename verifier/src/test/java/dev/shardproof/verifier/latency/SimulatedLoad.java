package dev.shardproof.verifier.latency;

import dev.shardproof.verifier.latency.block.LatencyBlock;
import dev.shardproof.verifier.latency.block.LatencyHistogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Latencies as a machine has them: requests that follow each other, seconds that follow each other, and whole phases with
 * luck of their own. All parts are lognormal.
 */
final class SimulatedLoad {

    private static final double REQUESTS_FOLLOW = 0.5;
    private static final int REQUESTS = 1_000;

    private final SplittableRandom random;
    private final double blockNoise;
    private final double blocksFollow;
    private double drift;
    private double request;

    /**
     * @param blockNoise standard deviation of a block's level, 0.05 for 5 %
     * @param blocksFollow correlation of a block's level with the next one's
     */
    SimulatedLoad(long seed, double blockNoise, double blocksFollow) {
        this.random = new SplittableRandom(seed);
        this.blockNoise = blockNoise;
        this.blocksFollow = blocksFollow;
        this.drift = random.nextGaussian();
    }

    /** The luck of a phase, as a factor. */
    double luck(double deviation) {
        return Math.exp(deviation * random.nextGaussian());
    }

    /** The next block, of a thousand requests, each so many times as slow. */
    LatencyBlock block(double slowness) {
        double level = slowness * Math.exp(next());
        LatencyHistogram histogram = new LatencyHistogram();
        for (int i = 0; i < REQUESTS; i++) {
            request = REQUESTS_FOLLOW * request
                    + Math.sqrt(1 - REQUESTS_FOLLOW * REQUESTS_FOLLOW) * random.nextGaussian();
            histogram.add(Math.round(1_000 * level * Math.exp(0.7 * request)));
        }
        return histogram.block(99);
    }

    List<LatencyBlock> blocks(int count, double slowness) {
        List<LatencyBlock> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            blocks.add(block(slowness));
        }
        return blocks;
    }

    /** Blocks of which only the level is drawn, which is fast. */
    List<LatencyBlock> levels(int count, double slowness) {
        List<LatencyBlock> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            blocks.add(new LatencyBlock(REQUESTS, 0, Map.of(99.0, 1_000 * slowness * Math.exp(next()))));
        }
        return blocks;
    }

    private double next() {
        drift = blocksFollow * drift + Math.sqrt(1 - blocksFollow * blocksFollow) * random.nextGaussian();
        return blockNoise * drift;
    }
}
