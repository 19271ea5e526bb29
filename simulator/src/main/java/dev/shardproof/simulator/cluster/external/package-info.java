/**
 * Servers that the user names. Open {@link dev.shardproof.simulator.cluster.external.ExternalCluster} first; what may be
 * done to such servers is decided in the package {@code interlock} below.
 *
 * <p>Imports the JDK with {@code java.sql}, the PostgreSQL driver, slf4j, {@code simulator.cluster} with its {@code registry}, {@code
 * simulator.topology} and {@code interlock}.
 */
package dev.shardproof.simulator.cluster.external;
