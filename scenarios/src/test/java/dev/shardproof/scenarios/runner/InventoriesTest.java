package dev.shardproof.scenarios.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.reports.run.InventoryReport.Item;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InventoriesTest {

    private static final Item NO_SLOTS = Item.of("replication slots", List.of());
    private static final Item PROCESS = Item.of("child processes", List.of("java 7"));

    @Test
    void theOrderInWhichInventoriesWereTakenMakesNoDifference() {
        assertThat(Inventories.compared(List.of(PROCESS, NO_SLOTS), List.of(NO_SLOTS, PROCESS))
                        .equal())
                .isTrue();
        assertThat(Inventories.leftovers(List.of(PROCESS, NO_SLOTS), List.of(NO_SLOTS, PROCESS)))
                .isEmpty();
    }

    @Test
    void aSlotThatIsLeftIsNamed() {
        Item left = Item.of("replication slots", List.of("s0/shardproof_fwd_0"));
        assertThat(Inventories.compared(List.of(NO_SLOTS), List.of(left)).equal())
                .isFalse();
        assertThat(Inventories.leftovers(List.of(NO_SLOTS), List.of(left)))
                .hasValue("replication slots s0/shardproof_fwd_0");
    }

    @Test
    void whatIsThereForTheFirstTimeWasLeftBehindToo() {
        assertThat(Inventories.leftovers(List.of(), List.of(PROCESS))).hasValue("child processes java 7");
    }

    @Test
    void whatWasThereBeforeIsNotTheRuns() {
        assertThat(Inventories.leftovers(List.of(PROCESS), List.of(Item.of("child processes", List.of()))))
                .isEmpty();
    }

    @Test
    void aProcessThatIsJustEndingIsNotLeftBehind() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        assertThat(Inventories.settled(
                        List.of(),
                        () -> looks.incrementAndGet() < 4 ? List.of(PROCESS) : List.of(),
                        Duration.ofMinutes(1)))
                .isEmpty();
        assertThat(looks).hasValue(4);
    }

    @Test
    void aProcessThatStaysIsLeftBehind() throws Exception {
        assertThat(Inventories.settled(List.of(), () -> List.of(PROCESS), Duration.ofMillis(120)))
                .containsExactly(PROCESS);
    }
}
