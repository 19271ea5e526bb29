package dev.shardproof.simulator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiskWaitTest {

    private static final long SECOND = 1_000_000_000L;

    private final Map<String, String> files = new HashMap<>();
    private long now = 7 * SECOND;
    private final DiskWait wait = new DiskWait(this::read, () -> now);

    @Test
    void theContainersOwnPressureCountsWhereTheKernelKeepsIt() throws IOException {
        stat(1_000, 100);
        pressure(500_000);
        assertThat(wait.look()).isEmpty();

        now += 2 * SECOND;
        stat(1_000, 900); // the machine waits, and this container does not
        pressure(1_100_000);

        assertThat(wait.look().orElseThrow()).isCloseTo(0.3, within(1e-9));
    }

    @Test
    void withoutItTheMachineOfTheContainerIsAsked() throws IOException {
        stat(1_000, 100);
        assertThat(wait.look()).isEmpty();

        now += SECOND;
        stat(1_060, 140);

        assertThat(wait.look().orElseThrow()).isCloseTo(0.4, within(1e-9));
    }

    @Test
    void aContainerThatDoesNotAnswerAtFirstDoesNotLoseItsOwnFigure() throws IOException {
        assertThatThrownBy(wait::look).isInstanceOf(IOException.class);

        stat(1_000, 100);
        pressure(0);
        wait.look();
        now += SECOND;
        pressure(250_000);

        assertThat(wait.look()).hasValue(0.25);
    }

    @Test
    void whatCanNotBeReadIsNoZero() throws IOException {
        stat(1_000, 100);
        pressure(0);
        wait.look();

        files.remove(DiskWait.PRESSURE);

        assertThatThrownBy(wait::look).isInstanceOf(IOException.class).hasMessageContaining(DiskWait.PRESSURE);
    }

    @Test
    void aContainerThatWasStartedAgainCountsFromZero() throws IOException {
        stat(1_000, 100);
        pressure(90_000_000);
        wait.look();
        now += SECOND;
        pressure(100_000);

        assertThat(wait.look()).hasValue(0.1);
    }

    @Test
    void theSameMomentAgainIsNoLook() throws IOException {
        stat(1_000, 100);
        wait.look();

        assertThat(wait.look()).isEmpty();
    }

    private void pressure(long fullMicros) {
        files.put(DiskWait.PRESSURE, """
                some avg10=0.68 avg60=1.96 avg300=1.67 total=563501915
                full avg10=0.57 avg60=1.58 avg300=1.36 total=%d
                """.formatted(fullMicros));
    }

    private void stat(long user, long ioWait) {
        files.put(DiskWait.STAT, "cpu  %d 0 0 0 %d 0 0 0 0 0\nctxt 12\n".formatted(user, ioWait));
    }

    private String read(String path) throws IOException {
        if (!files.containsKey(path)) {
            throw new IOException("could not open file \"%s\" for reading".formatted(path));
        }
        return files.get(path);
    }
}
