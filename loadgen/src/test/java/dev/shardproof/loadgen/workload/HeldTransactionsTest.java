package dev.shardproof.loadgen.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.loadgen.workload.key.KeyChooser;
import dev.shardproof.loadgen.workload.profile.RegisterWorkload;
import dev.shardproof.verifier.history.Effect;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeldTransactionsTest {

    private static final Workload REGISTERS = new RegisterWorkload(KeyChooser.uniform(50), 0.5, Clients.DEFAULT);

    @Test
    void aShareOfTheTransactionsSleepsBeforeItCommitsInPiecesThatNoTimeOutEnds() {
        Workload held = new HeldTransactions(REGISTERS, 0.1, Duration.ofMillis(1_250), Duration.ofMillis(500));
        List<Operation> usual = operations(REGISTERS);
        List<Operation> some = operations(held);

        int longer = 0;
        for (int i = 0; i < some.size(); i++) {
            Operation operation = some.get(i);
            List<SqlStatement> before = usual.get(i).statements();
            assertThat(operation.with(before)).as("nothing else is different").isEqualTo(usual.get(i));
            assertThat(operation.statements()).startsWith(before.get(0));
            List<SqlStatement> sleeps =
                    operation.statements().subList(1, operation.statements().size());
            if (!sleeps.isEmpty()) {
                longer++;
                assertThat(sleeps)
                        .flatMap(SqlStatement::parameters)
                        .containsExactly(new BigDecimal("0.500"), new BigDecimal("0.500"), new BigDecimal("0.250"));
            }
        }
        assertThat(longer).isBetween(400, 600);
    }

    @Test
    void aReadOfEveryShardIsNeverHeld() {
        Workload scattered = new Workload() {
            @Override
            public Operation next(long number, java.util.random.RandomGenerator random) {
                return new Operation(
                        "all",
                        false,
                        1L,
                        List.of(new SqlStatement("SELECT 1", List.of())),
                        0,
                        List.of(),
                        true,
                        Intent.NONE);
            }

            @Override
            public List<String> operationNames() {
                return List.of("all");
            }
        };
        Workload held = new HeldTransactions(scattered, 1, Duration.ofSeconds(1), Duration.ofSeconds(1));

        assertThat(held.next(0, new SplittableRandom(1)).statements()).hasSize(1);
    }

    @Test
    void sessionsStayWithOneInstanceAndTheRestIsSpread() {
        Workload spread = new SpreadWorkload(new CheckoutWorkload(KeyChooser.uniform(50), 0.5), 3);

        assertThat(operations(spread))
                .filteredOn(operation -> operation.intent().effect() == Effect.INSERT)
                .hasSizeGreaterThan(100)
                .allMatch(
                        operation -> operation.instance() == operation.intent().session() % 3);
        assertThat(operations(spread))
                .filteredOn(operation -> operation.intent().effect() == Effect.NONE)
                .extracting(Operation::instance)
                .contains(0, 1, 2);
    }

    @Test
    void impossibleHoldsAreRefused() {
        assertThatThrownBy(() -> new HeldTransactions(REGISTERS, 1.5, Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .hasMessageContaining("0 to 1");
        assertThatThrownBy(() -> new HeldTransactions(REGISTERS, 0.5, Duration.ZERO, Duration.ofSeconds(1)))
                .hasMessageContaining("at least 1 ms");
    }

    private static List<Operation> operations(Workload workload) {
        return IntStream.range(0, 5_000)
                .mapToObj(number -> workload.next(number, new SplittableRandom(number * 31L)))
                .toList();
    }
}
