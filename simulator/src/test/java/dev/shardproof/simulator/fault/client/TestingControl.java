package dev.shardproof.simulator.fault.client;

import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.catalog.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what it is told; says no while {@link #broken}. */
final class TestingControl implements ApplicationControl {

    final List<String> told = new CopyOnWriteArrayList<>();
    volatile boolean broken;

    @Override
    public void start(String id, Fault fault, Duration lease) {
        tell("start " + id + " " + fault.kind().key());
    }

    @Override
    public void renew(String id, Duration lease) {
        tell("renew " + id);
    }

    @Override
    public void stop(String id) {
        tell("stop " + id);
    }

    private void tell(String words) {
        told.add(words);
        if (broken) {
            throw new FaultException("no answer");
        }
    }
}
