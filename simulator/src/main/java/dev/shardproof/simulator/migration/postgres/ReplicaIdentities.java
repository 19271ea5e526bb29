package dev.shardproof.simulator.migration.postgres;

import dev.shardproof.simulator.migration.port.MigrationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Widens the replica identities of one shard's tables for as long as they are published, and takes that back.
 *
 * <p>A row filter may name only columns of the replica identity, so the shard key must belong to it; and a published
 * table without any identity refuses the application's updates. The whole row (FULL) is the identity that always has
 * the key, except where the table has a generated column: the server refuses updates then, for generated columns are
 * not published. There a unique index on primary key and shard key takes its place.
 */
final class ReplicaIdentities {

    private static final String FIND = """
            SELECT c.relreplident,
                   (SELECT x.relname FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
                     WHERE i.indrelid = c.oid AND i.indisreplident LIMIT 1),
                   EXISTS (SELECT 1 FROM pg_index i
                             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
                            WHERE i.indrelid = c.oid AND (key.name IS NULL OR a.attname = key.name)
                              AND (c.relreplident = 'd' AND i.indisprimary
                                   OR c.relreplident = 'i' AND i.indisreplident)),
                   EXISTS (SELECT 1 FROM pg_attribute a
                            WHERE a.attrelid = c.oid AND a.attgenerated <> '' AND NOT a.attisdropped),
                   (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
                     WHERE a.attrelid = c.oid AND a.attnotnull AND NOT a.attisdropped
                       AND (a.attname = key.name
                            OR EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary
                                                                  AND a.attnum = ANY (i.indkey)))
                    HAVING bool_or(a.attname = key.name)
                       AND EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)),
                   c.relnamespace::regnamespace::text
              FROM pg_class c, (SELECT ?::text AS name) key WHERE c.oid = ?::regclass
            """;

    private final ShardSession session;
    private final List<String> back = new ArrayList<>();
    private int indexes;

    ReplicaIdentities(ShardSession session) {
        this.session = session;
    }

    void widen(List<MovingTable> tables) {
        session.execute("limiting the wait for locks", List.of("SET lock_timeout = '5s'"));
        for (MovingTable table : tables) {
            List<String> leaves = Relations.leaves(session, table);
            for (String relation : leaves) {
                widen(table, relation, true);
            }
            if (!leaves.contains(table.sql())) {
                // Changes travel in the name of the partitioned table, so its identity is the one that they carry.
                widen(table, table.sql(), false);
            }
        }
        session.execute("lifting the limit of the wait for locks", List.of("RESET lock_timeout"));
    }

    private void widen(MovingTable table, String relation, boolean leaf) {
        String key = table.shardKey().map(MovingTable.ShardKey::column).orElse(null);
        List<String> row = session.rows("reading the replica identity of " + relation, FIND, key, relation)
                .get(0);
        String identity = row.get(0);
        boolean generated = row.get(3).equals("t");
        boolean enough = row.get(2).equals("t") || identity.equals("f") && !generated;
        if (enough || generated && (key == null || !leaf)) {
            return;
        }
        String before = Map.of("d", "DEFAULT", "n", "NOTHING", "f", "FULL")
                .getOrDefault(identity, "USING INDEX " + Sql.identifier(String.valueOf(row.get(1))));
        back.add("ALTER TABLE %s REPLICA IDENTITY %s".formatted(relation, before));
        session.execute(
                "widening the replica identity of " + relation,
                generated
                        ? byIndex(relation, row.get(5), row.get(4))
                        : List.of("ALTER TABLE " + relation + " REPLICA IDENTITY FULL"));
    }

    private List<String> byIndex(String relation, String schema, String columns) {
        if (columns == null) {
            throw new MigrationException(
                    ("table %s on shard %s has a generated column and no primary key and shard key that are NOT NULL:"
                                    + " while it is published the server would refuse updates; give it a primary key and"
                                    + " make the shard key NOT NULL")
                            .formatted(relation, session.shard()));
        }
        String index = "shardproof_identity_" + indexes++;
        back.add("DROP INDEX IF EXISTS " + schema + "." + index);
        return List.of(
                "DROP INDEX IF EXISTS " + schema + "." + index,
                "CREATE UNIQUE INDEX CONCURRENTLY %s ON %s (%s)".formatted(index, relation, columns),
                "ALTER TABLE %s REPLICA IDENTITY USING INDEX %s".formatted(relation, index));
    }

    void restore() {
        if (!back.isEmpty()) {
            session.execute("restoring replica identities", back);
            back.clear();
        }
    }
}
