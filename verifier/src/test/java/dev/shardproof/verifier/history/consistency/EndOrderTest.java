package dev.shardproof.verifier.history.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Effect;
import dev.shardproof.verifier.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EndOrderTest {

    @Test
    void operationsComeInTheOrderOfTheirEnds() {
        SplittableRandom random = new SplittableRandom(3);
        List<Long> ends = new ArrayList<>();
        EndOrder order = new EndOrder(operation -> ends.add(operation.endMicros()));
        int count = 5 * EndOrder.WINDOW;
        for (int i = 0; i < count; i++) {
            order.accept(ending(i + random.nextInt(1_000)));
        }
        order.finish();

        assertThat(ends).hasSize(count).isSorted();
        assertThat(order.late()).isZero();
    }

    @Test
    void whatComesTooLateIsCountedAndHandedOverNevertheless() {
        List<Long> ends = new ArrayList<>();
        EndOrder order = new EndOrder(operation -> ends.add(operation.endMicros()));
        for (int i = 1; i <= EndOrder.WINDOW + 1; i++) {
            order.accept(ending(i));
        }
        order.accept(ending(0));
        order.finish();

        assertThat(ends).hasSize(EndOrder.WINDOW + 2).contains(0L);
        assertThat(order.late()).isEqualTo(1);
    }

    private static ClientOperation ending(long end) {
        return TestingHistory.operation(Outcome.ACKNOWLEDGED, 0, Effect.READ, 1, 0, end, end, "s0", 1, List.of());
    }
}
