package dev.shardproof.simulator.fault.statement;

import dev.shardproof.simulator.cluster.trial.StatementTrial;
import dev.shardproof.simulator.cluster.trial.TrialResult;
import dev.shardproof.simulator.cluster.trial.TrialResult.Answer;
import dev.shardproof.simulator.cluster.trial.TrialResult.Execution;
import dev.shardproof.simulator.cluster.trial.TrialStatement;
import dev.shardproof.simulator.fault.Probe;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import java.io.IOException;

/**
 * Sends matching statements by the link and counts on how many of them the fault has acted, by what the client got and
 * what the server knows; of a delay it takes the longest time. Of faults on each n-th statement one sample sends n, up to
 * a limit: the application's statements count as well, so that a single sample may still miss.
 */
final class StatementProbe implements Probe {

    private static final long STATEMENTS_MAX = 10;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Fault fault;
    private final TrialStatement statement;
    private final StatementTrial trial;

    StatementProbe(Fault fault, TrialStatement statement, StatementTrial trial) {
        this.fault = fault;
        this.statement = statement;
        this.trial = trial;
    }

    @Override
    public double sample() throws IOException {
        long statements = Math.max(1, Math.min(fault.count("nth"), STATEMENTS_MAX));
        double sample = 0;
        for (int i = 0; i < statements; i++) {
            TrialResult result = trial.run(statement);
            if (fault.kind() == FaultKind.DELAY_STATEMENT) {
                requireAnswer(result);
                sample = Math.max(sample, result.nanos() / NANOS_PER_MILLI);
            } else {
                sample += isHit(result) ? 1 : 0;
            }
        }
        return sample;
    }

    private static void requireAnswer(TrialResult result) throws IOException {
        if (result.answer() == Answer.NONE) {
            throw new IOException("no answer to a statement: " + result.message());
        }
    }

    private boolean isHit(TrialResult result) {
        return switch (fault.kind()) {
            case KILL_STATEMENT -> result.answer() == Answer.NONE && result.execution() != Execution.COMMITTED;
            case LOST_REPLY -> result.answer() == Answer.NONE && result.execution() == Execution.COMMITTED;
            default ->
                result.answer() == Answer.ERROR
                        && result.sqlState().equals(fault.text("sqlState"))
                        && result.message().contains(StatementFaults.MESSAGE)
                        && result.execution() != Execution.COMMITTED;
        };
    }

    @Override
    public void close() {
        trial.close();
    }
}
