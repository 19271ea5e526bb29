/**
 * The toxics of the embedded wire proxy: what each does to the bytes of one direction of one connection. They know no
 * socket, no thread and no clock of their own, so that they can be tested in virtual time. Open
 * {@link dev.shardproof.simulator.fault.wire.toxic.Toxic} first, then
 * {@link dev.shardproof.simulator.fault.wire.toxic.ToxicType}.
 *
 * <p>Types, attribute names, units and effects are those of Toxiproxy 2.12. Imports nothing but the JDK.
 */
package dev.shardproof.simulator.fault.wire.toxic;
