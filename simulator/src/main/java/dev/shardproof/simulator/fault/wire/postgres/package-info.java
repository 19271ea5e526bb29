/**
 * Follows PostgreSQL's frontend/backend protocol 3 on a connection that is passed through: where messages begin and end,
 * which statement is executed when, which answer belongs to it. It knows no socket, no thread and no toxic. Open
 * {@link dev.shardproof.simulator.fault.wire.postgres.FrontendReader} first.
 *
 * <p>Source: PostgreSQL's manual, chapter "Frontend/Backend Protocol". Imports nothing but the JDK.
 */
package dev.shardproof.simulator.fault.wire.postgres;
