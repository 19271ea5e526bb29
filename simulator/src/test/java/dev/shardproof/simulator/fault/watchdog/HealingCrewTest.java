package dev.shardproof.simulator.fault.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import dev.shardproof.simulator.fault.lease.GrantedLease;
import dev.shardproof.simulator.fault.lease.HealAction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealingCrewTest {

    private final ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answer = new AtomicInteger(200);
    private final HealingCrew crew =
            new HealingCrew(new Healing(Map.of("DOCKER_HOST", "unix:///no/such/socket")), Duration.ofSeconds(2));
    private HttpServer api;

    @BeforeEach
    void start() throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        api.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes());
            calls.add((exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body).strip());
            exchange.sendResponseHeaders(answer.get(), -1);
            exchange.close();
        });
        api.start();
    }

    @AfterEach
    void stop() {
        api.stop(0);
    }

    @Test
    void actionsAreCarriedOutInTheirOrder() {
        assertThat(heal(toxic("a b"), enable(port()))).isEmpty();
        assertThat(calls).containsExactly("DELETE /proxies/s0/toxics/a%20b", "POST /proxies/s0 {\"enabled\":true}");
    }

    @Test
    void whatIsGoneNeedsNoHealing() throws IOException {
        answer.set(404);
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            nobody = socket.getLocalPort();
        }
        ProcessIdentity gone = new ProcessIdentity(ProcessHandle.current().pid(), "1@earlier");
        assertThat(heal(
                        toxic("t"),
                        enable(nobody),
                        new HealAction.ContinueProcess(gone),
                        // Were it taken for this very process, the test would end here.
                        new HealAction.EndProcess(gone)))
                .isEmpty();
    }

    @Test
    void oneThatFailsAndOneThatHangsKeepNoOtherFromBeingCarriedOut() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            List<String> problems = heal(
                    enable(silent.getLocalPort()),
                    new HealAction.UnpauseContainer("c"),
                    new HealAction.RemoveToxic("no-such-host.invalid", 1, "p", "t"),
                    toxic("last"));
            assertThat(problems).hasSize(3);
            assertThat(problems.get(0)).contains("EnableProxy", "did not end within 2000 ms");
            assertThat(problems.get(2)).isEqualTo("there is no host no-such-host.invalid");
            assertThat(calls).containsExactly("DELETE /proxies/s0/toxics/last");
        }
    }

    @Test
    void aRefusalIsAProblemInTheServersWords() {
        answer.set(500);
        assertThat(heal(toxic("t"))).containsExactly("DELETE /proxies/s0/toxics/t was answered: 500 ");
    }

    private List<String> heal(HealAction... actions) {
        GrantedLease lease = new GrantedLease(1, "fault", Duration.ofSeconds(1), List.of(actions));
        return crew.heal(List.of(lease)).get(lease);
    }

    private int port() {
        return api.getAddress().getPort();
    }

    private HealAction toxic(String name) {
        return new HealAction.RemoveToxic("127.0.0.1", port(), "s0", name);
    }

    private static HealAction enable(int port) {
        return new HealAction.EnableProxy("127.0.0.1", port, "s0");
    }
}
