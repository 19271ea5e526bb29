/**
 * Where the current topology lives and how instances come to know it. Open
 * {@link dev.shardproof.simulator.routing.RoutingAuthority} first.
 *
 * <p>Imports {@code topology} only; the sub-package {@code postgres} keeps the authority in a database.
 */
package dev.shardproof.simulator.routing;
