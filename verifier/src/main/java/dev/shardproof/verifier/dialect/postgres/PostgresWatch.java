package dev.shardproof.verifier.dialect.postgres;

import dev.shardproof.verifier.dialect.WatchQueries;

/** PostgreSQL 13 and newer about its own state: positions in its write-ahead log, replicas, replication slots. */
public final class PostgresWatch implements WatchQueries {

    @Override
    public String begin() {
        return """
                SET TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY;
                SET LOCAL application_name = 'shardproof-watch';
                SET LOCAL search_path = pg_catalog, pg_temp;
                SET LOCAL statement_timeout = 10000;
                SET LOCAL lock_timeout = 5000;
                SET LOCAL idle_in_transaction_session_timeout = 60000""";
    }

    @Override
    public String roundTrip() {
        return "SELECT 1";
    }

    @Override
    public String position() {
        // The insert position and not the written one: a commit that does not wait for the disk is visible before it
        // is written.
        return """
                SELECT CASE WHEN r.standby THEN 'true' ELSE 'false' END,
                  (SELECT system_identifier FROM pg_catalog.pg_control_system()),
                  pg_catalog.pg_wal_lsn_diff(
                    CASE WHEN r.standby THEN pg_catalog.pg_last_wal_replay_lsn()
                      ELSE pg_catalog.pg_current_wal_insert_lsn() END, '0/0'),
                  CASE WHEN r.standby THEN pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_last_wal_receive_lsn(), '0/0') END,
                  CASE WHEN r.standby THEN pg_catalog.floor(1000 * pg_catalog.date_part('epoch',
                    pg_catalog.clock_timestamp() - pg_catalog.pg_last_xact_replay_timestamp()))::pg_catalog.int8 END
                FROM (SELECT pg_catalog.pg_is_in_recovery()) AS r(standby)""";
    }

    @Override
    public String followers() {
        // A base backup replays nothing. Without the privilege only the process id is shown.
        return """
                SELECT COALESCE(application_name, ''), state, pg_catalog.pg_wal_lsn_diff(replay_lsn, '0/0'),
                  pg_catalog.floor(1000 * pg_catalog.date_part('epoch', replay_lag))::pg_catalog.int8
                FROM pg_catalog.pg_stat_replication WHERE state IS DISTINCT FROM 'backup'""";
    }

    @Override
    public String followersAdvice() {
        return "GRANT pg_read_all_stats (or pg_monitor) to it on that server, or do without the limit on lag";
    }

    @Override
    public String slots() {
        // A temporary slot belongs to a session that is still at work in it, such as one that copies.
        return """
                SELECT slot_name, CASE WHEN active THEN 'true' ELSE 'false' END,
                  pg_catalog.pg_wal_lsn_diff(confirmed_flush_lsn, '0/0'),
                  CASE WHEN wal_status = 'lost' THEN 'false' ELSE 'true' END
                FROM pg_catalog.pg_replication_slots
                WHERE slot_type = 'logical' AND database = pg_catalog.current_database() ORDER BY slot_name""";
    }
}
