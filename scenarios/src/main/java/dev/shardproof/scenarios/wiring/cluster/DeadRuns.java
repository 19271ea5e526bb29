package dev.shardproof.scenarios.wiring.cluster;

import dev.shardproof.simulator.cluster.registry.ReapedRun;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.fault.lease.HealedFault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What killed runs have left on this machine. Their faults are healed before their processes and folders are removed, for
 * in those folders stands how they are healed: so nobody calls {@link RunRegistry#reapDead()} but this class.
 */
public final class DeadRuns {

    private DeadRuns() {}

    /**
     * Heals and removes. Runs that are alive are left alone.
     *
     * @param registry of the run that cleans up
     * @return what was done, one line each, for people
     * @throws IOException if the state folder can not be read
     */
    public static List<String> cleanUp(RunRegistry registry) throws IOException {
        List<String> done = new ArrayList<>();
        for (HealedFault healed : RunLeases.settleDead(registry)) {
            done.add("Healed what an earlier run had left: " + healed);
        }
        for (ReapedRun reaped : registry.reapDead()) {
            done.add(message(reaped));
        }
        return done;
    }

    /** The line for what an earlier run had left anywhere. */
    public static String message(ReapedRun reaped) {
        return "Removed what an earlier run had left: " + reaped;
    }
}
