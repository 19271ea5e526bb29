/**
 * What a scan remembers so that a verification that was killed can go on where it was. Open
 * {@link dev.shardproof.verifier.checkpoint.CheckpointFile} first.
 *
 * <p>Holds digests, never a value from the databases. {@link dev.shardproof.verifier.checkpoint.ScanMemory} is the port
 * that scans see. Imports nothing of the verifier but {@code verifier.plan}, {@code verifier.report} and
 * {@code verifier.table}, for the fingerprint.
 */
package dev.shardproof.verifier.checkpoint;
