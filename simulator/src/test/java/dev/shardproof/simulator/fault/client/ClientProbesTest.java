package dev.shardproof.simulator.fault.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.shardproof.simulator.fault.Measure;
import dev.shardproof.simulator.fault.Probe;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientProbesTest {

    private final TestingRecords records = new TestingRecords();

    @Test
    void aRateIsOverTheLastSecond() throws IOException {
        Probe probe = measures(FaultKind.THUNDERING_RECONNECT).get(0).probe();
        records.eachStep = () -> records.sessions++;
        assertThat(probe.sample()).isEqualTo(100, within(0.1));
        records.eachStep = () -> {};
        assertThat(probe.sample()).as("a quarter of the second is silent").isBetween(75.0, 85.0);
        for (int i = 0; i < 3; i++) {
            probe.sample();
        }
        assertThat(probe.sample()).isZero();
    }

    @Test
    void ofAttemptsOnlyThoseBeyondTheOwnLimitCountAsAStorm() throws IOException {
        Measure storm = measures(FaultKind.RETRY_STORM).get(0);
        records.eachStep = () -> records.activity =
                new ApplicationRecords.Activity(records.activity.requests(), records.activity.attempts() + 50, 0);
        assertThat(storm.probe().sample())
                .as("requests hang and are repeated as usual")
                .isZero();

        records.activity = new ApplicationRecords.Activity(0, 60_000, 1);
        records.eachStep = () -> {};
        assertThat(storm.probe().sample())
                .as("one is enough")
                .isGreaterThan(storm.expected().leastRise().getAsDouble());
    }

    @Test
    void requestsAreStaleOnlySomeTimeAfterTheSwitch() throws IOException {
        Probe probe = measures(FaultKind.STALE_ROUTING_CACHE).get(0).probe();
        records.eachStep = () -> records.request(1, 7);
        assertThat(probe.sample()).as("there is no newer epoch").isZero();

        records.epoch = 2;
        for (int i = 0; i < 8; i++) {
            assertThat(probe.sample()).as("a healthy cache may be that old").isZero();
        }
        for (int i = 0; i < 5; i++) {
            probe.sample();
        }
        assertThat(probe.sample()).isEqualTo(100, within(1.0));

        records.eachStep = () -> records.request(2, 7);
        for (int i = 0; i < 5; i++) {
            probe.sample();
        }
        assertThat(probe.sample()).isZero();
        records.epoch = -1;
        assertThatThrownBy(probe::sample).isInstanceOf(IOException.class);
    }

    @Test
    void aRequestThatWasNotRoutedIsNotStale() throws IOException {
        Probe probe = measures(FaultKind.STALE_ROUTING_CACHE).get(0).probe();
        records.epoch = 2;
        records.eachStep = () -> records.request(0, 7);
        for (int i = 0; i < 20; i++) {
            assertThat(probe.sample()).isZero();
        }
    }

    @Test
    void aKeyIsHotByWhatItGainsAndNotByWhatItAlwaysHad() throws IOException {
        int[] step = {0};
        Runnable usual = () -> records.request(1, step[0]++ % 2 == 0 ? 1 : step[0] % 100);
        records.eachStep = usual;
        records.pass(Duration.ofSeconds(20));
        Probe probe = measures(FaultKind.HOT_KEY).get(0).probe();
        assertThat(probe.sample()).as("one key always has half of the requests").isLessThan(0.05);

        records.eachStep = () -> {
            usual.run();
            records.request(1, 99);
        };
        for (int i = 0; i < 5; i++) {
            probe.sample();
        }
        assertThat(probe.sample()).isEqualTo(0.5, within(0.03));

        records.eachStep = () -> {};
        for (int i = 0; i < 5; i++) {
            probe.sample();
        }
        assertThat(probe.sample()).as("no request at all").isZero();
    }

    private List<Measure> measures(FaultKind kind) {
        return new ClientFaults(new TestingControl(), records, 16, records)
                .measures(new Fault(kind, FaultTarget.APPLICATION, Map.of()));
    }
}
