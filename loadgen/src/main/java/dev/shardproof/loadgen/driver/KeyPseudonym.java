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

    private final byte[] secret;

    /** @param secret random bytes that are kept nowhere */
    public KeyPseudonym(byte[] secret) {
        this.secret = secret.clone();
        if (secret.length < 16) {
            throw new IllegalArgumentException("%d bytes are no secret: 16 are needed".formatted(secret.length));
        }
    }

    /** The number that stands for {@code key}. */
    long of(Object key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(secret);
            return ByteBuffer.wrap(digest.digest(key.toString().getBytes(StandardCharsets.UTF_8)))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
