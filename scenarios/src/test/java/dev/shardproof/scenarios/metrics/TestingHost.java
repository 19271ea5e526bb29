package dev.shardproof.scenarios.metrics;

import dev.shardproof.simulator.metrics.HostMetrics;
import dev.shardproof.simulator.metrics.MachineLoad;
import dev.shardproof.simulator.metrics.MachineLoad.NetworkLoad;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** Machines that say what a test wants. */
final class TestingHost implements HostMetrics {

    final Map<String, MachineLoad> loads = new HashMap<>();
    final Map<String, Double> waits = new HashMap<>();
    String loadProblem = "";
    String waitProblem = "";
    volatile boolean closed;

    TestingHost has(String name, double cpu, double received, OptionalDouble capacity) {
        loads.put(name, new MachineLoad(cpu, Map.of("eth0", new NetworkLoad(received, 1, capacity))));
        return this;
    }

    @Override
    public Map<String, MachineLoad> load() throws IOException {
        if (!loadProblem.isEmpty()) {
            throw new IOException(loadProblem);
        }
        return loads;
    }

    @Override
    public Map<String, Double> ioWait() throws IOException {
        if (!waitProblem.isEmpty()) {
            throw new IOException(waitProblem);
        }
        return waits;
    }

    @Override
    public void close() {
        closed = true;
    }
}
