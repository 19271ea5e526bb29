package dev.shardproof.loadgen.workload.profile;

/** Checks what all profiles ask for. */
final class ReadShare {

    private ReadShare() {}

    static double require(double readShare) {
        if (!(readShare >= 0 && readShare <= 1)) {
            throw new IllegalArgumentException("readShare %s: it must be between 0 and 1".formatted(readShare));
        }
        return readShare;
    }
}
