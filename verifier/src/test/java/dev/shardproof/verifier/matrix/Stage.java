package dev.shardproof.verifier.matrix;

import dev.shardproof.verifier.plan.TableRules;
import dev.shardproof.verifier.report.VerificationReport;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.table.ImageForm;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sources and targets of one case, equal until something is changed. A shard is copied when it is first changed; the
 * copies go when the stage closes. Not thread-safe.
 */
final class Stage implements AutoCloseable {

    private record Copy(MatrixServer server, String database, PooledDatabase pool) {}

    private final MatrixTopology topology;
    private final MatrixServer sourceServer;
    private final MatrixServer targetServer;
    private final Map<String, Copy> copies = new LinkedHashMap<>();
    private TableRules rules;
    private ImageForm compare = ImageForm.EXACT;

    Stage(MatrixTopology topology, Majors majors, TableRules rules) throws SQLException, IOException {
        this.topology = topology;
        this.rules = rules;
        this.sourceServer = MatrixServer.of(majors.source());
        this.targetServer = MatrixServer.of(majors.target());
    }

    /** What is compared. */
    TableRules rules() {
        return rules;
    }

    /** Changes what is compared. */
    void rules(TableRules other) {
        rules = other;
    }

    /** Changes what of a value must be equal. */
    void compare(ImageForm form) {
        compare = form;
    }

    MatrixTopology topology() {
        return topology;
    }

    /** Runs statements on one source. */
    void source(int shard, String sql) throws SQLException {
        run(copyOfSource(shard), sql);
    }

    /** Runs statements on one target. */
    void target(int shard, String sql) throws SQLException {
        run(copyOfTarget(shard), sql);
    }

    /** Runs statements on every source. */
    void sources(String sql) throws SQLException {
        for (int shard = 0; shard < topology.sources(); shard++) {
            source(shard, sql);
        }
    }

    /** Runs statements on every target. */
    void targets(String sql) throws SQLException {
        for (int shard = 0; shard < topology.targets(); shard++) {
            target(shard, sql);
        }
    }

    /** Runs statements on every shard of both sides. */
    void everywhere(String sql) throws SQLException {
        sources(sql);
        targets(sql);
    }

    /** Makes the first target anew, with the same contents, in a database with other options. */
    void recreateFirstTarget(String options) throws SQLException {
        String database = targetServer.create(options);
        Copy copy = new Copy(targetServer, database, targetServer.pool(database));
        copies.put(Role.TARGET.shard(0), copy);
        run(copy, MatrixData.schema());
        run(copy, MatrixData.rows(MatrixTopology.range(topology.targets(), 0), Role.TARGET, 0));
        run(copy, "ANALYZE");
    }

    /** Ends the sessions that changed things, so that the next ones start with the database's settings of now. */
    void reconnect() throws SQLException {
        for (Map.Entry<String, Copy> copy : copies.entrySet()) {
            Copy old = copy.getValue();
            old.pool().close();
            copy.setValue(new Copy(old.server(), old.database(), old.server().pool(old.database())));
        }
    }

    /** The first value of the first row that the first target answers. */
    String ask(String sql) throws SQLException {
        try (Connection connection = copyOfTarget(0).pool().asDataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    /** What the verifier says. */
    VerificationReport judge() throws Exception {
        return MatrixJudge.judge(rules, compare, topology, sourceShards(), targetShards());
    }

    private List<ShardDatabase> sourceShards() throws SQLException {
        List<ShardDatabase> shards = new ArrayList<>();
        for (int shard = 0; shard < topology.sources(); shard++) {
            shards.add(shard(Role.SOURCE.shard(shard), sourceServer.intact(Role.SOURCE, topology.sources(), shard)));
        }
        return shards;
    }

    private List<ShardDatabase> targetShards() throws SQLException {
        List<ShardDatabase> shards = new ArrayList<>();
        for (int shard = 0; shard < topology.targets(); shard++) {
            shards.add(shard(Role.TARGET.shard(shard), targetServer.intact(Role.TARGET, topology.targets(), shard)));
        }
        return shards;
    }

    private ShardDatabase shard(String name, PooledDatabase intact) {
        Copy copy = copies.get(name);
        return new ShardDatabase(name, (copy == null ? intact : copy.pool()).asDataSource());
    }

    private Copy copyOfSource(int shard) throws SQLException {
        return copy(Role.SOURCE, sourceServer, topology.sources(), shard);
    }

    private Copy copyOfTarget(int shard) throws SQLException {
        return copy(Role.TARGET, targetServer, topology.targets(), shard);
    }

    private Copy copy(Role role, MatrixServer server, int shards, int shard) throws SQLException {
        String name = role.shard(shard);
        Copy known = copies.get(name);
        if (known == null) {
            String database = server.copy(role, shards, shard);
            known = new Copy(server, database, server.pool(database));
            copies.put(name, known);
        }
        return known;
    }

    private static void run(Copy copy, String sql) throws SQLException {
        try (Connection connection = copy.pool().asDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        for (Copy copy : copies.values()) {
            copy.pool().close();
            copy.server().drop(copy.database());
        }
    }
}
