package dev.shardproof.verifier.matrix;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.sql.DataSource;

/**
 * A database whose sessions are used again: the matrix makes some ten thousand short uses of a few dozen databases. A session goes
 * back when it is closed, which also shows that the verifier leaves nothing behind in one. Thread-safe.
 */
final class PooledDatabase implements AutoCloseable {

    private final DataSource database;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private boolean closed;

    PooledDatabase(DataSource database) {
        this.database = database;
    }

    /** The pool as the verifier takes it; only {@code getConnection()} works. */
    DataSource asDataSource() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("getConnection")) {
                        throw new UnsupportedOperationException(method.toString());
                    }
                    return lend();
                });
    }

    private Connection lend() throws SQLException {
        Connection session;
        synchronized (idle) {
            session = idle.poll();
        }
        Connection lent = session == null ? database.getConnection() : session;
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) ->
                        method.getName().equals("close") ? takeBack(lent) : invoke(lent, method, arguments));
    }

    private static Object invoke(Connection session, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(session, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Object takeBack(Connection session) throws SQLException {
        synchronized (idle) {
            if (!closed && !session.isClosed() && session.getAutoCommit()) {
                if (!idle.contains(session)) {
                    idle.push(session);
                }
                return null;
            }
        }
        session.close();
        return null;
    }

    @Override
    public void close() throws SQLException {
        synchronized (idle) {
            closed = true;
            while (!idle.isEmpty()) {
                idle.poll().close();
            }
        }
    }
}
