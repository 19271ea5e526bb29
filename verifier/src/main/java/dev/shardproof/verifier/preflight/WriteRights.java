package dev.shardproof.verifier.preflight;

import dev.shardproof.verifier.dialect.postgres.ServerQueries;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SourceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Asks a server what the role that reads it could do besides reading. */
final class WriteRights {

    /** The kind of what is neither a relation nor a schema nor the database; its names say what it is. */
    private static final String ANYTHING = "OBJECT";

    private WriteRights() {}

    static List<WriteRight> of(ShardReader reader) throws SourceException {
        List<WriteRight> rights = new ArrayList<>();
        for (List<String> row : reader.texts("read the role's powers", ServerQueries.POWERS, List.of())) {
            rights.add(power(row.get(0), row.get(1), row.get(2), row.get(3)));
            if (row.get(0).equals(row.get(1)) && row.get(3).equals("SUPERUSER")) {
                return rights; // It is a member of everything; more need not be said.
            }
        }
        for (List<String> row : reader.texts("read the role's rights", ServerQueries.RIGHTS, List.of())) {
            rights.add(right(row));
        }
        return rights;
    }

    private static WriteRight power(String role, String me, String via, String power) {
        if (role.equals(me)) {
            return new WriteRight("is " + power, "ALTER ROLE %s NO%s".formatted(me, power));
        }
        String member = power.equals("MEMBER")
                ? "is a member of " + role
                : "is a member of %s, which is %s".formatted(role, power);
        return new WriteRight(member, leave(via, me));
    }

    private static WriteRight right(List<String> row) {
        String kind = row.get(0);
        String holder = row.get(3);
        String how = row.get(2);
        String powers = row.get(6);
        String objects = objects(kind, row.get(7), row.get(8));
        String through = switch (how) {
            case "public" -> ", as everybody may (PUBLIC)";
            case "role" -> ", as a member of " + holder;
            default -> "";
        };
        boolean owner = powers.equals("OWNER");
        String reason = (owner ? "owns " : "may %s on ".formatted(powers)) + objects + through;
        String scope = row.get(1) == null
                ? "%s %s".formatted(kind, row.get(8))
                : "ALL %sS IN SCHEMA %s".formatted(kind, row.get(1));
        if (how.equals("role")) {
            return new WriteRight(reason, leave(row.get(5), row.get(4)));
        }
        return new WriteRight(
                reason, owner ? giveAway(kind, row) : "REVOKE %s ON %s FROM %s".formatted(powers, scope, holder));
    }

    private static String giveAway(String kind, List<String> row) {
        return row.get(7).equals("1") && !kind.equals(ANYTHING)
                ? "ALTER %s %s OWNER TO another_role".formatted(kind, row.get(8))
                : "REASSIGN OWNED BY %s TO another_role".formatted(row.get(3));
    }

    private static String objects(String kind, String count, String names) {
        long number = Long.parseLong(count);
        String plural = kind.toLowerCase(Locale.ROOT);
        if (number == 1) {
            return kind.equals(ANYTHING) ? names : plural + " " + names;
        }
        return "%d %ss (%s%s)".formatted(number, plural, names, number > 3 ? ", …" : "");
    }

    private static String leave(String via, String me) {
        // pg_database_owner has a member that nobody granted: the owner.
        return via == null ? "ALTER DATABASE … OWNER TO another_role" : "REVOKE %s FROM %s".formatted(via, me);
    }
}
