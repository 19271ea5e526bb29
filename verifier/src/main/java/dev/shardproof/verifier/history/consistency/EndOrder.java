package dev.shardproof.verifier.history.consistency;

import dev.shardproof.verifier.history.ClientOperation;
import java.util.function.Consumer;

/**
 * Puts operations into the order in which they ended. A history has them nearly so: between the end of an operation and
 * its line others may come first, at most as many as the driver has threads. Not thread-safe.
 */
final class EndOrder implements Consumer<ClientOperation> {

    /** More threads than any driver has. */
    static final int WINDOW = 1 << 12;

    private final Consumer<ClientOperation> consumer;
    private final ClientOperation[] waiting = new ClientOperation[WINDOW];
    private int first;
    private int size;
    private long handedOver = Long.MIN_VALUE;
    private long late;

    EndOrder(Consumer<ClientOperation> consumer) {
        this.consumer = consumer;
    }

    @Override
    public void accept(ClientOperation operation) {
        if (size == WINDOW) {
            handOver();
        }
        int at = size;
        while (at > 0 && waiting[place(at - 1)].endMicros() > operation.endMicros()) {
            waiting[place(at)] = waiting[place(at - 1)];
            at--;
        }
        waiting[place(at)] = operation;
        size++;
    }

    /** Hands over what still waits. */
    void finish() {
        while (size > 0) {
            handOver();
        }
    }

    /** How many operations came so late that others had been handed over which ended after them. */
    long late() {
        return late;
    }

    private void handOver() {
        ClientOperation operation = waiting[first];
        waiting[first] = null;
        first = place(1);
        size--;
        if (operation.endMicros() < handedOver) {
            late++;
        }
        handedOver = Math.max(handedOver, operation.endMicros());
        consumer.accept(operation);
    }

    private int place(int index) {
        return first + index & WINDOW - 1;
    }
}
