package dev.shardproof.loadgen.workload.key;

import java.util.random.RandomGenerator;

/** Every key is as likely as any other. */
record UniformKeys(int size) implements KeyChooser {

    UniformKeys {
        if (size < 1) {
            throw new IllegalArgumentException("%d keys to choose from: there must be at least 1".formatted(size));
        }
    }

    @Override
    public int next(long number, RandomGenerator random) {
        return random.nextInt(size);
    }
}
