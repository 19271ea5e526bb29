package dev.shardproof.simulator.fault.wire.toxic;

import static dev.shardproof.simulator.fault.wire.toxic.TestingLane.chunk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.fault.wire.toxic.TestingLane.Out;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToxicsTest {

    private final TestingLane lane = new TestingLane();

    @Test
    void latencyCountsFromTheArrivalSoThatChunksWaitSideBySide() throws IOException {
        Toxic latency = toxic(ToxicType.LATENCY, Map.of("latency", 100L));
        latency.pass(chunk("a", 0), lane);
        latency.pass(chunk("b", 1), lane);
        latency.pass(chunk("c", 90), lane);
        assertThat(lane.out()).containsExactly(new Out("a", 100), new Out("b", 101), new Out("c", 190));
    }

    @Test
    void jitterStaysWithinItsBoundsAndReachesThem() throws IOException {
        Toxic latency = toxic(ToxicType.LATENCY, Map.of("latency", 10L, "jitter", 2L));
        for (int i = 0; i < 200; i++) {
            latency.pass(chunk("a", i * 1000L), lane);
        }
        assertThat(lane.out().stream().map(out -> out.atMillis() % 1000).distinct())
                .containsExactlyInAnyOrder(8L, 9L, 10L, 11L, 12L);
    }

    @Test
    void bandwidthOf10KbSendsATenthOfASecondAtATime() throws IOException {
        Toxic bandwidth = toxic(ToxicType.BANDWIDTH, Map.of("rate", 10L));
        bandwidth.pass(chunk("x".repeat(2500), 0), lane);
        assertThat(lane.out().stream().map(Out::atMillis)).containsExactly(100L, 200L, 250L);
        assertThat(lane.allText()).hasSize(2500);
    }

    @Test
    void bandwidthGivesNoCreditForAnIdleLine() throws IOException {
        Toxic bandwidth = toxic(ToxicType.BANDWIDTH, Map.of("rate", 1L));
        bandwidth.pass(chunk("x".repeat(50), 0), lane);
        bandwidth.pass(chunk("y".repeat(50), 10), lane);
        bandwidth.pass(chunk("z".repeat(50), 5000), lane);
        assertThat(lane.out().stream().map(Out::atMillis)).containsExactly(50L, 100L, 5050L);
    }

    @ParameterizedTest
    @CsvSource({"LATENCY,latency", "BANDWIDTH,rate", "RESET_PEER,timeout"})
    void changedToxicsReleaseAllBytesAtOnce(ToxicType type, String attribute) throws IOException {
        lane.changeToxics();
        toxic(type, Map.of(attribute, 5L)).pass(chunk("x".repeat(2000), 0), lane);
        assertThat(lane.allText()).hasSize(2000);
        assertThat(lane.nowMillis()).isZero();
        assertThat(lane.ending()).isEqualTo("open");
    }

    @Test
    void changedToxicsReleaseWhatTheSlicerHolds() throws IOException {
        lane.changeToxics();
        toxic(ToxicType.SLICER, Map.of("average_size", 3L, "delay", 1000L)).pass(chunk("abcdefgh", 0), lane);
        assertThat(lane.out().stream().map(Out::text)).containsExactly("abc", "defgh");
    }

    @Test
    void bandwidthZeroHoldsEverything() throws IOException {
        toxic(ToxicType.BANDWIDTH, Map.of("rate", 0L)).pass(chunk("x", 0), lane);
        assertThat(lane.nowMillis()).isGreaterThan(Duration.ofDays(300).toMillis());
    }

    @Test
    void slicesHaveTheirSizeAndTheirDelay() throws IOException {
        toxic(ToxicType.SLICER, Map.of("average_size", 4L, "delay", 2000L)).pass(chunk("abcdefghij", 0), lane);
        assertThat(lane.out()).containsExactly(new Out("abcd", 0), new Out("efgh", 2), new Out("ij", 4));
    }

    @Test
    void sliceSizesVaryWithinTheirBounds() throws IOException {
        toxic(ToxicType.SLICER, Map.of("average_size", 10L, "size_variation", 3L))
                .pass(chunk("x".repeat(5000), 0), lane);
        assertThat(lane.allText()).hasSize(5000);
        assertThat(lane.out().subList(0, lane.out().size() - 1))
                .extracting(out -> out.text().length())
                .allMatch(size -> size >= 7 && size <= 13)
                .contains(7, 13);
    }

    @Test
    void slowCloseDelaysTheEndOnly() throws IOException {
        Toxic slowClose = toxic(ToxicType.SLOW_CLOSE, Map.of("delay", 70L));
        slowClose.pass(chunk("a", 5), lane);
        assertThat(slowClose.end(5_000_000, lane)).isTrue();
        assertThat(lane.out()).containsExactly(new Out("a", 0));
        assertThat(lane.nowMillis()).isEqualTo(75);
    }

    @Test
    void timeoutDropsBytesAndClosesAtTheEnd() throws IOException {
        Toxic timeout = toxic(ToxicType.TIMEOUT, Map.of("timeout", 70L));
        timeout.pass(chunk("a", 5), lane);
        assertThat(lane.out()).isEmpty();
        assertThat(timeout.dropsBytes()).isTrue();
        assertThat(timeout.closesAfterSilence()).contains(Duration.ofMillis(70));
        assertThat(toxic(ToxicType.TIMEOUT, Map.of()).closesAfterSilence()).isEmpty();
        assertThatThrownBy(() -> timeout.end(0, lane)).isInstanceOf(IOException.class);
        assertThat(lane.ending()).isEqualTo("closed");
    }

    @Test
    void resetPeerResetsAfterItsTimeout() {
        Toxic reset = toxic(ToxicType.RESET_PEER, Map.of("timeout", 70L));
        assertThatThrownBy(() -> reset.pass(chunk("a", 5), lane)).isInstanceOf(IOException.class);
        assertThat(lane.ending()).isEqualTo("reset");
        assertThat(lane.out()).isEmpty();
        assertThat(lane.nowMillis()).isEqualTo(75);
    }

    @Test
    void limitDataCountsOverChunksAndUpdates() throws IOException {
        toxic(ToxicType.LIMIT_DATA, Map.of("bytes", 10L)).pass(chunk("abcdef", 0), lane);
        assertThat(lane.ending()).isEqualTo("open");
        Toxic smaller = toxic(ToxicType.LIMIT_DATA, Map.of("bytes", 8L));
        assertThatThrownBy(() -> smaller.pass(chunk("ghijk", 0), lane)).isInstanceOf(IOException.class);
        assertThat(lane.allText()).isEqualTo("abcdefgh");
        assertThat(lane.ending()).isEqualTo("closed");
    }

    @ParameterizedTest
    @CsvSource({
        "LATENCY,latency,-1,attribute latency of latency is -1: a whole number from 0 to 1000000000000 is needed",
        "BANDWIDTH,rate,1000000000001,attribute rate of bandwidth is 1000000000001",
        "SLICER,average_size,0,average_size is 0: at least 1 byte is needed",
    })
    void impossibleAttributesAreRefused(ToxicType type, String attribute, long value, String message) {
        assertThatThrownBy(() -> toxic(type, Map.of(attribute, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    private static Toxic toxic(ToxicType type, Map<String, Long> attributes) {
        return ToxicSpec.of("t", type, Stream.DOWNSTREAM, 1, attributes).toxic();
    }
}
