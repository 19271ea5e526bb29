/**
 * Decides whether a server that the user names may be disturbed: only where the user has put a marker into that very
 * database, and everything else speaks for a sandbox too. Open {@link
 * dev.shardproof.simulator.cluster.external.interlock.Interlock} first.
 *
 * <p>Before it has decided, each server gets one statement, {@link
 * dev.shardproof.simulator.cluster.external.interlock.MarkerQuery}, and nothing else. Nothing in Shardproof ever writes a
 * marker; {@link dev.shardproof.simulator.cluster.external.interlock.SandboxMarker} only has the text for the user to run.
 *
 * <p>Imports the JDK with {@code java.sql}, {@code simulator.cluster} and {@code simulator.topology}.
 */
package dev.shardproof.simulator.cluster.external.interlock;
