package dev.shardproof.verifier.checksum;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How values that differ are written into findings. Not thread-safe.
 *
 * <p>By default as keyed hashes: HMAC-SHA-256 under a key that is drawn for each verification and never leaves memory, cut
 * to 64 bits. So two rows of one report can be seen to hold the same value, and nobody can find out which by trying all
 * that there may be.
 */
public final class ValueWords {

    private static final int SHOWN_CHARACTERS = 80;
    private static final int SHOWN_BYTES = 8;
    private static final int KEY_BYTES = 32;

    private final boolean plain;
    private final byte[] key = new byte[KEY_BYTES];

    private ValueWords(boolean plain) {
        this.plain = plain;
        new SecureRandom().nextBytes(key); // a secret, so not from any seed
    }

    /** Keyed hashes. */
    public static ValueWords hashed() {
        return new ValueWords(false);
    }

    /** The values themselves, for whoever asked for that. */
    public static ValueWords plain() {
        return new ValueWords(true);
    }

    /** A value as findings may show it; null is NULL. */
    public String of(String value) {
        if (value == null) {
            return "NULL";
        }
        if (plain) {
            int end = value.offsetByCodePoints(0, Math.min(SHOWN_CHARACTERS, value.codePointCount(0, value.length())));
            return "'" + value.substring(0, end) + (end < value.length() ? "…'" : "'");
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] code = mac.doFinal(value.getBytes(StandardCharsets.UTF_8));
            return "hmac:" + HexFormat.of().formatHex(code, 0, SHOWN_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256: " + e, e);
        }
    }
}
