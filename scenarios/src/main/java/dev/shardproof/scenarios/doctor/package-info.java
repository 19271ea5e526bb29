/**
 * What this machine can do, one line for each thing, and the command that mends what it can not. Open {@link
 * dev.shardproof.scenarios.doctor.Doctor} first.
 *
 * <p>Everything that is looked at comes through {@link dev.shardproof.scenarios.doctor.Machine}, so that tests can take it
 * away. Imports {@code simulator.cluster} with its providers, {@code simulator.fault.proxy}, {@code scenarios.spec},
 * Jackson and the JDK.
 */
package dev.shardproof.scenarios.doctor;
