package dev.shardproof.simulator.fault.data;

import java.sql.Connection;
import java.sql.SQLException;

/** Damage to certain rows or objects of one table, which are chosen already. */
interface Damage {

    /** How many rows or objects it hits. */
    int size();

    /** Does it, in the session's transaction. */
    void plant(Connection session) throws SQLException;

    /** Takes away what is still there of it, in the session's transaction; harmless where nothing is. */
    void undo(Connection session) throws SQLException;

    /** How many of the rows or objects are damaged now; changes nothing. */
    int present(Connection session) throws SQLException;
}
