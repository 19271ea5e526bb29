package dev.shardproof.simulator.cluster.embedded;

import dev.shardproof.simulator.cluster.ClusterStartException;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Whether an embedded cluster could start on this machine, as far as can be told without starting one.
 *
 * @param version what the program says of itself, such as {@code postgres (PostgreSQL) 18.6}
 * @param rights with what rights servers would run, for people
 */
public record EmbeddedReadiness(String version, String rights) {

    private static final Map<ServerRights, String> RIGHTS = Map.of(
            ServerRights.SAME, "a plain user, as which the servers run too",
            ServerRights.USER_NAMESPACE, "root; servers run in a user namespace (unshare -U)",
            ServerRights.NOBODY, "root; servers run as the user nobody (setpriv)");

    private static final long SECONDS = 20;

    /**
     * Unpacks the programs if need be and runs one of them.
     *
     * @throws ClusterStartException if that fails; the message says what to do
     */
    public static EmbeddedReadiness examine(StateFolder state) {
        PostgresBinaries binaries = PostgresBinaries.unpacked(state);
        try {
            ServerRights rights = ServerRights.choose(state.path());
            Process process = new ProcessBuilder(
                            rights.command(List.of(binaries.program("postgres").toString(), "--version")))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new ClusterStartException("PostgreSQL's program does not run here: " + said);
            }
            return new EmbeddedReadiness(said, RIGHTS.get(rights));
        } catch (IOException e) {
            throw new ClusterStartException("PostgreSQL's program does not run here: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterStartException("interrupted", e);
        }
    }
}
