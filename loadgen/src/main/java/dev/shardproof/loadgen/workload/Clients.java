package dev.shardproof.loadgen.workload;

import dev.shardproof.loadgen.workload.key.KeyChooser;
import java.util.SplittableRandom;
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

    /** How often an operation is about the key that its session looks after. */
    private static final double OWN_KEY = 0.25;

    /** For how many operations of a session, on average, that key is the same. */
    private static final long OWN_KEY_OPERATIONS = 50;

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

    /**
     * Chooses a key for an operation of a session. Now and then it is the one that the session looks after for a while,
     * which comes from the same chooser: otherwise hardly anybody would ever read what he had written.
     *
     * @param number of the operation
     */
    public int key(KeyChooser keys, long number, long session, RandomGenerator random) {
        if (random.nextDouble() >= OWN_KEY) {
            return keys.next(number, random);
        }
        long era = number / ((long) sessions * OWN_KEY_OPERATIONS);
        long mixed = session * 0x9e3779b97f4a7c15L + era * 0x94d049bb133111ebL;
        SplittableRandom own = new SplittableRandom(new SplittableRandom(mixed).nextLong());
        return keys.next(era * sessions * OWN_KEY_OPERATIONS, own);
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
