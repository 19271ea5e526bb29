/**
 * What a judge is: a {@link dev.shardproof.verifier.check.Check} looks at evidence once and returns a
 * {@link dev.shardproof.verifier.check.CheckResult} with a three-valued
 * {@link dev.shardproof.verifier.check.Verdict}. Open {@link dev.shardproof.verifier.check.CheckSuite} first.
 *
 * <p>Imports nothing but the JDK: reports and the load generator depend on this package alone.
 */
package dev.shardproof.verifier.check;
