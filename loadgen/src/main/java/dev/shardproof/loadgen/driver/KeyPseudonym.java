package dev.shardproof.loadgen.driver;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Stands for a shard key in a history, for a key can be a name or an address, and histories are passed around: the first
 * 64 bits of SHA-256 over a secret and the key. Nobody who lacks the secret can try keys. Thread-safe.
 */
public final class KeyPseudonym {

    /** Knows the secret already; only ever cloned, which is cheaper than to look one up for every operation. */
    private final MessageDigest prototype;

    /** @param secret random bytes that are kept nowhere */
    public KeyPseudonym(byte[] secret) {
        if (secret.length < 16) {
            throw new IllegalArgumentException("%d bytes are no secret: 16 are needed".formatted(secret.length));
        }
        try {
            prototype = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        prototype.update(secret);
    }

    /** The number that stands for {@code key}. */
    public long of(Object key) {
        try {
            MessageDigest digest = (MessageDigest) prototype.clone();
            return ByteBuffer.wrap(digest.digest(key.toString().getBytes(StandardCharsets.UTF_8)))
                    .getLong();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("every Java's SHA-256 can be cloned", e);
        }
    }
}
