package dev.shardproof.simulator.fault.proxy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the real server for tests: the file that the system property {@code shardproof.toxiproxy} or the environment
 * variable {@code SHARDPROOF_TOXIPROXY} names, else {@code toxiproxy-server} on the PATH.
 */
public final class TestingBinary {

    private TestingBinary() {}

    public static Path require() {
        String named = System.getProperty("shardproof.toxiproxy", System.getenv("SHARDPROOF_TOXIPROXY"));
        Optional<Path> program =
                named != null && !named.isBlank() ? Optional.of(Path.of(named)) : ToxiproxyBinary.find(path());
        assumeTrue(program.isPresent(), "no toxiproxy-server on the PATH, and SHARDPROOF_TOXIPROXY names none");
        return program.get();
    }

    private static String path() {
        return Optional.ofNullable(System.getenv("PATH")).orElse("");
    }
}
