package dev.shardproof.loadgen.workload;

import dev.shardproof.verifier.history.Effect;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Spreads the operations of another workload over the instances of an application. What a judge of the history looks at
 * belongs to a session, and a session stays with one instance, as behind a load balancer with sticky sessions: only so
 * can a client expect to read what it wrote, for the instances learn of a new topology at different times. All others go to
 * any instance, each as likely as any other.
 */
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
        int any = random.nextInt(instances);
        boolean sticky = operation.intent().effect() != Effect.NONE;
        return operation.at(sticky ? (int) (operation.intent().session() % instances) : any);
    }

    @Override
    public List<String> operationNames() {
        return workload.operationNames();
    }
}
