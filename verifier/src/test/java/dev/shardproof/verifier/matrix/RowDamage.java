package dev.shardproof.verifier.matrix;

import dev.shardproof.verifier.keyspace.KeyInterval;
import java.sql.SQLException;

/** Damage to rows that takes more than a statement on one shard. */
final class RowDamage {

    private static final String DROP_ONE_DEVICE = "DELETE FROM devices WHERE ctid = (SELECT ctid FROM devices LIMIT 1)";

    private RowDamage() {}

    static void duplicate(Stage stage) throws SQLException {
        stage.target(0, MatrixData.firstDevice(stage.topology().foreignToFirstTarget()));
    }

    static void missingAndDuplicate(Stage stage) throws SQLException {
        stage.target(0, DROP_ONE_DEVICE);
        duplicate(stage);
    }

    /** With one target there is no other to put a row on, so both sides get one that is not theirs. */
    static void wrongShard(Stage stage) throws SQLException {
        int targets = stage.topology().targets();
        KeyInterval foreign = stage.topology().foreignToFirstTarget();
        stage.target(0, MatrixData.firstDevice(foreign));
        if (targets > 1) {
            stage.target(
                    1,
                    "DELETE FROM devices WHERE label = '%s'"
                            .formatted(stage.ask("SELECT label FROM devices ORDER BY ctid DESC LIMIT 1")));
        } else {
            stage.source(0, MatrixData.firstDevice(foreign));
        }
    }

    static void notCleanedUp(Stage stage) throws SQLException {
        stage.target(
                0, "CREATE TABLE orders_102008 (LIKE orders); INSERT INTO orders_102008 SELECT * FROM orders LIMIT 5");
        stage.target(0, MatrixData.allDevices(stage.topology().foreignToFirstTarget()));
    }

    static void swap(Stage stage) throws SQLException {
        stage.target(0, """
                WITH two AS (SELECT min(id) AS a, max(id) AS b FROM tickets)
                UPDATE tickets t SET subject = other.subject
                FROM two, tickets other
                WHERE (t.id, other.id) IN ((two.a, two.b), (two.b, two.a))""");
    }

    /** The two legs of a transfer lie with two customers, often on two shards. */
    static void partialCommit(Stage stage) throws SQLException {
        String leg = stage.ask(
                "SELECT format('customer_id = %s AND transfer = %s', customer_id, transfer) FROM ledger LIMIT 1");
        stage.everywhere("DELETE FROM ledger WHERE " + leg);
    }
}
