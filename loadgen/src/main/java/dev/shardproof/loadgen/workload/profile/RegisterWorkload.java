package dev.shardproof.loadgen.workload.profile;

import dev.shardproof.loadgen.workload.Clients;
import dev.shardproof.loadgen.workload.Intent;
import dev.shardproof.loadgen.workload.Operation;
import dev.shardproof.loadgen.workload.SqlStatement;
import dev.shardproof.loadgen.workload.Workload;
import dev.shardproof.loadgen.workload.key.KeyChooser;
import dev.shardproof.verifier.history.Effect;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Versioned writes, reads and deletes of single rows, on the data set {@code register}. Each write raises the version of
 * its register by one and leaves its own number there as the writer. A delete takes the row away but not the count of its
 * versions, so that the version goes on rising when the register is written again, and a row that comes back from the
 * dead shows by its version.
 *
 * <p>Every write, deletes too, touches the count first. So writers of one register queue up behind each other, and a
 * shard that has lost the range refuses even the delete of a row that it does not have.
 */
public final class RegisterWorkload implements Workload {

    private static final String READ = "readRegister";
    private static final String WRITE = "writeRegister";
    private static final String DELETE = "deleteRegister";

    /** The share of the writes that are deletes: enough that some registers are away at any time. */
    private static final double DELETES = 0.1;

    private static final String SELECT = "SELECT version, writer FROM registers WHERE register_id = ?";
    private static final String UPSERT = """
            WITH counted AS (
              INSERT INTO register_versions AS v (register_id, version) VALUES (?, 1)
              ON CONFLICT (register_id) DO UPDATE SET version = v.version + 1 RETURNING version)
            INSERT INTO registers (register_id, version, writer, payload) SELECT ?, version, ?, ? FROM counted
            ON CONFLICT (register_id)
            DO UPDATE SET version = excluded.version, writer = excluded.writer, payload = excluded.payload
            RETURNING version""";
    private static final String ERASE = """
            WITH counted AS (
              INSERT INTO register_versions AS v (register_id, version) VALUES (?, 0)
              ON CONFLICT (register_id) DO UPDATE SET version = v.version RETURNING version)
            DELETE FROM registers WHERE register_id = ? AND EXISTS (SELECT FROM counted) RETURNING version""";

    private final KeyChooser registers;
    private final double readShare;
    private final Clients clients;

    /**
     * @param registers chooses register 1 + index
     * @param readShare the share of reads, from 0 to 1
     */
    public RegisterWorkload(KeyChooser registers, double readShare, Clients clients) {
        this.registers = Objects.requireNonNull(registers, "registers is null");
        this.readShare = ReadShare.require(readShare);
        this.clients = Objects.requireNonNull(clients, "clients is null");
    }

    @Override
    public Operation next(long number, RandomGenerator random) {
        boolean read = random.nextDouble() < readShare;
        boolean delete = random.nextDouble() < DELETES;
        long session = clients.session(random);
        long register = 1L + clients.key(registers, number, session, random);
        if (read) {
            return operation(READ, Effect.READ, session, 0, register, SELECT, List.of(register));
        }
        long writer = number + 1;
        return delete
                ? operation(DELETE, Effect.DELETE, session, writer, register, ERASE, List.of(register, register))
                : operation(
                        WRITE,
                        Effect.WRITE,
                        session,
                        writer,
                        register,
                        UPSERT,
                        List.of(register, register, writer, clients.value(random)));
    }

    private static Operation operation(
            String name, Effect effect, long session, long argument, long register, String sql, List<Object> values) {
        return new Operation(
                name,
                effect != Effect.READ,
                register,
                List.of(new SqlStatement(sql, values, true)),
                new Intent(session, effect, argument, true));
    }

    @Override
    public List<String> operationNames() {
        return List.of(READ, WRITE, DELETE);
    }
}
