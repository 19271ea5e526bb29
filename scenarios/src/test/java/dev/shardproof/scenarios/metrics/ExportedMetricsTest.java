package dev.shardproof.scenarios.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.shardproof.reports.run.GuardReport;
import dev.shardproof.verifier.guard.GuardMetric;
import dev.shardproof.verifier.guard.Reading;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExportedMetricsTest {

    private static final long SECOND = 1_000_000_000L;

    private long now = 100 * SECOND;
    private final ExportedMetrics metrics = new ExportedMetrics(
            TestingMigrator.create(),
            () -> List.of(new GuardReport(
                    "cpu > 85% for 60s",
                    "alert", GuardReport.State.QUIET, Optional.empty(), 0, Optional.empty(), 0, "", false)),
            () -> now);

    @Test
    void everyExpressionOfTheDashboardUsesExportedNames() throws IOException {
        everything();

        assertThat(PrometheusText.dashboardExpressions()).hasSizeGreaterThan(20);
        assertThat(PrometheusText.names(metrics.scrape())).containsAll(PrometheusText.dashboardNames());
    }

    @Test
    void everyExportedNameIsExplainedAndShown() throws IOException {
        everything();
        String document = Files.readString(Path.of("../docs/METRICS.md"));

        assertThat(PrometheusText.names(metrics.scrape()).stream()
                        .map(name -> name.replaceFirst("_duration_seconds_.*", "_duration_seconds"))
                        .distinct())
                .allSatisfy(name -> assertThat(document).contains("`" + name + "`"));
    }

    @Test
    void everyMetricOfAGuardIsExportedButTheJudges() {
        for (GuardMetric metric : GuardMetric.values()) {
            if (metric != GuardMetric.INCONSISTENCY) {
                assertThat(ExportedMetrics.nameOf(metric)).matches("[a-z0-9_]+_(seconds|ratio|bytes)");
            }
        }
    }

    @Test
    void aReadingThatIsOldOrSaysNothingIsNaN() {
        metrics.observe(Reading.of(GuardMetric.CPU, now, 0.25));
        metrics.observe(Reading.nothing(GuardMetric.ETA, now));
        assertThat(metrics.scrape())
                .contains("shardproof_machine_cpu_usage_ratio 0.25", "shardproof_migration_eta_seconds NaN");

        now += 11 * SECOND;
        assertThat(metrics.scrape()).contains("shardproof_machine_cpu_usage_ratio NaN");
    }

    @Test
    void operationsAreCountedByKindAndOutcomeInSeconds() {
        metrics.ended(new ClientOperation("read", false, 0, 0, 15_000, "s0", 1, Outcome.ACKNOWLEDGED, 1, ""));

        assertThat(metrics.scrape())
                .contains(
                        "shardproof_request_duration_seconds_bucket{kind=\"read\",outcome=\"acknowledged\",le=\"0.01\"} 0",
                        "shardproof_request_duration_seconds_bucket{kind=\"read\",outcome=\"acknowledged\",le=\"0.02\"} 1",
                        "shardproof_request_duration_seconds_sum{kind=\"read\",outcome=\"acknowledged\"} 0.015");
    }

    @Test
    void aGuardThatFiresIsCountedHoweverLongTheRunTakes() {
        AtomicInteger fired = new AtomicInteger();
        ExportedMetrics ofRun = new ExportedMetrics(
                TestingMigrator.create(),
                () -> List.of(new GuardReport(
                        "cpu > 85% for 60s",
                        "alert",
                        GuardReport.State.QUIET,
                        Optional.empty(),
                        0,
                        fired.get() == 0 ? Optional.empty() : Optional.of(Instant.EPOCH),
                        fired.get(),
                        "",
                        false)),
                () -> now);
        assertThat(ofRun.scrape()).containsPattern("shardproof_guard_fired_total\\{[^}]*} 0");

        WeakReference<Object> garbage = new WeakReference<>(new Object());
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            System.gc();
            return garbage.get() == null;
        });
        fired.set(3);

        assertThat(ofRun.scrape()).containsPattern("shardproof_guard_fired_total\\{[^}]*} 3");
    }

    @Test
    void theEndpointListensOnTheLoopbackOnly() throws IOException {
        try (PrometheusEndpoint endpoint = endpoint()) {
            URI uri = URI.create(endpoint.url());
            assertThat(InetAddress.getByName(uri.getHost()).isLoopbackAddress()).isTrue();
            try (InputStream in = uri.toURL().openStream()) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .contains("shardproof_migration_state");
            }
            for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                for (InetAddress address : Collections.list(network.getInetAddresses())) {
                    if (!address.isLoopbackAddress()) {
                        assertThatThrownBy(() -> new Socket(address, uri.getPort()).close())
                                .as("%s must not listen", address)
                                .isInstanceOf(IOException.class);
                    }
                }
            }
        }
    }

    @Test
    void theEndpointAnswersOneQuestionOnly() throws IOException {
        try (PrometheusEndpoint endpoint = endpoint()) {
            assertThat(status(endpoint.url().replace("/metrics", "/"), "GET")).isEqualTo(404);
            assertThat(status(endpoint.url(), "POST")).isEqualTo(405);
            assertThat(status(endpoint.url(), "GET")).isEqualTo(200);
        }
    }

    @Test
    void whoComesByAnotherNameIsRefused() throws IOException {
        try (PrometheusEndpoint endpoint = endpoint();
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(),
                        URI.create(endpoint.url()).getPort())) {
            PrintStream out = new PrintStream(socket.getOutputStream(), true, StandardCharsets.US_ASCII);
            out.print("GET /metrics HTTP/1.1\r\nHost: rebound.example.org\r\nConnection: close\r\n\r\n");
            out.flush();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 403")
                    .doesNotContain("shardproof");
        }
    }

    @Test
    void beforeTheLoadBeginsThereIsNothingYet() throws IOException {
        try (PrometheusEndpoint endpoint = new PrometheusEndpoint(0)) {
            assertThat(status(endpoint.url(), "GET")).isEqualTo(503);
            endpoint.serve(metrics::scrape);
            assertThat(status(endpoint.url(), "GET")).isEqualTo(200);
        }
    }

    @Test
    void aPortThatIsTakenIsNamedWithWhatHelps() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> new PrometheusEndpoint(taken.getLocalPort()))
                    .isInstanceOf(PrometheusEndpoint.PortUnusableException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("--metrics-port")
                    .hasMessageContaining("end the program that listens there")
                    .hasMessageContaining("or 0, which takes a free one");
        }
    }

    private PrometheusEndpoint endpoint() throws IOException {
        PrometheusEndpoint endpoint = new PrometheusEndpoint(0);
        endpoint.serve(metrics::scrape);
        return endpoint;
    }

    private static int status(String url, String method) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setRequestMethod(method);
        int status = connection.getResponseCode();
        connection.disconnect();
        return status;
    }

    private void everything() {
        for (Outcome outcome : Outcome.values()) {
            metrics.ended(new ClientOperation("any", true, 0, 0, 5, "s0", 1, outcome, 1, ""));
        }
    }
}
