/**
 * The catalogue of faults as data: which kinds there are, what each is aimed at, and which parameters it takes. Open
 * {@link dev.shardproof.simulator.fault.catalog.FaultKind} first.
 *
 * <p>The readers of scenario files, their JSON Schema and docs/FAULTS.md are made from it. Imports
 * {@code simulator.topology} and the JDK; nothing here can act.
 */
package dev.shardproof.simulator.fault.catalog;
