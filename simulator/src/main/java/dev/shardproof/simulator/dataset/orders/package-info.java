/**
 * The built-in data set: a shop with customers, accounts, orders, order lines and currencies, generated from a seed.
 * Open {@link dev.shardproof.simulator.dataset.orders.OrdersDataset} first.
 *
 * <p>Imports {@code simulator.dataset}, {@code simulator.cluster}, {@code simulator.topology} and {@code java.sql}.
 */
package dev.shardproof.simulator.dataset.orders;
