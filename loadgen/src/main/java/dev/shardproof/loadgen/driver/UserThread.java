package dev.shardproof.loadgen.driver;

import java.util.Optional;

/** A user of the closed model: an operation, a pause for thought, the next operation. */
final class UserThread extends LoadThread {

    private final long thinkMicros;
    private final long firstThinkMicros;
    private long readyAt = -1;

    UserThread(Dispatcher dispatcher, LoadModel.Closed model, int number) {
        super(dispatcher);
        this.thinkMicros = model.thinkTime().toNanos() / 1_000;
        // Users who came all at once would stay in step.
        this.firstThinkMicros = thinkMicros * number / model.users();
    }

    @Override
    boolean step() {
        long ready = dispatcher().nowMicros() + (readyAt < 0 ? firstThinkMicros : thinkMicros);
        readyAt = ready;
        for (long left = left(ready); left > 0 && !dispatcher().isFinishing(); left = left(ready)) {
            nap(left);
        }
        Optional<DueOperation> operation = dispatcher().now(this);
        operation.ifPresent(this::execute);
        return operation.isPresent();
    }
}
