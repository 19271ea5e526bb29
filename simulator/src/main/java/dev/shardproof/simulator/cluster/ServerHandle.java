package dev.shardproof.simulator.cluster;

import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import java.util.Objects;

/** What a running server is to the machine that it runs on. */
public sealed interface ServerHandle {

    /** A process of this machine, with those that it has started. */
    record LocalProcess(ProcessIdentity process) implements ServerHandle {
        public LocalProcess {
            Objects.requireNonNull(process, "process is null");
        }
    }

    /**
     * A container.
     *
     * @param id its full id
     */
    record Container(String id) implements ServerHandle {
        public Container {
            Objects.requireNonNull(id, "id is null");
        }
    }
}
