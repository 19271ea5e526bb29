/**
 * Which key an operation is about: how popular keys are, and which ones are popular when. Open
 * {@link dev.shardproof.loadgen.workload.key.KeyChooser} first, whose methods make all of them but {@link
 * dev.shardproof.loadgen.workload.key.HotKeys}.
 *
 * <p>Pure: no IO and no clock. Imports the JDK and Commons Math.
 */
package dev.shardproof.loadgen.workload.key;
