package dev.shardproof.verifier.dialect.postgres.schema;

/** Writes expressions of PostgreSQL 14 and newer as PostgreSQL 13 writes them. */
final class PostgresSpelling {

    private static final String AT_TIME_ZONE = " AT TIME ZONE ";

    private PostgresSpelling() {}

    /**
     * Each {@code (at AT TIME ZONE zone)} as {@code timezone(zone, at)}; what is not in parentheses that match stays.
     * Knows parentheses, not strings: a text with parentheses in strings may stay as it is.
     */
    static String timeZonesAsCalls(String expression) {
        String text = expression;
        for (int at = text.indexOf(AT_TIME_ZONE); at >= 0; at = text.indexOf(AT_TIME_ZONE, at + 1)) {
            int from = unmatched(text, at - 1, -1);
            int to = unmatched(text, at + AT_TIME_ZONE.length(), 1);
            if (from >= 0 && to >= 0) {
                String time = text.substring(from + 1, at);
                String zone = text.substring(at + AT_TIME_ZONE.length(), to);
                text = text.substring(0, from) + "timezone(" + zone + ", " + time + text.substring(to);
                at = from; // what stands before has been searched; what moved may hold another one
            }
        }
        return text;
    }

    /** The place of the first parenthesis in that direction that closes what was not opened on the way; -1 for none. */
    private static int unmatched(String text, int start, int step) {
        int depth = 0;
        for (int i = start; i >= 0 && i < text.length(); i += step) {
            char c = text.charAt(i);
            int change = c == '(' ? step : c == ')' ? -step : 0;
            depth += change;
            if (depth < 0) {
                return i;
            }
        }
        return -1;
    }
}
