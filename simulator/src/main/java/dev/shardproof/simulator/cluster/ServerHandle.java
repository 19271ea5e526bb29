package dev.shardproof.simulator.cluster;

import java.util.Objects;

/** What a running server is to the machine that it runs on. */
public sealed interface ServerHandle {

    /**
     * A process of this machine, with those that it has started.
     *
     * @param pid its id
     * @param startMillis when it was started, in milliseconds since 1970, so that no other process of that id is meant
     */
    record LocalProcess(long pid, long startMillis) implements ServerHandle {
        public LocalProcess {
            if (pid < 1) {
                throw new IllegalArgumentException("a process id is at least 1, found " + pid);
            }
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
