package dev.shardproof.verifier.matrix;

import java.sql.SQLException;

/** Something that is done to a stage. */
@FunctionalInterface
interface Change {

    void make(Stage stage) throws SQLException;

    /** Statements on the first target. */
    static Change target(String sql) {
        return stage -> stage.target(0, sql);
    }

    /** An update of one row on the first target. */
    static Change oneRow(String table, String set, String where) {
        return target("UPDATE %1$s SET %2$s WHERE ctid = (SELECT ctid FROM %1$s WHERE %3$s LIMIT 1)"
                .formatted(table, set, where));
    }

    /** An update of one customer on the first target. */
    static Change oneCustomer(String set, String where) {
        return oneRow("customers", set, where);
    }
}
