package dev.shardproof.simulator.fault.data;

import dev.shardproof.simulator.fault.FaultException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * The kinds of damage that hit what is defined around the rows of a table; each hits one object. The queries choose the
 * object, and give what does the damage, what undoes it, and what tells whether it is there.
 *
 * <p>The numbers are those of the verifier's matrix of corruptions (docs/CHECKS.md).
 */
enum DefinitionDamage {
    /** 24: a sequence is behind the numbers in use. */
    SEQUENCE_BEHIND("sequenceBehind", "a sequence of its own that has been used", """
            SELECT format('SELECT setval(%1$L, 1)', s.oid::regclass),
              format('SELECT setval(%1$L, greatest(%2$s, (SELECT last_value FROM %1$s)))', s.oid::regclass,
                pg_sequence_last_value(s.oid)),
              format('SELECT last_value < %2$s FROM %1$s', s.oid::regclass, pg_sequence_last_value(s.oid))
            FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
            WHERE d.refobjid = ?::regclass AND d.deptype IN ('a', 'i') AND pg_sequence_last_value(s.oid) > 1
            ORDER BY s.oid LIMIT 1"""),
    /** 26: an index is missing. */
    MISSING_INDEX("missingIndex", "an index that is no constraint", """
            SELECT format('DROP INDEX %s', i.indexrelid::regclass),
              regexp_replace(pg_get_indexdef(i.indexrelid), ' INDEX ', ' INDEX IF NOT EXISTS '),
              format('SELECT to_regclass(%L) IS NULL', i.indexrelid::regclass::text)
            FROM pg_index i WHERE i.indrelid = ?::regclass AND NOT i.indisreplident
              AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
            ORDER BY i.indexrelid LIMIT 1"""),
    /** 28: a constraint is missing, so that rows could come that it forbids. */
    MISSING_CONSTRAINT("missingConstraint", "a CHECK or FOREIGN KEY constraint", """
            SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname),
              format('DO $do$ BEGIN IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = %1$L::regclass AND conname = %2$L)'
                || ' THEN ALTER TABLE %3$s ADD CONSTRAINT %2$I %4$s; END IF; END $do$',
                c.conrelid::regclass::text, c.conname, c.conrelid::regclass, pg_get_constraintdef(c.oid)),
              format('SELECT NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = %L::regclass AND conname = %L)',
                c.conrelid::regclass::text, c.conname)
            FROM pg_constraint c WHERE c.conrelid = ?::regclass AND c.contype IN ('c', 'f') AND c.conparentid = 0
            ORDER BY c.oid LIMIT 1"""),
    /** 29: a default is missing. */
    OTHER_DEFAULT("otherDefault", "a column with a default of its own", """
            SELECT format('ALTER TABLE %s ALTER %I DROP DEFAULT', a.attrelid::regclass, a.attname),
              format('ALTER TABLE %s ALTER %I SET DEFAULT %s', a.attrelid::regclass, a.attname,
                pg_get_expr(d.adbin, d.adrelid)),
              format('SELECT NOT EXISTS (SELECT FROM pg_attrdef WHERE adrelid = %L::regclass AND adnum = %s)',
                a.attrelid::regclass::text, a.attnum)
            FROM pg_attribute a JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid = ?::regclass AND a.attgenerated = '' AND a.attidentity = ''
              AND pg_get_expr(d.adbin, d.adrelid) NOT LIKE 'nextval(%'
            ORDER BY a.attnum LIMIT 1""");

    private final String key;
    private final String object;
    private final String choice;

    /** @param object what the table must have for it, in words */
    DefinitionDamage(String key, String object, String choice) {
        this.key = key;
        this.object = object;
        this.choice = choice;
    }

    /** The kind of that name in a scenario; empty if it is one of another sort. */
    static Optional<DefinitionDamage> ofKey(String key) {
        for (DefinitionDamage damage : values()) {
            if (damage.key.equals(key)) {
                return Optional.of(damage);
            }
        }
        return Optional.empty();
    }

    String key() {
        return key;
    }

    /**
     * Chooses an object of the table.
     *
     * @throws FaultException if it has none that can be damaged so
     */
    Damage choose(Connection session, DamagedTable table) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(choice)) {
            statement.setString(1, table.name());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new FaultException(
                            "table %s can not be damaged by %s: it lacks %s".formatted(table.name(), key, object));
                }
                return new OneObject(row.getString(1), row.getString(2), row.getString(3));
            }
        }
    }

    /**
     * One object.
     *
     * @param planting does the damage
     * @param undoing undoes it
     * @param question whether it is there
     */
    private record OneObject(String planting, String undoing, String question) implements Damage {

        @Override
        public int size() {
            return 1;
        }

        @Override
        public void plant(Connection session) throws SQLException {
            execute(session, planting);
        }

        @Override
        public void undo(Connection session) throws SQLException {
            if (present(session) > 0) {
                execute(session, undoing);
            }
        }

        @Override
        public int present(Connection session) throws SQLException {
            try (Statement statement = session.createStatement();
                    ResultSet row = statement.executeQuery(question)) {
                row.next();
                return row.getBoolean(1) ? 1 : 0;
            }
        }

        private static void execute(Connection session, String sql) throws SQLException {
            try (Statement statement = session.createStatement()) {
                statement.execute(sql);
            }
        }
    }
}
