package dev.shardproof.scenarios.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The text of a {@code .pgpass} file: lines {@code host:port:database:user:password}, of which the first one that matches
 * counts. In the first four fields {@code *} alone matches anything; {@code \:} and {@code \\} stand for {@code :} and
 * {@code \}. Lines that start with {@code #} are comments. Source: PostgreSQL's manual, "The Password File".
 */
final class PgPass {

    private static final int FIELDS = 4;

    private PgPass() {}

    /** The password for that server; empty if no line matches it. */
    static Optional<String> find(String text, ServerAddress server) {
        List<String> wanted = List.of(server.host(), Integer.toString(server.port()), server.database(), server.user());
        return text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(PgPass::fields)
                .filter(fields -> fields.size() > FIELDS && matches(fields, wanted))
                .map(fields -> unescaped(fields.get(FIELDS)))
                .findFirst()
                .filter(password -> !password.isEmpty());
    }

    /** The fields as they are written. The password, too, ends at a colon: libpq hands out no more than that. */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == '\\') {
                i++;
            } else if (line.charAt(i) == ':') {
                fields.add(line.substring(start, i));
                start = i + 1;
            }
        }
        fields.add(line.substring(start));
        return fields;
    }

    private static boolean matches(List<String> fields, List<String> wanted) {
        for (int i = 0; i < FIELDS; i++) {
            if (!fields.get(i).equals("*") && !unescaped(fields.get(i)).equals(wanted.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static String unescaped(String field) {
        return field.replaceAll("\\\\(.)", "$1");
    }
}
