package dev.shardproof.verifier.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GoodputTallyTest {

    private final GoodputTally tally = new GoodputTally(Duration.ofSeconds(1));

    @Test
    void operationsCountInTheSecondInWhichTheyWereDue() {
        add(5_100_000, 5_200_000, Outcome.ACKNOWLEDGED, 2, "");
        add(5_900_000, 6_900_000, Outcome.ACKNOWLEDGED, 1, "");
        add(5_999_999, 7_000_001, Outcome.ACKNOWLEDGED, 3, "");
        add(5_000_000, 5_000_001, Outcome.REJECTED, 1, "57014");
        add(7_000_000, 7_000_000, Outcome.REJECTED, 0, ClientOperation.NOT_SENT);

        assertThat(tally.seconds())
                .containsExactly(
                        new GoodputSecond(5_000_000, 4, 2, 0, 7),
                        new GoodputSecond(6_000_000, 0, 0, 0, 0),
                        new GoodputSecond(7_000_000, 1, 0, 1, 0));
    }

    private void add(long intended, long end, Outcome outcome, int attempts, String error) {
        tally.add(new ClientOperation("read", false, intended, intended, end, "s0", 1, outcome, attempts, error));
    }
}
