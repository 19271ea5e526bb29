package dev.shardproof.loadgen.workload;

import java.util.random.RandomGenerator;

/**
 * Who sends the operations of a built-in profile, and how much they write.
 *
 * @param sessions how many client sessions there are, at least 1; each operation belongs to one of them
 * @param valueBytes how long the text is that a write carries besides what it is about, in bytes; 0 for none
 */
public record Clients(int sessions, int valueBytes) {

    /** Enough sessions for some reads to follow a write of their own, and values that fill no page. */
    public static final Clients DEFAULT = new Clients(100, 100);

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    public Clients {
        if (sessions < 1) {
            throw new IllegalArgumentException("%d sessions: there must be at least 1".formatted(sessions));
        }
        if (valueBytes < 0) {
            throw new IllegalArgumentException("a value of %d bytes".formatted(valueBytes));
        }
    }

    /** Chooses a session, each as likely as any other. */
    public long session(RandomGenerator random) {
        return random.nextInt(sessions);
    }

    /** A text of {@link #valueBytes} random ASCII letters, which does not compress well. */
    public String value(RandomGenerator random) {
        StringBuilder text = new StringBuilder(valueBytes);
        while (text.length() < valueBytes) {
            long bits = random.nextLong(); // ten letters of six bits
            for (int i = 0; i < 10 && text.length() < valueBytes; i++, bits >>>= 6) {
                text.append(LETTERS.charAt((int) (bits & 63)));
            }
        }
        return text.toString();
    }
}
