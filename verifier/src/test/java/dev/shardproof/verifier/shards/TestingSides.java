package dev.shardproof.verifier.shards;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.CheckSuite;
import dev.shardproof.verifier.dialect.SessionLimits;
import dev.shardproof.verifier.dialect.postgres.PostgresDialect;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.source.SnapshotSet;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The databases of {@link TestingShards} as one source (s0) and two targets (s1, s2), in snapshots. */
public record TestingSides(SnapshotSet sources, SnapshotSet targets) implements AutoCloseable {

    public static TestingSides open() throws Exception {
        return open("postgres");
    }

    public static TestingSides open(String role) throws Exception {
        return new TestingSides(snapshots(role, "s0"), snapshots(role, "s1", "s2"));
    }

    private static SnapshotSet snapshots(String role, String... shards) throws Exception {
        return SnapshotSet.open(
                Stream.of(shards)
                        .map(shard -> new ShardDatabase(shard, as(TestingShards.database(shard), role)))
                        .toList(),
                new PostgresDialect(),
                SessionLimits.DEFAULT);
    }

    /** Makes a check of the two sides. */
    @FunctionalInterface
    public interface CheckOfSides {
        Check of(TestingSides sides) throws Exception;
    }

    /** What a check says of the shards as they are now. */
    public static CheckResult judge(CheckOfSides check) throws Exception {
        return judge("postgres", check);
    }

    /** What a check says of the shards as that role sees them. */
    public static CheckResult judge(String role, CheckOfSides check) throws Exception {
        try (TestingSides sides = open(role)) {
            return new CheckSuite(List.of(check.of(sides)), System::nanoTime)
                    .run(result -> {})
                    .get(0);
        }
    }

    /** The same database for another role; the test server trusts everybody. */
    public static DataSource as(DataSource database, String role) {
        return (DataSource) Proxy.newProxyInstance(
                TestingSides.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("getConnection")
                                ? database.getConnection(role, null)
                                : method.invoke(database, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** A role that may use every schema and read all that stands in public, on all shards. */
    public static void reader(String role) throws SQLException {
        TestingShards.execute(
                "s0",
                "DO $$ BEGIN IF to_regrole('%1$s') IS NULL THEN CREATE ROLE %1$s LOGIN; END IF; END $$"
                        .formatted(role));
        TestingShards.executeOnAll("""
                GRANT USAGE ON SCHEMA public TO %1$s; GRANT SELECT ON ALL TABLES IN SCHEMA public TO %1$s;
                GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO %1$s""".formatted(role));
    }

    @Override
    public void close() {
        sources.close();
        targets.close();
    }
}
