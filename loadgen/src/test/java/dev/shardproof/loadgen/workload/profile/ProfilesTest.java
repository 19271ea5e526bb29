package dev.shardproof.loadgen.workload.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.shardproof.loadgen.workload.CheckoutWorkload;
import dev.shardproof.loadgen.workload.Clients;
import dev.shardproof.loadgen.workload.Operation;
import dev.shardproof.loadgen.workload.SqlStatement;
import dev.shardproof.loadgen.workload.Workload;
import dev.shardproof.loadgen.workload.key.KeyChooser;
import dev.shardproof.verifier.history.Effect;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProfilesTest {

    private static final int MANY = 5_000;
    private static final int KEYS = 200;
    private static final Clients CLIENTS = new Clients(20, 64);
    private static final KeyChooser ANY = KeyChooser.uniform(KEYS);
    private static final AccountPairs PAIRS =
            new AccountPairs(LongStream.rangeClosed(1, 2 * KEYS).toArray());

    record Profile(String name, DoubleFunction<Workload> withReadShare) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Profile> all() {
        return Stream.of(
                new Profile("checkout", share -> new CheckoutWorkload(ANY, share, CLIENTS)),
                new Profile("register", share -> new RegisterWorkload(ANY, share, CLIENTS)),
                new Profile("append", share -> new AppendWorkload(ANY, share, CLIENTS)),
                new Profile("bank", share -> new BankWorkload(PAIRS, ANY, share, CLIENTS, 2 * KEYS + 3, 100_000)),
                new Profile(
                        "timeline",
                        share -> new TimelineWorkload(
                                ANY, share, CLIENTS, new TimelineWorkload.Past(3_990, 20, "2026-01-01T00:00:00Z"))));
    }

    @ParameterizedTest
    @MethodSource("all")
    void theSameSeedGivesTheSameOperations(Profile profile) {
        assertThat(operations(profile, 42, 0.5))
                .isEqualTo(operations(profile, 42, 0.5))
                .isNotEqualTo(operations(profile, 43, 0.5));
    }

    @ParameterizedTest
    @MethodSource("all")
    void readShareDecidesTheMixAndNothingElseIsAllowed(Profile profile) {
        for (double readShare : new double[] {0, 0.2, 0.8, 1}) {
            long reads = operations(profile, 42, readShare).stream()
                    .filter(operation -> !operation.write())
                    .count();
            assertThat((double) reads / MANY).isCloseTo(readShare, within(0.02));
        }
        assertThatThrownBy(() -> profile.withReadShare().apply(1.1)).hasMessageContaining("between 0 and 1");
    }

    @ParameterizedTest
    @MethodSource("all")
    void allKindsComeUpUnderTheirAnnouncedNames(Profile profile) {
        Set<String> names =
                operations(profile, 42, 0.5).stream().map(Operation::name).collect(Collectors.toSet());

        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(
                        profile.withReadShare().apply(0.5).operationNames());
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyQuestionMarkHasItsValue(Profile profile) {
        assertThat(operations(profile, 42, 0.5))
                .flatMap(Operation::statements)
                .allSatisfy(statement -> assertThat(
                                statement.sql().chars().filter(c -> c == '?').count())
                        .isEqualTo(statement.parameters().size()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatAWriteLeavesBehindIsUniqueAndStandsInItsStatements(Profile profile) {
        Set<Long> arguments = new HashSet<>();
        for (Operation operation : operations(profile, 42, 0.3)) {
            Effect effect = operation.intent().effect();
            if (effect == Effect.INSERT || effect == Effect.WRITE || effect == Effect.APPEND) {
                long argument = operation.intent().argument();
                assertThat(argument).isPositive();
                assertThat(arguments.add(argument))
                        .as("argument %d is new", argument)
                        .isTrue();
                assertThat(operation.statements())
                        .flatMap(SqlStatement::parameters)
                        .anyMatch(value ->
                                value.equals(argument) || value.toString().contains("\"number\": " + argument));
            }
        }
        assertThat(arguments).hasSizeGreaterThan(MANY / 3);
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsJudgedBelongsToASessionAndNamesItsKey(Profile profile) {
        assertThat(operations(profile, 42, 0.5))
                .filteredOn(operation -> operation.intent().effect() != Effect.NONE)
                .allMatch(operation -> operation.intent().openKey())
                .allMatch(operation -> operation.key() instanceof Long)
                .extracting(operation -> operation.intent().session())
                .allMatch(session -> session >= 0 && session < CLIENTS.sessions())
                .contains(0L, CLIENTS.sessions() - 1L);
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyWriteCarriesAValueOfTheSizeThatWasAskedFor(Profile profile) {
        assertThat(operations(profile, 42, 0))
                .filteredOn(operation -> operation.intent().effect() != Effect.DELETE)
                .isNotEmpty()
                .allSatisfy(operation -> assertThat(operation.statements())
                        .flatMap(SqlStatement::parameters)
                        .anyMatch(value -> value instanceof String text && text.length() == CLIENTS.valueBytes()));
    }

    @Test
    void onlyReadsAskEveryShardAndOnlyForWhatItOwns() {
        List<Operation> scattered = all().flatMap(profile -> operations(profile, 42, 0.9).stream())
                .filter(Operation::everyShard)
                .toList();

        assertThat(scattered).extracting(Operation::name).contains("auditAll", "countRange", "countAll");
        assertThat(scattered)
                .noneMatch(Operation::write)
                .flatMap(Operation::statements)
                .allMatch(statement -> statement.sql().contains("{owned:"));
    }

    @Test
    void aTransferTakesFromOnePotWhatItGivesToAnotherOfTheSamePair() {
        List<Operation> transfers = operations(
                all().filter(any -> any.name().equals("bank")).findFirst().orElseThrow(), 42, 0);

        assertThat(transfers).allSatisfy(transfer -> {
            List<SqlStatement> changes = transfer.statements().subList(1, 3);
            BigDecimal sum = changes.stream()
                    .map(change -> (BigDecimal) change.parameters().get(0))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(sum).isEqualByComparingTo(BigDecimal.ZERO);
            assertThat(changes.get(0).parameters().subList(1, 3))
                    .isNotEqualTo(changes.get(1).parameters().subList(1, 3));
            Set<Object> accounts =
                    changes.stream().map(change -> change.parameters().get(1)).collect(Collectors.toSet());
            assertThat(accounts).contains(transfer.key()).containsAll(transfer.alsoKeys());
            assertThat(accounts)
                    .extracting(account -> ((Long) account - 1) / 2)
                    .as("of one pair")
                    .containsOnly(((Long) transfer.key() - 1) / 2);
            List<String> order = changes.stream()
                    .map(change -> "%09d %s"
                            .formatted(
                                    change.parameters().get(1),
                                    change.parameters().get(2)))
                    .toList();
            assertThat(order).as("locks are taken in one order").isSorted();
        });
        assertThat(transfers).extracting(Operation::name).contains("transferInside", "transferAcross");
    }

    @Test
    void theEntryOfATransferSaysWhatItDoesToWhichPots() {
        List<Operation> transfers = operations(
                all().filter(any -> any.name().equals("bank")).findFirst().orElseThrow(), 42, 0);

        assertThat(transfers).allSatisfy(transfer -> {
            SqlStatement entry = transfer.statements().get(0);
            assertThat(entry.sql()).contains("(account_id, pot, number, other_account_id, other_pot, amount, memo)");
            List<Object> values = entry.parameters();
            BigDecimal amount = (BigDecimal) values.get(5);
            assertThat(transfer.statements().subList(1, 3))
                    .extracting(SqlStatement::parameters)
                    .containsExactlyInAnyOrder(
                            List.of(amount.negate(), values.get(0), values.get(1)),
                            List.of(amount, values.get(3), values.get(4)));
        });
    }

    @Test
    void theSumsThatAreExpectedAreThoseOfTheDataSet() {
        Profile bank =
                all().filter(any -> any.name().equals("bank")).findFirst().orElseThrow();
        assertThat(arguments(operations(bank, 42, 1)))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("auditPair", Set.of(400_000L), "auditAll", Set.of((2L * KEYS + 3) * 200_000)));
        Profile timeline =
                all().filter(any -> any.name().equals("timeline")).findFirst().orElseThrow();
        Map<String, Set<Long>> counts = arguments(operations(timeline, 42, 1));
        assertThat(counts.get("countAll")).containsExactly(3_990L);
        assertThat(counts.get("countPast")).as("the last user has fewer").containsExactlyInAnyOrder(20L, 10L);
        assertThat(counts.get("countRange")).contains(2_000L, 1_990L, 10L).allMatch(count -> count <= 2_000);
    }

    @Test
    void aSessionOftenReadsWhatItWrote() {
        Profile register =
                all().filter(any -> any.name().equals("register")).findFirst().orElseThrow();
        Set<String> written = new HashSet<>();
        long again = 0;
        for (Operation operation : operations(register, 42, 0.5)) {
            String own = operation.intent().session() + " " + operation.key();
            if (operation.write()) {
                written.add(own);
            } else if (written.contains(own)) {
                again++;
            }
        }

        assertThat(again).isGreaterThan(MANY / 20);
    }

    @Test
    void noListGrowsWithoutBoundsHoweverHotItIs() {
        Workload hot = new AppendWorkload(KeyChooser.zipf(KEYS, 1.5), 0, CLIENTS);
        Map<Object, Integer> lengths = new HashMap<>();
        for (int number = 0; number < 100_000; number++) {
            lengths.merge(hot.next(number, new SplittableRandom(number)).key(), 1, Integer::sum);
        }

        assertThat(lengths.values()).allMatch(length -> length < 3_000);
        assertThat(lengths).hasSize(KEYS);
    }

    @Test
    void accountsThatAreNoPairsAreRefused() {
        assertThatThrownBy(() -> new AccountPairs(1)).hasMessageContaining("even number");
        assertThatThrownBy(() -> new AccountPairs(1, 2, 3)).hasMessageContaining("even number");
        assertThatThrownBy(() -> new BankWorkload(PAIRS, KeyChooser.uniform(3), 0.5, CLIENTS, 1000, 1))
                .hasMessageContaining("200 pairs, but the chooser chooses from 3");
        assertThatThrownBy(() -> new BankWorkload(PAIRS, ANY, 0.5, CLIENTS, 3, 1))
                .hasMessageContaining("fewer");
    }

    private static Map<String, Set<Long>> arguments(List<Operation> operations) {
        return operations.stream()
                .filter(operation -> operation.intent().effect() == Effect.SUM)
                .collect(Collectors.groupingBy(
                        Operation::name,
                        Collectors.mapping(operation -> operation.intent().argument(), Collectors.toSet())));
    }

    private static List<Operation> operations(Profile profile, long seed, double readShare) {
        Workload workload = profile.withReadShare().apply(readShare);
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, MANY).mapToObj(i -> workload.next(i, random)).toList();
    }
}
