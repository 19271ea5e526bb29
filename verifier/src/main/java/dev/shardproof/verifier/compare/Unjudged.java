package dev.shardproof.verifier.compare;

import java.util.Map;

/** How checks word that some tables could not be judged. */
public final class Unjudged {

    private Unjudged() {}

    /** One line: the first reason, and how many tables there are. */
    public static String summary(Map<String, String> reasonByTable) {
        Map.Entry<String, String> first = reasonByTable.entrySet().iterator().next();
        return reasonByTable.size() == 1
                ? "could not be judged: " + first.getValue()
                : "%d tables could not be judged, the first one: %s".formatted(reasonByTable.size(), first.getValue());
    }
}
