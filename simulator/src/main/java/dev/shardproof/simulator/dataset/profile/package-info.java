/**
 * The data sets of the workload profiles: small tables whose state says which writes have happened. Open {@link
 * dev.shardproof.simulator.dataset.profile.ProfileDataset} first.
 *
 * <p>Imports {@code simulator.dataset}, {@code simulator.cluster}, {@code simulator.topology} and {@code java.sql}.
 */
package dev.shardproof.simulator.dataset.profile;
