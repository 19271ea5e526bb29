/**
 * The routing authority in a PostgreSQL table, for clusters whose clients live in several processes. Open
 * {@link dev.shardproof.simulator.routing.postgres.PostgresRoutingAuthority}.
 */
package dev.shardproof.simulator.routing.postgres;
