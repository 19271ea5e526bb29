package dev.shardproof.simulator.fault.lease;

/**
 * What heals a fault, as data: another process carries it out when this one can not. No secret stands in it. Idempotent,
 * and harmless where the fault does not act.
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
    record RemoveToxic(String host, int port, String proxy, String toxic) implements HealAction {}

    /** Enables a proxy by the Toxiproxy HTTP API. */
    record EnableProxy(String host, int port, String proxy) implements HealAction {}

    /**
     * Lets a stopped process, and those that it has started, go on (SIGCONT).
     *
     * @param pid its id
     * @param startMillis when it was started, in milliseconds since 1970, so that no other process of that id is meant
     */
    record ContinueProcess(long pid, long startMillis) implements HealAction {}

    /** Ends a process of ours (SIGTERM, then SIGKILL). */
    record EndProcess(long pid, long startMillis) implements HealAction {}

    /** Lets a paused container go on. */
    record UnpauseContainer(String id) implements HealAction {}

    /** Starts a container that was stopped or killed. */
    record StartContainer(String id) implements HealAction {}
}
