package dev.shardproof.simulator.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.simulator.client.safeguard.Attempt;
import dev.shardproof.simulator.client.safeguard.BreakerPolicy;
import dev.shardproof.simulator.client.safeguard.BudgetAccount;
import dev.shardproof.simulator.client.safeguard.FailureKind;
import dev.shardproof.simulator.client.safeguard.RetryBudget;
import dev.shardproof.simulator.client.safeguard.RetryPolicy;
import dev.shardproof.simulator.client.safeguard.RetryPolicy.Backoff;
import dev.shardproof.simulator.client.safeguard.ShardBreakers;
import dev.shardproof.simulator.topology.ShardId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A storm in virtual time, with the same decisions as on real servers: each of the requests on a shard slows down the others,
 * and for some seconds the shard answers nobody.
 */
class RetryStormTest {

    private static final int RATE = 25;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long TIMEOUT = 500 * MILLI;
    private static final long WORK = 20 * MILLI;
    private static final long SLOW_FROM = 10 * SECOND;
    private static final long SLOW_TO = 16 * SECOND;
    private static final long END = 60 * SECOND;
    private static final ShardId S0 = new ShardId("s0");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final RetryPolicy NAIVE =
            new RetryPolicy(6, Duration.ofMillis(10), Duration.ofMillis(10), PATIENCE, Backoff.FIXED);
    private static final RetryBudget BUDGET = new RetryBudget(0.1, 10);
    private static final BreakerPolicy BREAKER =
            new BreakerPolicy(50, Duration.ofSeconds(10), Duration.ofSeconds(3), 20, 10);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void withoutSafeguardsItGoesOnWithoutItsTrigger(long seed) {
        Storm storm = new Storm(seed, Optional.empty(), Optional.empty());
        storm.run();
        assertThat(storm.goodIn(0, SLOW_FROM)).isGreaterThan(0.99);
        assertThat(storm.goodIn(SLOW_TO + 10 * SECOND, END - 5 * SECOND)).isLessThan(0.05);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aBudgetAloneEndsIt(long seed) {
        Storm storm = new Storm(seed, Optional.of(BUDGET), Optional.empty());
        storm.run();
        assertThat(storm.goodIn(SLOW_TO + 10 * SECOND, END - 5 * SECOND)).isGreaterThan(0.99);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aBudgetAndABreakerEndIt(long seed) {
        Storm storm = new Storm(seed, Optional.of(BUDGET), Optional.of(BREAKER));
        storm.run();
        assertThat(storm.goodIn(SLOW_TO + 10 * SECOND, END - 5 * SECOND)).isGreaterThan(0.99);
    }

    /** One event after the other; a request is what it has made of itself so far. */
    private static final class Storm {
        private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::nanos));
        private final SplittableRandom random;
        private final BudgetAccount budget;
        private final ShardBreakers breakers;
        private final long[] due = new long[(int) (END / SECOND)];
        private final long[] good = new long[due.length];
        private long now;
        private int underWay;

        private record Event(long nanos, Runnable action) {}

        Storm(long seed, Optional<RetryBudget> budget, Optional<BreakerPolicy> breaker) {
            this.random = new SplittableRandom(seed);
            this.budget = new BudgetAccount(budget);
            this.breakers = new ShardBreakers(breaker, List.of(S0), () -> now);
        }

        void run() {
            for (long at = 0; at < END; at += random.nextLong(2 * SECOND / RATE)) {
                long begin = at;
                events.add(new Event(at, () -> {
                    due[(int) (begin / SECOND)]++;
                    budget.request();
                    attempt(begin, 1);
                }));
            }
            while (!events.isEmpty()) {
                Event event = events.remove();
                now = event.nanos();
                event.action().run();
            }
        }

        double goodIn(long from, long to) {
            long all = 0;
            long some = 0;
            for (int i = (int) (from / SECOND); i < to / SECOND; i++) {
                all += due[i];
                some += good[i];
            }
            return (double) some / all;
        }

        private void attempt(long begin, int number) {
            if (!breakers.permit(S0)) {
                return;
            }
            long started = now;
            underWay++;
            long takes = now >= SLOW_FROM && now < SLOW_TO ? Long.MAX_VALUE : WORK * underWay;
            events.add(new Event(now + Math.min(takes, TIMEOUT), () -> {
                underWay--;
                Attempt ended = takes <= TIMEOUT
                        ? Attempt.succeeded(List.of())
                        : Attempt.failed(new SQLException("timed out", "57014"), FailureKind.TRANSIENT);
                breakers.ended(S0, ended, started);
                if (ended.succeeded()) {
                    good[(int) (begin / SECOND)]++;
                } else {
                    again(begin, number);
                }
            }));
        }

        private void again(long begin, int number) {
            NAIVE.delayBeforeRetry(FailureKind.TRANSIENT, false, number, now - begin, random.nextDouble())
                    .ifPresent(delay -> {
                        if (budget.retry()) {
                            events.add(new Event(now + delay, () -> attempt(begin, number + 1)));
                        }
                    });
        }
    }
}
