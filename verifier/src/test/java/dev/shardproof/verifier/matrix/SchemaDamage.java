package dev.shardproof.verifier.matrix;

import java.sql.SQLException;

/** Damage to what is around rows that takes more than a statement on one shard. */
final class SchemaDamage {

    private SchemaDamage() {}

    /** A row is written while the index pretends not to be ready, as in an interrupted CREATE INDEX CONCURRENTLY. */
    static void corruptIndex(Stage stage) throws SQLException {
        stage.target(0, "UPDATE pg_index SET indisready = false WHERE indexrelid = 'devices_pkey'::regclass");
        stage.target(0, """
                WITH moved AS (DELETE FROM devices WHERE ctid = (SELECT ctid FROM devices LIMIT 1) RETURNING *)
                INSERT INTO devices SELECT * FROM moved""");
        stage.target(0, "UPDATE pg_index SET indisready = true WHERE indexrelid = 'devices_pkey'::regclass");
    }

    /** As a loader leaves it that switches constraints off to be faster. */
    static void notValid(Stage stage) throws SQLException {
        stage.target(0, """
                SET session_replication_role = replica;
                DELETE FROM customers WHERE id = (SELECT min(id) FROM customers);
                RESET session_replication_role;
                ALTER TABLE orders DROP CONSTRAINT orders_customer;
                ALTER TABLE orders ADD CONSTRAINT orders_customer
                  FOREIGN KEY (customer_id) REFERENCES customers NOT VALID""");
    }

    static void staleView(Stage stage) throws SQLException {
        stage.target(0, """
                ALTER TABLE orders DISABLE TRIGGER orders_audit;
                CREATE TEMP TABLE kept AS SELECT * FROM orders;
                DELETE FROM orders WHERE order_no = 2;
                REFRESH MATERIALIZED VIEW turnover;
                INSERT INTO orders SELECT * FROM kept WHERE order_no = 2;
                DROP TABLE kept;
                ALTER TABLE orders ENABLE TRIGGER orders_audit;
                DELETE FROM pg_statistic WHERE starelid = 'orders'::regclass""");
    }
}
