package dev.shardproof.verifier.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.verifier.plan.Manners;
import dev.shardproof.verifier.source.Pace.ScannedChunk;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.watch.ServerGauge.Follower;
import dev.shardproof.verifier.source.watch.ServerGauge.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PoliteScanTest {

    private static final Path FILE = Path.of("pause-here");

    private final TestingTime time = new TestingTime();
    private final InMemoryGauge gauge = new InMemoryGauge("s0");
    private final List<String> heard = new ArrayList<>();
    private boolean fileExists;

    private Optional<Duration> maxLag = Optional.empty();
    private Optional<Duration> maxLatency = Optional.empty();
    private Optional<Duration> maxDuration = Optional.empty();
    private double restRatio;

    @Test
    void withoutAReasonNobodyWaits() throws Exception {
        maxLag = Optional.of(Duration.ofSeconds(1));
        maxLatency = Optional.of(Duration.ofMillis(50));
        PoliteScan scan = scan();

        scan.await("s0");

        assertThat(time.slept).isZero();
        assertThat(scan.paused()).isZero();
        assertThat(heard).isEmpty();
    }

    @Test
    void thePauseFileIsWaitedOutAndSaidOnce() throws Exception {
        fileExists = true;
        time.onSleep = now -> fileExists = now.toMillis() < 2_000;
        PoliteScan scan = scan();

        scan.await("s0");

        assertThat(heard)
                .containsExactly(
                        "paused  PAUSE_FILE the pause file pause-here exists; remove it to go on",
                        "resumed  PAUSE_FILE PT2S");
        assertThat(scan.waited()).containsOnly(java.util.Map.entry(WaitReason.PAUSE_FILE, Duration.ofSeconds(2)));
        assertThat(scan.paused()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aLaggingReplicaIsWaitedFor() throws Exception {
        maxLag = Optional.of(Duration.ofSeconds(1));
        gauge.followers =
                List.of(new Follower("standby1", OptionalLong.of(100), Optional.of(Duration.ofMillis(3_200))));
        time.onSleep = now -> {
            if (now.toSeconds() >= 4) {
                gauge.followers = List.of(new Follower("standby1", OptionalLong.of(100), Optional.empty()));
            }
        };

        scan().await("s0");

        assertThat(heard)
                .containsExactly(
                        "paused s0 LAG s0's replica standby1 is 3.2 s behind (limit 1 s)", "resumed s0 LAG PT4S");
    }

    @Test
    void aReplicaThatReportsNoLagIsMeasuredByItsPosition() throws Exception {
        maxLag = Optional.of(Duration.ofSeconds(1));
        gauge.followers = List.of(new Follower("stuck", OptionalLong.of(50), Optional.empty()));
        PoliteScan scan = scan();
        scan.await("s0");
        assertThat(heard).as("nobody knows yet for how long it has been behind").isEmpty();

        time.pass(Duration.ofSeconds(3));
        gauge.writes(900);
        time.onSleep = now -> {
            if (now.toSeconds() >= 5) {
                gauge.followers = List.of(new Follower("stuck", OptionalLong.of(900), Optional.empty()));
            }
        };
        scan.await("s0");

        assertThat(heard).first().isEqualTo("paused s0 LAG s0's replica stuck is 3 s behind (limit 1 s)");
    }

    @Test
    void aReplicaThatIsReadItselfMustKeepUpToo() throws Exception {
        maxLag = Optional.of(Duration.ofSeconds(1));
        gauge.position = new Position(true, "system", 100, OptionalLong.of(200), Optional.of(Duration.ofSeconds(90)));
        time.onSleep = now -> gauge.position =
                new Position(true, "system", 200, OptionalLong.of(200), Optional.of(Duration.ofSeconds(91)));

        scan().await("s0");

        assertThat(heard).first().isEqualTo("paused s0 LAG s0 is itself a replica and is 90 s behind (limit 1 s)");
        assertThat(time.slept).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void lagThatMayNotBeSeenIsAnErrorAndNoSilence() {
        maxLag = Optional.of(Duration.ofSeconds(1));
        gauge.failure = Optional.of(new SourceException("shard s0 has replicas, but this role may not see"));

        assertThatThrownBy(() -> scan().requireMeasurable()).hasMessageContaining("may not see");
        assertThatThrownBy(() -> scan().await("s0")).hasMessageContaining("may not see");
    }

    @Test
    void aSlowServerIsLeftAlone() throws Exception {
        maxLatency = Optional.of(Duration.ofMillis(50));
        gauge.roundTrip = Duration.ofMillis(80);
        time.onSleep = now -> gauge.roundTrip = Duration.ofMillis(now.toMillis() < 1_000 ? 80 : 5);

        scan().await("s0");

        assertThat(heard)
                .containsExactly(
                        "paused s0 LATENCY s0 answers the simplest query in 80 ms (limit 50 ms)",
                        "resumed s0 LATENCY PT1S");
    }

    @Test
    void aServerIsMeasuredOnceAPollHoweverSmallTheChunks() throws Exception {
        maxLatency = Optional.of(Duration.ofMillis(50));
        PoliteScan scan = scan();

        for (int i = 0; i < 10; i++) {
            scan.await("s0");
            time.pass(Duration.ofMillis(100));
        }

        assertThat(gauge.measurements).isEqualTo(2);
    }

    @Test
    void aRestFollowsEachChunk() throws Exception {
        restRatio = 0.5;
        PoliteScan scan = scan();
        scan.done(new ScannedChunk("s0", "public.t", 10, 1, 1, Duration.ofMillis(400)));

        scan.await("s1");
        assertThat(time.slept).as("another shard").isZero();
        scan.await("s0");
        scan.await("s0");

        assertThat(time.slept).isEqualTo(Duration.ofMillis(200));
        assertThat(scan.waited()).containsEntry(WaitReason.REST, Duration.ofMillis(200));
    }

    @Test
    void atTheEndOfItsTimeNothingMoreIsRead() throws Exception {
        maxDuration = Optional.of(Duration.ofHours(2));
        PoliteScan scan = scan();
        scan.await("s0");
        time.pass(Duration.ofHours(2));

        assertThatThrownBy(() -> scan.await("s0"))
                .isInstanceOf(SourceException.class)
                .hasMessageStartingWith("out of time after 120 min: what was not read by then is not judged");
    }

    @Test
    void aPauseEndsWithTheTime() {
        maxDuration = Optional.of(Duration.ofMillis(1_800));
        fileExists = true;

        assertThatThrownBy(() -> scan().await("s0")).hasMessageStartingWith("out of time after 1.8 s");
        assertThat(time.slept).isEqualTo(Duration.ofMillis(1_800));
        assertThat(heard).last().asString().startsWith("resumed");
    }

    private PoliteScan scan() {
        Manners manners = new Manners(
                Duration.ofMillis(500),
                maxLag,
                maxLatency,
                maxDuration,
                Duration.ofHours(1),
                Optional.of(FILE),
                Optional.empty());
        return new PoliteScan(
                manners,
                List.of(gauge),
                restRatio,
                path -> path.equals(FILE) && fileExists,
                time,
                time::nanoTime,
                new PaceListener() {
                    @Override
                    public void paused(String shard, WaitReason reason, String why) {
                        heard.add("paused " + shard + " " + reason + " " + why);
                    }

                    @Override
                    public void resumed(String shard, WaitReason reason, Duration waited) {
                        heard.add("resumed " + shard + " " + reason + " " + waited);
                    }
                });
    }
}
