package dev.shardproof.simulator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

    @Test
    void theBucketKeepsTheMeanRateWithoutLongBursts() {
        TokenBucket bucket = new TokenBucket(1000, 0);
        assertThat(bucket.take(100, 0)).isZero();
        assertThat(bucket.take(50, 0)).isEqualTo(Duration.ofMillis(50).toNanos());
        // After a long pause no more than a tenth of a second's worth has gathered.
        long later = Duration.ofSeconds(100).toNanos();
        assertThat(bucket.take(100, later)).isZero();
        assertThat(bucket.take(1, later)).isEqualTo(Duration.ofMillis(1).toNanos());
    }
}
