package dev.shardproof.verifier.matrix;

import dev.shardproof.verifier.plan.TableRules;
import dev.shardproof.verifier.table.ImageForm;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Differences between sources and targets that no check may mind. */
enum BenignChange {
    NONE("customers", "nothing was changed", stage -> {}),
    REFERENCE_COPIES(
            "countries",
            "a reference table has more copies on one side than on the other",
            stage -> stage.everywhere("INSERT INTO countries VALUES ('it', 'Italia', 1.2)")),
    EMPTY_TABLES("events", "tables are empty on both sides", stage -> stage.everywhere("TRUNCATE events")),
    SPECIAL_NUMBERS("customers", "values are NaN or infinite", stage -> stage.everywhere("""
            UPDATE customers SET score = 'NaN', ratio = 'NaN', weight = '-Infinity', seen = 'infinity',
              born = '-infinity' WHERE id % 5 = 0""")),
    JSONB_ORDER(
            "customers",
            "jsonb was written with its keys in another order",
            Change.target("UPDATE customers SET payload = ('{\"a\": ' || id || ', \"b\": 1.0}')::jsonb")),
    INDEX_NAMES(
            "events",
            "indexes have other names",
            Change.target("ALTER INDEX customers_name RENAME TO idx_17; ALTER INDEX events_at RENAME TO idx_18")),
    SEQUENCE_GAPS("tickets", "sequences have gaps", stage -> {
        for (int shard = 0; shard < stage.topology().targets(); shard++) {
            stage.target(shard, MatrixData.number("tickets_id_seq", Role.TARGET, 1_000, shard));
        }
    }),
    DATABASE_SETTINGS(
            "customers",
            "the database sets TimeZone, DateStyle, IntervalStyle, extra_float_digits and bytea_output otherwise",
            BenignChange::setDatabase),
    COLUMN_ORDER("events", "columns lie in another physical order", Change.target("""
            CREATE TABLE events_2 (at timestamptz NOT NULL, customer_id bigint NOT NULL, message text);
            INSERT INTO events_2 SELECT at, customer_id, message FROM events;
            DROP TABLE events; ALTER TABLE events_2 RENAME TO events;
            CREATE INDEX events_at ON events (at); ANALYZE events""")),
    DROPPED_COLUMN(
            "events",
            "a column was dropped",
            Change.target("ALTER TABLE events ADD gone integer DEFAULT 1; ALTER TABLE events DROP COLUMN gone")),
    FAST_DEFAULT(
            "events", "a column was added with a default, and the rows of one side were rewritten since", stage -> {
                stage.everywhere("ALTER TABLE events ADD level integer NOT NULL DEFAULT 7");
                stage.target(0, "UPDATE events SET level = 7");
            }),
    BLOAT("documents", "a table is bloated with dead rows", Change.target("""
            UPDATE documents SET editor = 'x'; UPDATE documents SET editor = 'c';
            UPDATE customers SET active = active""")),
    SCAN_ORDER("documents", "rows lie in another order", Change.target("""
            CREATE TEMP TABLE kept AS SELECT * FROM documents ORDER BY slug COLLATE "C" DESC;
            DELETE FROM documents; INSERT INTO documents SELECT * FROM kept; DROP TABLE kept""")),
    UNCOMPRESSED("documents", "large values are stored without compression", Change.target("""
            ALTER TABLE documents ALTER body SET STORAGE EXTERNAL;
            UPDATE documents SET body = body || '';
            ALTER TABLE documents ALTER body SET STORAGE EXTENDED""")),
    ENUM_OIDS("customers", "an enum has other OIDs", Change.target("""
            ALTER TYPE mood RENAME TO old_mood; CREATE TYPE mood AS ENUM ('new', 'paid', 'sent');
            ALTER TABLE customers ALTER mood DROP DEFAULT;
            ALTER TABLE customers ALTER mood TYPE mood USING mood::text::mood;
            ALTER TABLE customers ALTER mood SET DEFAULT 'new';
            DROP TYPE old_mood""")),
    NUMERIC_SCALE("customers", "numbers have another scale, and the plan says compare: equality", stage -> {
        stage.target(0, "UPDATE customers SET score = (score || '00')::numeric");
        stage.compare(ImageForm.EQUALITY);
    }),
    MAPPED_NAMES(
            "documents", "a table and a column have another name, a column is ignored, and the plan says so", stage -> {
                stage.targets("""
                ALTER TABLE documents RENAME TO papers; ALTER TABLE papers RENAME author TO writer;
                UPDATE papers SET editor = 'someone else'""");
                TableRules rules = stage.rules();
                Map<String, TableRules.Mapping> mappings = new LinkedHashMap<>();
                mappings.put(
                        "public.documents",
                        new TableRules.Mapping("public.papers", Map.of("author", "writer"), Set.of("editor")));
                stage.rules(new TableRules(
                        rules.include(), rules.exclude(), rules.reference(), rules.shardKeys(), mappings));
            });

    private final String table;
    private final String title;
    private final Change change;

    BenignChange(String table, String title, Change change) {
        this.table = table;
        this.title = title;
        this.change = change;
    }

    /** The table that it is about. */
    String table() {
        return table;
    }

    String title() {
        return title;
    }

    Change change() {
        return change;
    }

    private static void setDatabase(Stage stage) throws SQLException {
        stage.target(0, """
                DO $$ DECLARE setting text; BEGIN
                  FOREACH setting IN ARRAY ARRAY['TimeZone = ''Asia/Tokyo''', 'DateStyle = ''German, DMY''',
                    'IntervalStyle = ''sql_standard''', 'extra_float_digits = 0', 'bytea_output = ''escape''']
                  LOOP EXECUTE format('ALTER DATABASE %I SET %s', current_database(), setting); END LOOP; END $$""");
        stage.reconnect();
    }
}
