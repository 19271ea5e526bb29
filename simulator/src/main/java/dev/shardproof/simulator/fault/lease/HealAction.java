package dev.shardproof.simulator.fault.lease;

import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import dev.shardproof.simulator.cluster.session.SessionEnding;
import java.util.Objects;

/**
 * What heals a fault, as data: another process carries it out when this one can not. No secret stands in it. Idempotent,
 * and harmless where the fault does not act or the thing that it acts on is gone.
 */
public sealed interface HealAction {

    /**
     * Removes a toxic by the Toxiproxy HTTP API.
     *
     * @param host the API's address
     * @param port the API's port
     * @param proxy the proxy's name
     * @param toxic the toxic's name
     */
    record RemoveToxic(String host, int port, String proxy, String toxic) implements HealAction {
        public RemoveToxic {
            Objects.requireNonNull(host, "host is null");
            Objects.requireNonNull(proxy, "proxy is null");
            Objects.requireNonNull(toxic, "toxic is null");
        }
    }

    /** Enables a proxy by the Toxiproxy HTTP API. */
    record EnableProxy(String host, int port, String proxy) implements HealAction {
        public EnableProxy {
            Objects.requireNonNull(host, "host is null");
            Objects.requireNonNull(proxy, "proxy is null");
        }
    }

    /** Lets a stopped process, and those that it has started, go on (SIGCONT). */
    record ContinueProcess(ProcessIdentity process) implements HealAction {
        public ContinueProcess {
            Objects.requireNonNull(process, "process is null");
        }
    }

    /** Ends a process of ours (SIGTERM, then SIGKILL). */
    record EndProcess(ProcessIdentity process) implements HealAction {
        public EndProcess {
            Objects.requireNonNull(process, "process is null");
        }
    }

    /** Lets a paused container go on. */
    record UnpauseContainer(String id) implements HealAction {
        public UnpauseContainer {
            requireDockerName(id);
        }
    }

    /** Starts a container that was stopped or killed. */
    record StartContainer(String id) implements HealAction {
        public StartContainer {
            requireDockerName(id);
        }
    }

    /** Removes the containers, networks and volumes that carry the label {@code dev.shardproof.run=<runId>}. */
    record RemoveContainers(String runId) implements HealAction {
        public RemoveContainers {
            requireDockerName(runId);
        }
    }

    /** Ends sessions of ours on a server, and with them their locks, snapshots and connection slots. */
    record EndSessions(SessionEnding sessions, String applicationName) implements HealAction {
        public EndSessions {
            Objects.requireNonNull(sessions, "sessions is null");
            if (applicationName.isBlank()) {
                throw new IllegalArgumentException("sessions without a name can not be told from those of others");
            }
        }
    }

    private static void requireDockerName(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
            throw new IllegalArgumentException("'%s' is not the name of anything in Docker".formatted(name));
        }
    }
}
