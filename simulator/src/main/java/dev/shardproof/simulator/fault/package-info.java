/**
 * How faults are injected and seen. Open {@link dev.shardproof.simulator.fault.FaultFamily} first: one injects the kinds of
 * one group and hands out the probes that prove their effect. What faults there are stands in {@code fault.catalog}; the
 * families are the packages {@code network}, {@code server}, {@code client}, {@code migration} and
 * {@code statement}; {@code conductor} places faults in a run and judges their proofs; {@code lease} heals them when nobody else
 * can.
 *
 * <p>Imports {@code simulator.topology} (the names of shards), {@code simulator.cluster} (addresses), {@code fault.catalog},
 * {@code fault.proxy} (the server that is talked to), the Toxiproxy Java client and the JDK.
 */
package dev.shardproof.simulator.fault;
