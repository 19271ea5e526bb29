package dev.shardproof.simulator.fault.data;

import dev.shardproof.simulator.fault.FaultException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Damage to some rows of a table with a primary key. Rows go through texts in PostgreSQL's own output form, which is exact.
 * What an update from elsewhere has overwritten meanwhile is no damage any more, and is left alone by the undoing.
 */
final class DamagedRows implements Damage {

    private final DamagedTable table;
    private final RowDamage kind;
    private final DamagedColumn column;
    private final List<Victim> victims;

    /**
     * One row.
     *
     * @param key its key's values; for a row that is added those of the new one
     * @param row all of it
     * @param before the value of the column
     * @param after what becomes of it
     */
    private record Victim(List<String> key, String row, String before, String after) {}

    private DamagedRows(DamagedTable table, RowDamage kind, DamagedColumn column, List<Victim> victims) {
        this.table = table;
        this.kind = kind;
        this.column = column;
        this.victims = List.copyOf(victims);
    }

    /**
     * Chooses so many rows of those that are there, or as many as there are, spread evenly and by no order of theirs.
     *
     * @throws FaultException if the table has no key or no column that can be damaged so
     */
    static DamagedRows choose(Connection session, DamagedTable table, RowDamage kind, int rows) throws SQLException {
        List<DamagedColumn> key = table.key();
        if (key.isEmpty()) {
            throw new FaultException("table %s has no primary key: no single row of it can be damaged and mended"
                    .formatted(table.name()));
        }
        if (kind == RowDamage.EXTRA_ROW && !key.get(key.size() - 1).category().equals("N")) {
            throw new FaultException(
                    "table %s: a new row needs a key whose last column is a number".formatted(table.name()));
        }
        DamagedColumn column = kind.changesValue()
                ? table.payload(kind::suits)
                        .orElseThrow(() -> new FaultException(
                                "table %s has no column that %s could be done to".formatted(table.name(), kind.key())))
                : key.get(key.size() - 1);
        return new DamagedRows(table, kind, column, victims(session, table, kind, column, rows));
    }

    private static List<Victim> victims(
            Connection session, DamagedTable table, RowDamage kind, DamagedColumn column, int rows)
            throws SQLException {
        String keys = table.key().stream().map(part -> part.name() + "::text").collect(Collectors.joining(", "));
        String query = "SELECT %s, t::text, %s::text, (%s)::text FROM %s t%s ORDER BY md5(ROW(%s)::text) LIMIT %d"
                .formatted(
                        keys,
                        column.name(),
                        kind.changesValue() ? kind.newValue(column) : "NULL",
                        table.name(),
                        kind.changesValue() ? " WHERE " + kind.rows(column) : "",
                        keys,
                        rows);
        List<Victim> victims = new ArrayList<>();
        try (PreparedStatement statement = session.prepareStatement(query);
                ResultSet row = statement.executeQuery()) {
            int width = table.key().size();
            while (row.next()) {
                List<String> key = new ArrayList<>();
                for (int i = 1; i <= width; i++) {
                    key.add(row.getString(i));
                }
                victims.add(
                        new Victim(key, row.getString(width + 1), row.getString(width + 2), row.getString(width + 3)));
            }
        }
        return switch (kind) {
            case SWAPPED_VALUES -> swapped(victims);
            case EXTRA_ROW -> renumbered(session, table, column, victims);
            default -> victims;
        };
    }

    /** Each row gets the value of another one that differs; those that find none are left out. */
    private static List<Victim> swapped(List<Victim> victims) {
        List<Victim> swapped = new ArrayList<>();
        for (int i = 0; i + 1 < victims.size(); i += 2) {
            Victim one = victims.get(i);
            Victim other = victims.get(i + 1);
            if (!one.before().equals(other.before())) {
                swapped.add(new Victim(one.key(), one.row(), one.before(), other.before()));
                swapped.add(new Victim(other.key(), other.row(), other.before(), one.before()));
            }
        }
        return swapped;
    }

    /** Copies of rows get keys that are not in use. */
    private static List<Victim> renumbered(
            Connection session, DamagedTable table, DamagedColumn last, List<Victim> victims) throws SQLException {
        long free;
        try (PreparedStatement statement = session.prepareStatement(
                        "SELECT coalesce(max(%s), 0)::int8 + 1000000 FROM %s".formatted(last.name(), table.name()));
                ResultSet row = statement.executeQuery()) {
            row.next();
            free = row.getLong(1);
        }
        List<Victim> renumbered = new ArrayList<>();
        for (Victim victim : victims) {
            List<String> key = new ArrayList<>(victim.key());
            key.set(key.size() - 1, Long.toString(free++));
            renumbered.add(new Victim(key, victim.row(), "", ""));
        }
        return renumbered;
    }

    @Override
    public int size() {
        return victims.size();
    }

    @Override
    public void plant(Connection session) throws SQLException {
        switch (kind) {
            case MISSING_ROW -> forEach(session, delete(), this::setKey);
            case EXTRA_ROW ->
                forEach(session, insert(true), (statement, victim) -> {
                    statement.setString(1, victim.key().get(victim.key().size() - 1));
                    statement.setString(2, victim.row());
                });
            default ->
                forEach(session, update(""), (statement, victim) -> {
                    statement.setString(1, victim.after());
                    setKey(statement, victim, 2);
                });
        }
    }

    @Override
    public void undo(Connection session) throws SQLException {
        switch (kind) {
            case MISSING_ROW ->
                forEach(session, insert(false), (statement, victim) -> statement.setString(1, victim.row()));
            case EXTRA_ROW -> forEach(session, delete(), this::setKey);
            default ->
                forEach(session, update(" AND %s::text IS NOT DISTINCT FROM ?"), (statement, victim) -> {
                    statement.setString(1, victim.before());
                    int next = setKey(statement, victim, 2);
                    statement.setString(next, victim.after());
                });
        }
    }

    @Override
    public int present(Connection session) throws SQLException {
        String condition = kind.changesValue() ? " AND t.%s::text IS NOT DISTINCT FROM ?".formatted(column.name()) : "";
        String query = "SELECT count(*) FROM %s t WHERE %s%s".formatted(table.name(), table.keyMatches(), condition);
        int found = 0;
        try (PreparedStatement statement = session.prepareStatement(query)) {
            for (Victim victim : victims) {
                int next = setKey(statement, victim, 1);
                if (kind.changesValue()) {
                    statement.setString(next, victim.after());
                }
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    boolean there = row.getInt(1) > 0;
                    found += there == (kind != RowDamage.MISSING_ROW) ? 1 : 0;
                }
            }
        }
        return found;
    }

    private String delete() {
        return "DELETE FROM %s t WHERE %s".formatted(table.name(), table.keyMatches());
    }

    private String update(String further) {
        return "UPDATE %s t SET %s = ?::%s WHERE %s%s"
                .formatted(
                        table.name(),
                        column.name(),
                        column.type(),
                        table.keyMatches(),
                        further.formatted("t." + column.name()));
    }

    /** Writes a whole row back; or, as a copy, with another value in the last column of the key. */
    private String insert(boolean copy) {
        String names = table.writable().stream().map(DamagedColumn::name).collect(Collectors.joining(", "));
        String values = table.writable().stream()
                .map(one -> copy && one.equals(column) ? "?::" + one.type() : "(r.row)." + one.name())
                .collect(Collectors.joining(", "));
        return "INSERT INTO %1$s (%2$s) OVERRIDING SYSTEM VALUE SELECT %3$s FROM (SELECT ?::%1$s AS row) r ON CONFLICT DO NOTHING"
                .formatted(table.name(), names, values);
    }

    /** Sets the parameters of one execution. */
    @FunctionalInterface
    private interface Parameters {
        void set(PreparedStatement statement, Victim victim) throws SQLException;
    }

    private void forEach(Connection session, String sql, Parameters parameters) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            for (Victim victim : victims) {
                parameters.set(statement, victim);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void setKey(PreparedStatement statement, Victim victim) throws SQLException {
        setKey(statement, victim, 1);
    }

    /** Returns the index of the next parameter. */
    private int setKey(PreparedStatement statement, Victim victim, int first) throws SQLException {
        for (int i = 0; i < victim.key().size(); i++) {
            statement.setString(first + i, victim.key().get(i));
        }
        return first + victim.key().size();
    }
}
