/**
 * How many operations are due when: rates over time, the slots that follow from them, and recorded rate curves. Pure. Open
 * {@link dev.shardproof.loadgen.shape.LoadShape} first.
 *
 * <p>Imports the JDK only.
 */
package dev.shardproof.loadgen.shape;
