/**
 * The application tier of a rehearsal: the instances in the load process, the faults that act in it, and what it writes down
 * about itself. Open {@link dev.shardproof.scenarios.application.ApplicationTier} first.
 *
 * <p>Both processes use it: the load process has the tier and its {@link
 * dev.shardproof.scenarios.application.ApplicationFaults}, the harness writes {@link
 * dev.shardproof.scenarios.application.FaultWords} and reads {@link
 * dev.shardproof.scenarios.application.ActivityFile}. Imports {@code simulator}, {@code loadgen} and the JDK.
 */
package dev.shardproof.scenarios.application;
