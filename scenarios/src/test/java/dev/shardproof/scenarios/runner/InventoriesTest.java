package dev.shardproof.scenarios.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.reports.run.InventoryReport.Item;
import java.util.List;
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
}
