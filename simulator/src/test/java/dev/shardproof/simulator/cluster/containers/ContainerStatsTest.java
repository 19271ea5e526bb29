package dev.shardproof.simulator.cluster.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Statistics;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What an engine's answer means; the answers are those of Docker 26 and 28, shortened. */
class ContainerStatsTest {

    private static final String RUNNING = """
            {"read": "2026-11-23T06:00:01.5Z", "preread": "0001-01-01T00:00:00Z",
             "cpu_stats": {"cpu_usage": {"total_usage": 1234567890, "usage_in_usermode": 1},
                           "system_cpu_usage": 92000000000, "online_cpus": 8},
             "networks": {"eth0": {"rx_bytes": 1000, "tx_bytes": 2000}, "eth1": {"rx_bytes": 5, "tx_bytes": 6}}}""";

    @Test
    void processorTimeAndTrafficAreTakenAsTheEngineCountsThem() throws IOException {
        ContainerUsage usage = usage(RUNNING, HostConfig.newHostConfig());

        assertThat(usage.at()).hasValue(Instant.parse("2026-11-23T06:00:01.500Z"));
        assertThat(usage.cpuNanos()).isEqualTo(1_234_567_890);
        assertThat(usage.networks())
                .containsEntry("eth0", new ContainerUsage.Traffic(1_000, 2_000))
                .containsEntry("eth1", new ContainerUsage.Traffic(5, 6));
    }

    @Test
    void withoutALimitAContainerMayUseAllProcessorsOfTheEnginesMachine() throws IOException {
        assertThat(usage(RUNNING, HostConfig.newHostConfig()).cpus()).isEqualTo(8);
    }

    @Test
    void aLimitCountsHoweverItWasGiven() throws IOException {
        assertThat(usage(RUNNING, HostConfig.newHostConfig().withNanoCPUs(1_500_000_000L))
                        .cpus())
                .isEqualTo(1.5);
        assertThat(usage(
                                RUNNING,
                                HostConfig.newHostConfig().withCpuQuota(50_000L).withCpuPeriod(100_000L))
                        .cpus())
                .isEqualTo(0.5);
        assertThat(usage(RUNNING, HostConfig.newHostConfig().withNanoCPUs(64_000_000_000L))
                        .cpus())
                .as("there are no more than the machine has")
                .isEqualTo(8);
    }

    /** So does an engine without root on control groups of version 1. */
    @Test
    void anEngineThatCanNotCountIsNotTakenForAnIdleServer() {
        String blind = RUNNING.replace("1234567890", "0");

        assertThatThrownBy(() -> usage(blind, HostConfig.newHostConfig()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("can not count its processor time");
        assertThatThrownBy(() -> usage("{\"read\": \"2026-11-23T06:00:01Z\"}", HostConfig.newHostConfig()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void noLimitAndNoNumberOfProcessorsIsNoShareOfAnything() {
        String untold = RUNNING.replace("\"online_cpus\": 8", "\"online_cpus\": 0");

        assertThatThrownBy(() -> usage(untold, HostConfig.newHostConfig()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("how many processors");
    }

    @Test
    void aContainerThatDoesNotRunHasTheYearOne() throws IOException {
        assertThat(ContainerStats.at(stats("{\"read\": \"0001-01-01T00:00:00Z\"}")))
                .isBefore(Instant.EPOCH);
        assertThat(ContainerStats.at(stats("{}"))).isBefore(Instant.EPOCH);
        assertThatThrownBy(() -> ContainerStats.at(stats("{\"read\": \"yesterday\"}")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("yesterday");
    }

    private static ContainerUsage usage(String json, HostConfig limits) throws IOException {
        Statistics stats = stats(json);
        return ContainerStats.usage(ContainerStats.at(stats), stats, limits);
    }

    private static Statistics stats(String json) {
        return JsonMapper.shared().readValue(json, Statistics.class);
    }
}
