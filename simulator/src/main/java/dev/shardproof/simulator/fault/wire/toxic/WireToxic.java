package dev.shardproof.simulator.fault.wire.toxic;

/** A toxic of any kind on a proxy, as the API lists it. Thread-safe. */
public interface WireToxic {

    /** Unique within its proxy. */
    String name();

    /** The name of its type in the API. */
    String typeName();

    /** The direction that it acts on. */
    Stream stream();

    /** The share of connections that it acts on, 0 to 1. */
    float toxicity();
}
