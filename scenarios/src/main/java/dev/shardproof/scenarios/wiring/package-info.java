/**
 * The one place where the modules meet: adapters from one module's ports to another's types. Open
 * {@link dev.shardproof.scenarios.wiring.RoutedTarget} first, the smallest of them.
 *
 * <p>Imports every module, Jackson for the load process's plan, and {@code java.sql}.
 */
package dev.shardproof.scenarios.wiring;
