package dev.shardproof.simulator.cluster.containers;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.shardproof.simulator.cluster.ClusterStartException;

/**
 * The Docker engine for tests. Where there is none, tests with containers are skipped, which one line on the standard
 * error says; with {@code SHARDPROOF_REQUIRE_DOCKER=1} they fail instead.
 */
public final class TestingEngine {

    private static boolean told;

    private TestingEngine() {}

    public static synchronized ContainerEngine require() {
        try {
            return ContainerEngine.connect();
        } catch (ClusterStartException e) {
            if ("1".equals(System.getenv("SHARDPROOF_REQUIRE_DOCKER"))) {
                throw e;
            }
            if (!told) {
                told = true;
                System.err.println("SKIPPED: tests with containers, for " + e.getMessage());
            }
            return abort("no Docker engine");
        }
    }

    /** What the environment names, with limits that a small machine can bear. */
    public static ContainerSettings settings() {
        return ContainerSettings.ofEnvironment(System.getenv()).withLimits(1.5, 512L << 20);
    }
}
