package dev.shardproof.loadgen.workload;

import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** Spreads the operations of another workload over the instances of an application, each as likely as any other. */
public final class SpreadWorkload implements Workload {

    private final Workload workload;
    private final int instances;

    /** @param instances at least 1 */
    public SpreadWorkload(Workload workload, int instances) {
        this.workload = Objects.requireNonNull(workload, "workload is null");
        this.instances = instances;
        if (instances < 1) {
            throw new IllegalArgumentException("%d instances: there must be at least 1".formatted(instances));
        }
    }

    @Override
    public Operation next(long number, RandomGenerator random) {
        // The instance is drawn last, so that a seed gives the same operations whatever the number of instances.
        Operation operation = workload.next(number, random);
        return operation.at(random.nextInt(instances));
    }

    @Override
    public List<String> operationNames() {
        return workload.operationNames();
    }
}
