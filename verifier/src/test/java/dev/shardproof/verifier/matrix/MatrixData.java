package dev.shardproof.verifier.matrix;

import dev.shardproof.verifier.keyspace.KeyInterval;
import dev.shardproof.verifier.plan.TableRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A small schema with one of everything, and its rows. A row depends on nothing but its number, so that any row can be
 * made on any shard.
 */
final class MatrixData {

    /** How far apart the numbers of one shard lie. */
    static final int STRIDE = 8;

    static final TableRules RULES = new TableRules(
            List.of(),
            List.of(),
            List.of("countries"),
            Map.ofEntries(
                    Map.entry("customers", "id"),
                    Map.entry("documents", "slug"),
                    Map.entry("devices", "id"),
                    Map.entry("sessions", "token"),
                    Map.entry("orders", "customer_id"),
                    Map.entry("audit", "customer_id"),
                    Map.entry("ledger", "customer_id"),
                    Map.entry("events", "customer_id"),
                    Map.entry("readings", "customer_id"),
                    Map.entry("wishes", "customer_id"),
                    Map.entry("tickets", "customer_id"),
                    Map.entry("invoices", "customer_id")),
            Map.of());

    /** With these each check has something to judge. */
    private static final Set<String> ALWAYS = Set.of("customers", "orders", "tickets", "documents");

    private MatrixData() {}

    /** Leaves out, on purpose, what a case on that table does not touch. */
    static TableRules around(String table) {
        Map<String, String> keys = new TreeMap<>(RULES.shardKeys());
        keys.keySet().removeIf(other -> !other.equals(table) && !ALWAYS.contains(other));
        List<String> reference =
                RULES.reference().stream().filter(table::equals).toList();
        List<String> others = Stream.concat(RULES.reference().stream(), RULES.shardKeys().keySet().stream())
                .filter(other -> !keys.containsKey(other) && !reference.contains(other))
                .toList();
        return new TableRules(List.of(), others, reference, keys, Map.of());
    }

    /** What exists once a server. */
    static String roles() {
        return "CREATE ROLE matrix_app NOLOGIN; CREATE ROLE matrix_owner NOLOGIN";
    }

    /** The empty schema. */
    static String schema() {
        return customers() + orders() + others() + numbered();
    }

    private static String customers() {
        return """
                CREATE TYPE mood AS ENUM ('new', 'paid', 'sent');
                CREATE TABLE countries (code char(2) PRIMARY KEY, name text NOT NULL, rate numeric);
                CREATE TABLE customers (
                  id bigint PRIMARY KEY,
                  country char(2) NOT NULL REFERENCES countries,
                  name text NOT NULL, nickname text, remark text, code char(8),
                  mood mood NOT NULL DEFAULT 'new', active boolean,
                  balance numeric(12,2) NOT NULL, score numeric, ratio double precision, weight real,
                  seen timestamptz, at timestamp(3), born date, span interval,
                  payload jsonb, doc json, tags text[], image bytea,
                  doubled numeric GENERATED ALWAYS AS (balance * 2) STORED,
                  CONSTRAINT balance_not_negative CHECK (balance >= 0));
                CREATE INDEX customers_name ON customers (name);
                CREATE INDEX customers_active ON customers (lower(name)) WHERE active;
                """;
    }

    private static String orders() {
        return """
                CREATE TABLE orders (customer_id bigint, order_no integer, status text NOT NULL DEFAULT 'new',
                  amount numeric(12,2), placed timestamptz, PRIMARY KEY (customer_id, order_no),
                  CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers);
                CREATE INDEX orders_placed ON orders (placed);
                CREATE TABLE audit (customer_id bigint NOT NULL, action text);
                CREATE FUNCTION audit_order() RETURNS trigger LANGUAGE plpgsql AS
                  'BEGIN INSERT INTO public.audit VALUES (NEW.customer_id, TG_OP); RETURN NEW; END';
                CREATE TRIGGER orders_audit AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION audit_order();
                CREATE TABLE ledger (customer_id bigint, transfer bigint, amount numeric(12,2) NOT NULL,
                  PRIMARY KEY (customer_id, transfer));
                CREATE MATERIALIZED VIEW turnover AS
                  SELECT status, count(*) AS orders, sum(amount) AS amount FROM orders GROUP BY status;
                """;
    }

    private static String others() {
        return """
                CREATE TABLE documents (slug text PRIMARY KEY, body text, author text, editor text, photo oid);
                CREATE TABLE devices (id uuid PRIMARY KEY, label text NOT NULL, model text, firmware text);
                CREATE UNIQUE INDEX devices_label ON devices (label);
                ALTER TABLE devices ENABLE ROW LEVEL SECURITY;
                CREATE POLICY own_devices ON devices TO matrix_app USING (label <> 'hidden');
                GRANT SELECT, INSERT ON devices TO matrix_app;
                CREATE TABLE events (customer_id bigint NOT NULL, message text, at timestamptz NOT NULL);
                CREATE INDEX events_at ON events (at);
                CREATE TABLE readings (customer_id bigint, day date, value double precision,
                  PRIMARY KEY (customer_id, day)) PARTITION BY RANGE (day);
                CREATE TABLE readings_2026_01 PARTITION OF readings FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
                CREATE TABLE readings_2026_02 PARTITION OF readings FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
                CREATE TABLE readings_rest PARTITION OF readings DEFAULT;
                CREATE UNLOGGED TABLE sessions (token uuid PRIMARY KEY, state text);
                CREATE TABLE wishes (customer_id bigint PRIMARY KEY, wish text);
                """;
    }

    private static String numbered() {
        return """
                CREATE TABLE tickets (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
                  customer_id bigint NOT NULL, subject text NOT NULL DEFAULT 'none');
                CREATE TABLE invoices (id bigserial PRIMARY KEY, customer_id bigint NOT NULL, total numeric(12,2));
                ALTER SEQUENCE tickets_id_seq INCREMENT %1$d;
                ALTER SEQUENCE invoices_id_seq INCREMENT %1$d;
                """.formatted(STRIDE);
    }

    /** The rows of a shard, and its own numbers. */
    static String rows(KeyInterval range, Role role, int shard) {
        String mine = points(range);
        List<String> fill = new ArrayList<>();
        fill.add(
                "INSERT INTO countries VALUES ('de', 'Deutschland', 1), ('fr', 'France', 1.10), ('jp', 'Japan', 160.0)");
        fill.add(customers(mine));
        fill.add("ALTER TABLE orders DISABLE TRIGGER orders_audit");
        fill.add(ordersOf("n <= 1 + g % 3"));
        fill.add("ALTER TABLE orders ENABLE TRIGGER orders_audit");
        fill.add("INSERT INTO audit SELECT customer_id, 'INSERT' FROM orders");
        fill.add("INSERT INTO ledger SELECT g, t, CASE WHEN t % 2 = 0 THEN 10 ELSE -10 END"
                + " FROM customer_points, LATERAL (VALUES (g), (g + 1)) AS legs (t) WHERE " + mine);
        fill.add(documents(mine));
        fill.add(devices(mine));
        fill.add("INSERT INTO events SELECT g, 'seen', timestamptz '2026-01-01 00:00+00' + n * interval '1 hour'"
                + " FROM customer_points, generate_series(1, 2) n WHERE " + mine);
        fill.add("INSERT INTO readings SELECT g, date '2026-01-10' + 25 * n, g / 7.0"
                + " FROM customer_points, generate_series(0, 2) n WHERE " + mine);
        fill.add("INSERT INTO sessions SELECT id, 'open' FROM device_points WHERE " + mine);
        fill.add("INSERT INTO tickets SELECT 1000 + g, g, 'subject ' || g FROM customer_points WHERE " + mine);
        fill.add("INSERT INTO invoices SELECT 2000 + g, g, g * 1.5 FROM customer_points WHERE " + mine);
        for (String sequence : List.of("tickets_id_seq", "invoices_id_seq")) {
            fill.add(number(sequence, role, 0, shard));
        }
        fill.add("REFRESH MATERIALIZED VIEW turnover");
        fill.add("DROP VIEW customer_points, document_points, device_points");
        return points() + String.join(";\n", fill);
    }

    /** Sets a sequence to a number of this shard's own, some steps after its first one. */
    static String number(String sequence, Role role, int steps, int shard) {
        return "SELECT setval('%s', %d)".formatted(sequence, role.firstNumber() + steps * STRIDE + shard);
    }

    /** The numbers of all rows with the points of their shard keys. */
    static String points() {
        return """
                CREATE VIEW customer_points AS
                  SELECT g, hashint8extended(g, 0) AS p FROM generate_series(1::bigint, 240) g;
                CREATE VIEW document_points AS
                  SELECT g, slug, hashtextextended(slug COLLATE "C", 0) AS p
                  FROM (SELECT g, 'straße/' || g AS slug FROM generate_series(1, 200) g) s;
                CREATE VIEW device_points AS
                  SELECT g, id, uuid_hash_extended(id, 0) AS p
                  FROM (SELECT g, md5('device' || g)::uuid AS id FROM generate_series(1, 300) g) d;
                """;
    }

    /** A condition that holds for the points of a range. */
    static String points(KeyInterval range) {
        String start = range.start().isPresent()
                ? "p >= %d AND ".formatted(range.start().getAsLong())
                : "";
        return start + (range.end().isPresent() ? "p < %d".formatted(range.end().getAsLong()) : "true");
    }

    private static String customers(String which) {
        return """
                INSERT INTO customers (id, country, name, nickname, remark, code, mood, active, balance, score, ratio,
                  weight, seen, at, born, span, payload, doc, tags, image)
                SELECT g, (ARRAY['de', 'fr', 'jp'])[1 + g % 3], 'Zoé ' || g, CASE WHEN g % 2 = 0 THEN 'née' END,
                  CASE WHEN g % 2 = 1 THEN '' END, 'c' || g, (enum_range(NULL::mood))[1 + g % 3],
                  CASE g % 3 WHEN 0 THEN true WHEN 1 THEN false END, g * 1.25, (g % 7) + 1.5,
                  CASE WHEN g % 16 = 0 THEN 0 ELSE g / 7.0 + 0.123456789012 END,
                  g / 3.0, timestamptz '2026-03-29 00:30+00' + g * interval '1 minute',
                  timestamp '2026-01-01 12:00:00.123' + g * interval '1 day', date '1980-01-01' + g::int,
                  interval '1 day', jsonb_build_object('b', 1.0, 'a', g),
                  ('{"n": ' || g || ', "a": 1, "a": 2}')::json, ARRAY['x', 'y' || g], decode(md5(g::text), 'hex')
                FROM customer_points WHERE\s""" + which;
    }

    private static String ordersOf(String which) {
        return "INSERT INTO orders SELECT c.id, n, 'paid', n * 9.99, timestamptz '2026-01-01 00:00+00' + n * interval '1 day'"
                + " FROM customers c, generate_series(1, 3) n, LATERAL (SELECT c.id AS g) x WHERE " + which;
    }

    private static String documents(String which) {
        return """
                INSERT INTO documents
                SELECT slug, CASE WHEN g % 10 = 0
                    THEN (SELECT string_agg(md5(g || '.' || i), '') FROM generate_series(1, 400) i) ELSE 'short ' || g END,
                  'a|b', 'c', CASE WHEN g % 5 = 0 THEN lo_from_bytea((70000 + g)::oid, decode(md5(slug), 'hex')) END
                FROM document_points WHERE\s""" + which;
    }

    /** Some devices, wherever they belong. */
    static String devices(String which) {
        return "INSERT INTO devices SELECT id, 'device ' || g, 'model', '1.' || g % 9 FROM device_points WHERE "
                + which;
    }

    /** The first device with a point of that range. */
    static String firstDevice(KeyInterval range) {
        return with(
                devices("id = (SELECT id FROM device_points WHERE %s ORDER BY g LIMIT 1)".formatted(points(range))));
    }

    /** Every device with a point of that range. */
    static String allDevices(KeyInterval range) {
        return with(devices(points(range)));
    }

    private static String with(String statement) {
        return points() + statement + "; DROP VIEW customer_points, document_points, device_points";
    }
}
