/**
 * The user's own PostgreSQL servers: where they are, how the connection is protected, where the password comes from, and
 * what a failed connection means. Open {@link dev.shardproof.scenarios.server.Server} first.
 *
 * <p>Imports the JDK, the PostgreSQL driver, and {@code scenarios.spec.yaml} and
 * {@code reports.text} for showing untrusted text. No value of this
 * package shows a password in its {@code toString}, and no message holds one.
 */
package dev.shardproof.scenarios.server;
