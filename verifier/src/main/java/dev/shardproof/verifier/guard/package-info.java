/**
 * Guards judge live metrics while a migration runs and say what should be done. Pure: {@link
 * dev.shardproof.verifier.guard.Reading}s in, {@link dev.shardproof.verifier.guard.Decision}s out; somebody else collects
 * and acts. Open {@link dev.shardproof.verifier.guard.GuardWatch} first.
 *
 * <p>Imports nothing but the JDK.
 */
package dev.shardproof.verifier.guard;
