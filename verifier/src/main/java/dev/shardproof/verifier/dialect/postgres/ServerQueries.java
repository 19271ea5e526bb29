package dev.shardproof.verifier.dialect.postgres;

/** What to ask a PostgreSQL server about itself and about the role that reads it. All queries return text columns. */
public final class ServerQueries {

    /**
     * One row: version, version number, database, address and port (NULL on a local socket), when the server started,
     * whether it is a replica, the role that runs statements, the role that logged in, TLS version and cipher (NULL
     * without), whether the next query is allowed.
     */
    public static final String SERVER = """
            SELECT pg_catalog.current_setting('server_version'), pg_catalog.current_setting('server_version_num'),
              pg_catalog.current_database(), pg_catalog.host(pg_catalog.inet_server_addr()),
              pg_catalog.inet_server_port()::pg_catalog.text, pg_catalog.pg_postmaster_start_time()::pg_catalog.text,
              pg_catalog.pg_is_in_recovery()::pg_catalog.text, CURRENT_USER::pg_catalog.text,
              SESSION_USER::pg_catalog.text, s.version, s.cipher,
              pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')::pg_catalog.text
            FROM (SELECT 1) one LEFT JOIN pg_catalog.pg_stat_ssl s ON s.pid = pg_catalog.pg_backend_pid() AND s.ssl""";

    /** One row: what tells this cluster (and its physical copies) from every other. */
    public static final String SYSTEM_IDENTIFIER =
            "SELECT system_identifier::pg_catalog.text FROM pg_catalog.pg_control_system()";

    /**
     * The roles that whoever logged in is, or could become, and by which membership. A role counts even if its rights are
     * not inherited, for {@code SET ROLE} is all it takes.
     */
    private static final String MINE = """
            WITH me AS (
              SELECT oid, pg_catalog.format('%I', rolname) AS name FROM pg_catalog.pg_roles WHERE rolname = SESSION_USER
            ), mine AS (
              SELECT r.*, pg_catalog.format('%I', r.rolname) AS name, r.oid = me.oid AS self, me.name AS me,
                (SELECT pg_catalog.min(pg_catalog.format('%I', v.rolname)) FROM pg_catalog.pg_auth_members m
                 JOIN pg_catalog.pg_roles v ON v.oid = m.roleid
                 WHERE m.member = me.oid AND pg_catalog.pg_has_role(v.oid, r.oid, 'MEMBER')) AS via
              FROM pg_catalog.pg_roles r CROSS JOIN me WHERE pg_catalog.pg_has_role(me.oid, r.oid, 'MEMBER')
            ), able AS (
              SELECT oid, name, me, CASE WHEN self THEN 'self' ELSE 'role' END AS how, via FROM mine
              UNION ALL
              SELECT 0, 'PUBLIC', (SELECT name FROM me), 'public', NULL
            )
            """;

    /**
     * Roles that could do more than read, the role that logged in first: name, the one that logged in, membership through
     * which (NULL for itself), and what it can do: attributes, or the role itself where PostgreSQL gives it a power.
     */
    public static final String POWERS = MINE + """
            SELECT m.name, m.me, m.via, p.power FROM mine m CROSS JOIN LATERAL (
              SELECT 'SUPERUSER' AS power WHERE m.rolsuper
              UNION ALL SELECT 'REPLICATION' WHERE m.rolreplication
              UNION ALL SELECT 'CREATEROLE' WHERE m.rolcreaterole
              UNION ALL SELECT 'CREATEDB' WHERE m.rolcreatedb
              UNION ALL SELECT 'MEMBER' WHERE m.rolname IN ('pg_write_all_data', 'pg_write_server_files',
                'pg_execute_server_program', 'pg_signal_backend', 'pg_signal_autovacuum_worker', 'pg_maintain',
                'pg_create_subscription')
            ) p
            ORDER BY m.self DESC, p.power <> 'SUPERUSER', m.name""";

    /**
     * Rights on what users made that let somebody write, grouped: kind of object, schema (NULL for what lies in none), how
     * held ({@code self}, {@code public}, {@code role}), by whom, the one that logged in, membership through which,
     * rights ({@code OWNER} among them), number of objects, up to three of their names.
     */
    public static final String RIGHTS = MINE + """
            , relation AS (
              SELECT c.oid, n.nspname, c.relowner, c.relacl, pg_catalog.format('%I.%I', n.nspname, c.relname) AS object,
                CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind
              FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
                AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
            ), held AS (
              SELECT kind, pg_catalog.format('%I', nspname) AS schema, object, relowner AS holder, 'OWNER' AS power FROM relation
              UNION ALL
              SELECT r.kind, pg_catalog.format('%I', r.nspname), r.object, a.grantee, a.privilege_type
              FROM relation r CROSS JOIN LATERAL pg_catalog.aclexplode(r.relacl) a WHERE a.grantee <> r.relowner
              UNION ALL
              SELECT r.kind, pg_catalog.format('%I', r.nspname), r.object, a.grantee, a.privilege_type
              FROM relation r JOIN pg_catalog.pg_attribute c ON c.attrelid = r.oid AND c.attacl IS NOT NULL
              CROSS JOIN LATERAL pg_catalog.aclexplode(c.attacl) a WHERE a.grantee <> r.relowner
              UNION ALL
              SELECT 'SCHEMA', NULL, pg_catalog.format('%I', n.nspname), a.holder, a.power
              FROM pg_catalog.pg_namespace n CROSS JOIN LATERAL (
                SELECT n.nspowner AS holder, 'OWNER' AS power
                UNION ALL
                SELECT x.grantee, x.privilege_type FROM pg_catalog.aclexplode(n.nspacl) x WHERE x.grantee <> n.nspowner) a
              WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
              UNION ALL
              SELECT 'DATABASE', NULL, pg_catalog.format('%I', d.datname), a.holder, a.power
              FROM pg_catalog.pg_database d CROSS JOIN LATERAL (
                SELECT d.datdba AS holder, 'OWNER' AS power
                UNION ALL
                SELECT x.grantee, x.privilege_type FROM pg_catalog.aclexplode(d.datacl) x WHERE x.grantee <> d.datdba) a
              WHERE d.datname = pg_catalog.current_database()
              UNION ALL
              SELECT 'LARGE OBJECT', NULL, l.oid::pg_catalog.text, a.grantee, a.privilege_type
              FROM pg_catalog.pg_largeobject_metadata l CROSS JOIN LATERAL pg_catalog.aclexplode(l.lomacl) a
              WHERE a.grantee <> l.lomowner
              UNION ALL
              -- Types, functions, large objects and so on: whoever owns one can drop it, and tables' columns with it.
              SELECT 'OBJECT', NULL, pg_catalog.pg_describe_object(s.classid, s.objid, 0), s.refobjid, 'OWNER'
              FROM pg_catalog.pg_shdepend s JOIN pg_catalog.pg_database d ON d.oid = s.dbid
              WHERE s.deptype = 'o' AND d.datname = pg_catalog.current_database() AND s.classid NOT IN (
                'pg_catalog.pg_class'::pg_catalog.regclass, 'pg_catalog.pg_namespace'::pg_catalog.regclass,
                'pg_catalog.pg_default_acl'::pg_catalog.regclass, 'pg_catalog.pg_user_mapping'::pg_catalog.regclass)
            )
            SELECT h.kind, h.schema, a.how, a.name, a.me, a.via,
              pg_catalog.string_agg(DISTINCT h.power, ', ' ORDER BY h.power),
              pg_catalog.count(DISTINCT h.object)::pg_catalog.text,
              pg_catalog.array_to_string((pg_catalog.array_agg(DISTINCT h.object ORDER BY h.object))[1:3], ', ')
            FROM held h JOIN able a ON a.oid = h.holder
            WHERE h.power = 'OWNER'
              OR h.kind = 'TABLE' AND h.power IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'MAINTAIN')
              OR h.kind = 'SEQUENCE' AND h.power IN ('USAGE', 'UPDATE')
              OR h.kind = 'LARGE OBJECT' AND h.power = 'UPDATE'
              OR h.kind IN ('SCHEMA', 'DATABASE') AND h.power = 'CREATE'
            GROUP BY h.kind, h.schema, a.how, a.name, a.me, a.via, h.power = 'OWNER'
            ORDER BY h.kind, h.schema, a.how, a.name""";

    private ServerQueries() {}
}
