package dev.shardproof.loadgen.driver;

import dev.shardproof.loadgen.workload.Operation;
import dev.shardproof.verifier.history.Outcome;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Acknowledges everything that passes its hook, and remembers it. */
public final class TestingTarget implements Target {

    /** What happens before an operation is acknowledged. */
    @FunctionalInterface
    public interface Hook {
        void before(Operation operation) throws InterruptedException;
    }

    private final Hook hook;
    private final ConcurrentLinkedQueue<Operation> executed = new ConcurrentLinkedQueue<>();

    public TestingTarget(Hook hook) {
        this.hook = hook;
    }

    @Override
    public Completion execute(Operation operation) throws InterruptedException {
        hook.before(operation);
        executed.add(operation);
        return new Completion(
                Outcome.ACKNOWLEDGED, "s" + Math.floorMod(operation.key().hashCode(), 2), 1, 1, "");
    }

    public List<Operation> executed() {
        return List.copyOf(executed);
    }
}
