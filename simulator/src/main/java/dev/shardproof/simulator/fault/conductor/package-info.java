/**
 * Places faults in a run and proves that they bit: a pure schedule, the conductor that carries it out, and the proof:
 * what was measured before, during and after. Open {@link dev.shardproof.simulator.fault.conductor.FaultConductor}
 * first.
 *
 * <p>Imports {@code fault} and slf4j.
 */
package dev.shardproof.simulator.fault.conductor;
