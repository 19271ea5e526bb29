package dev.shardproof.verifier.shards;

import dev.shardproof.verifier.source.ShardDatabase;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A shard of {@link TestingShards} that is watched, or behaves badly. */
final class TestingDatabase {

    /** Called before the shard does what is asked of it. */
    @FunctionalInterface
    interface Watcher {
        void before(String shard) throws Exception;
    }

    private TestingDatabase() {}

    /**
     * @param connecting called before each connection is opened
     * @param stating called before each statement is created in one
     */
    static ShardDatabase of(String shard, Watcher connecting, Watcher stating) {
        DataSource database = TestingShards.database(shard);
        return new ShardDatabase(shard, proxy(DataSource.class, (proxy, method, arguments) -> {
            if (!method.getName().equals("getConnection")) {
                return call(() -> method.invoke(database, arguments));
            }
            connecting.before(shard);
            Connection connection = database.getConnection();
            return proxy(Connection.class, (any, asked, with) -> {
                if (asked.getName().equals("createStatement")) {
                    stating.before(shard);
                }
                return call(() -> asked.invoke(connection, with));
            });
        }));
    }

    static ShardDatabase refusing(String shard) {
        return of(
                shard,
                any -> {
                    throw new SQLException("no more connections for you", "53300");
                },
                any -> {});
    }

    @FunctionalInterface
    private interface Call {
        Object run() throws ReflectiveOperationException;
    }

    private static Object call(Call call) throws Throwable {
        try {
            return call.run();
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(TestingDatabase.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
