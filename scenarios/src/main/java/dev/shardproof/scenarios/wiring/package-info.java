/**
 * The one place where the modules meet: adapters from one module's ports to another's types, and the load process, which
 * joins them in a JVM of its own. Open {@link dev.shardproof.scenarios.wiring.Translation} first, which is values only,
 * then {@link dev.shardproof.scenarios.wiring.LoadProcess}. The servers of a run are in {@code wiring.cluster}.
 *
 * <p>Imports every module, {@code scenarios.application}, Jackson for the load process's plan, and {@code java.sql}.
 */
package dev.shardproof.scenarios.wiring;
