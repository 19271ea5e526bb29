package dev.shardproof.scenarios.spec.file;

import dev.shardproof.scenarios.spec.yaml.Quantities;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultParameter;
import java.time.Duration;
import java.util.stream.Collectors;

/** The values of faults as people write them. */
public final class FaultValues {

    private FaultValues() {}

    /** What stands for the value in a file: a number, or text with a unit. */
    static Object text(FaultParameter parameter, Object value) {
        return switch (parameter.type()) {
            case DURATION -> Quantities.formatDuration((Duration) value);
            case BYTES_PER_SECOND -> Quantities.formatThroughput((Long) value);
            default -> value;
        };
    }

    /** All values in one line, such as {@code latency 200ms, jitter 100ms}. */
    public static String line(Fault fault) {
        return fault.kind().parameters().stream()
                .map(parameter ->
                        parameter.name() + " " + text(parameter, fault.values().get(parameter.name())))
                .collect(Collectors.joining(", "));
    }
}
