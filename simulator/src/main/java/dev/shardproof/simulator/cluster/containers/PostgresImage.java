package dev.shardproof.simulator.cluster.containers;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an image of PostgreSQL tells about itself before it is started. */
final class PostgresImage {

    private static final String VARIABLE = "PG_MAJOR=";
    private static final Pattern TAG = Pattern.compile("(?:^|/)[^/:@]+:(\\d{1,2})(?!\\d)[^/]*$");

    private PostgresImage() {}

    /**
     * The major version: what the official image's variable {@code PG_MAJOR} says, else the number at the beginning of
     * the tag; empty if neither is there.
     *
     * @param environment the image's variables, {@code NAME=value} each
     */
    static OptionalInt major(String image, List<String> environment) {
        for (String variable : environment) {
            if (variable.startsWith(VARIABLE)
                    && variable.substring(VARIABLE.length()).matches("\\d{1,2}")) {
                return OptionalInt.of(Integer.parseInt(variable.substring(VARIABLE.length())));
            }
        }
        Matcher tag = TAG.matcher(image);
        return tag.find() ? OptionalInt.of(Integer.parseInt(tag.group(1))) : OptionalInt.empty();
    }
}
