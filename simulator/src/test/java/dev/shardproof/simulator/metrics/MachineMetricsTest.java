package dev.shardproof.simulator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineMetricsTest {

    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path folder;

    private long now = 5 * SECOND;
    private MachineMetrics metrics;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(folder.resolve("proc/net"));
        Files.createDirectories(folder.resolve("sys/class/net/eth0/device"));
        Files.writeString(folder.resolve("sys/class/net/eth0/speed"), "1000\n");
        metrics = new MachineMetrics(folder.resolve("proc"), folder.resolve("sys"), () -> now);
    }

    @Test
    void loadIsTheDifferenceBetweenTwoLooks() throws IOException {
        stat("1000 0 500 8000 100 0 0 0 300 0");
        net(5_000, 7_000, 1_000_000, 2_000_000);
        assertThat(metrics.load()).isEmpty();
        assertThat(metrics.ioWait()).isEmpty();

        now += 2 * SECOND;
        stat("1100 10 550 8200 140 5 15 20 330 0");
        net(5_000, 7_000, 101_000_000, 52_000_000);
        MachineLoad load = load();

        // user 100, nice 10, system 50, idle 200, iowait 40, irq 5, softirq 15, steal 20: 440 in all
        assertThat(load.cpuShare()).isCloseTo(200.0 / 440, within(1e-9));
        assertThat(metrics.ioWait().get("this machine")).isCloseTo(40.0 / 440, within(1e-9));
        assertThat(load.networks().get("eth0").receivedPerSecond()).isEqualTo(50e6);
        assertThat(load.networks().get("eth0").sentPerSecond()).isEqualTo(25e6);
        assertThat(load.networkShare()).hasValue(50e6 / 125e6);
        assertThat(load.bytesPerSecond()).hasValue(50e6);
    }

    @Test
    void anInterfaceThatDoesNotTellItsCapacityHasNoShare() throws IOException {
        Files.writeString(folder.resolve("sys/class/net/eth0/speed"), "-1\n");
        stat("1 0 0 1 0 0 0 0");
        net(1, 1, 1, 1);
        metrics.load();
        now += SECOND;
        stat("2 0 0 2 0 0 0 0");
        net(1_001, 1, 1, 1);

        MachineLoad load = load();

        assertThat(load.networkShare()).isEmpty();
        assertThat(load.bytesPerSecond()).as("the loopback counts").hasValue(1_000);
    }

    /** The driver of a container's pair of interfaces says 10 Gbit/s whatever the machine can do. */
    @Test
    void theSpeedOfAVirtualInterfaceIsAConstantAndNotBelieved() throws IOException {
        Files.delete(folder.resolve("sys/class/net/eth0/device"));
        stat("1 0 0 1 0 0 0 0");
        net(1, 1, 1, 1);
        metrics.load();
        now += SECOND;
        stat("2 0 0 2 0 0 0 0");
        net(1, 1, 1_000_001, 1);

        assertThat(load().networkShare()).isEmpty();
    }

    @Test
    void aMachineThatIsNoLinuxSaysSoAndIsNotIdle() {
        assertThatThrownBy(metrics::load)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("collected on Linux only");
        assertThatThrownBy(metrics::ioWait).isInstanceOf(IOException.class);
    }

    @Test
    void whatIsNotAKernelsFileIsRefused() throws IOException {
        stat("1 2 x 4 5 6 7 8");
        net(1, 1, 1, 1);

        assertThatThrownBy(metrics::load).isInstanceOf(IOException.class).hasMessageContaining("not a number");
        stat("1 2 3");
        assertThatThrownBy(metrics::ioWait).hasMessageContaining("3 columns, at least 8");
    }

    @Test
    void aSecondLookAtTheSameMomentIsNoLook() throws IOException {
        stat("1 0 0 1 0 0 0 0");
        net(1, 1, 1, 1);
        metrics.load();
        metrics.ioWait();

        assertThat(metrics.load()).isEmpty();
        assertThat(metrics.ioWait()).isEmpty();
    }

    private MachineLoad load() throws IOException {
        return metrics.load().get("this machine");
    }

    private void stat(String cpu) throws IOException {
        Files.writeString(folder.resolve("proc/stat"), "cpu  " + cpu + "\ncpu0 " + cpu + "\nintr 1 2 3\n");
    }

    private void net(long loReceived, long loSent, long received, long sent) throws IOException {
        Files.writeString(folder.resolve("proc/net/dev"), """
                Inter-|   Receive                                                |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls
                    lo: %d 10 0 0 0 0 0 0 %d 10 0 0 0 0 0 0
                  eth0: %d 10 0 0 0 0 0 0 %d 10 0 0 0 0 0 0
                """.formatted(loReceived, loSent, received, sent));
    }
}
