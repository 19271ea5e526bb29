package dev.shardproof.loadgen.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.shardproof.loadgen.workload.key.KeyChooser;
import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CheckoutWorkloadTest {

    private static final int MANY = 5_000;

    @Test
    void theSameSeedGivesTheSameOperations() {
        assertThat(operations(42, 0.5)).isEqualTo(operations(42, 0.5)).isNotEqualTo(operations(43, 0.5));
    }

    @Test
    void readShareDecidesTheMix() {
        for (double readShare : new double[] {0, 0.2, 0.8, 1}) {
            long reads = operations(42, readShare).stream()
                    .filter(operation -> !operation.write())
                    .count();
            assertThat((double) reads / MANY).isCloseTo(readShare, within(0.02));
        }
    }

    @Test
    void everyOperationBelongsToACustomerThatExists() {
        assertThat(operations(42, 0.5))
                .allSatisfy(operation -> assertThat((Long) operation.key()).isBetween(1L, 100L));
    }

    @Test
    void allFourKindsComeUpUnderTheirAnnouncedNames() {
        List<String> announced = new CheckoutWorkload(KeyChooser.uniform(100), 0.5).operationNames();

        assertThat(operations(42, 0.5).stream().map(Operation::name).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(announced);
    }

    @Test
    void everyQuestionMarkHasItsValue() {
        assertThat(operations(42, 0.5))
                .flatMap(Operation::statements)
                .allSatisfy(statement -> assertThat(
                                statement.sql().chars().filter(c -> c == '?').count())
                        .isEqualTo(statement.parameters().size()));
    }

    @Test
    void everyStatementOfAnOperationNamesItsCustomer() {
        assertThat(operations(42, 0.5))
                .allSatisfy(operation -> assertThat(operation.statements())
                        .allSatisfy(
                                statement -> assertThat(statement.parameters()).contains(operation.key())));
    }

    @Test
    void anOrderCostsTheSumOfItsLinesAndTheAccountPaysIt() {
        List<Operation> orders = operations(42, 0).stream()
                .filter(operation -> operation.name().equals("placeOrder"))
                .toList();

        assertThat(orders).isNotEmpty().allSatisfy(order -> {
            List<SqlStatement> statements = order.statements();
            List<SqlStatement> lines = statements.subList(1, statements.size() - 1);
            BigDecimal sum = lines.stream()
                    .map(line -> ((BigDecimal) line.parameters().get(4)).multiply(BigDecimal.valueOf((Integer)
                            line.parameters().get(3))))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(lines).hasSizeBetween(1, 3);
            assertThat(statements.get(0).parameters().get(1)).isEqualTo(sum);
            assertThat(statements.get(statements.size() - 1).parameters().get(0))
                    .isEqualTo(sum);
            assertThat(sum.scale()).isEqualTo(2);
        });
    }

    @Test
    void aShareAboveOneIsRefused() {
        assertThatThrownBy(() -> new CheckoutWorkload(KeyChooser.uniform(1), 1.1))
                .hasMessageContaining("between 0 and 1");
    }

    private static List<Operation> operations(long seed, double readShare) {
        Workload workload = new CheckoutWorkload(KeyChooser.zipf(100, 0.99), readShare);
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, MANY).mapToObj(i -> workload.next(i, random)).toList();
    }
}
