/**
 * The corruption matrix: every kind of damage and every harmless difference against every check, on real servers. Open
 * {@link dev.shardproof.verifier.matrix.Corruption} first; {@code docs/CHECKS.md} is generated from it.
 */
package dev.shardproof.verifier.matrix;
