package dev.shardproof.simulator.dataset.profile;

import java.util.List;
import java.util.SplittableRandom;

/** Short texts in letters of several scripts. */
final class Words {

    private static final List<String> WORDS = List.of(
            "ledger",
            "Überweisung",
            "paid",
            "c:\\temp",
            "\"quoted\"",
            "спасибо",
            "ありがとう",
            "naïve",
            "tab\there",
            "🎁",
            "50%",
            "it's",
            "rent",
            "coffee",
            "Zürich",
            "refund");

    private Words() {}

    /** Some words, between spaces. */
    static String some(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(1, 8); left > 0; left--) {
            text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
        }
        return text.toString();
    }
}
