package dev.shardproof.simulator.fault.wire;

/**
 * The wish for a proxy, as a request states it.
 *
 * @param name its name
 * @param listen where it listens; empty = any free port of 127.0.0.1
 * @param upstream where it forwards to
 * @param enabled whether it listens
 */
record ProxyRequest(String name, String listen, String upstream, boolean enabled) {}
