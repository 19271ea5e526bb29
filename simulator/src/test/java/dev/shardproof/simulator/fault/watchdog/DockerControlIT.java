package dev.shardproof.simulator.fault.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Paused, stopped and forgotten containers, on a real engine of this machine. */
class DockerControlIT {

    private static final Path SOCKET = Path.of("/var/run/docker.sock");
    private static final Pattern ID = Pattern.compile("\"Id\":\"([0-9a-f]+)\"");
    private static final String RUN = "healing-" + ProcessHandle.current().pid();

    /** Both ways to an engine. */
    enum Way {
        API {
            @Override
            DockerControl control() {
                return DockerControl.find(Map.of("DOCKER_HOST", "unix://" + SOCKET))
                        .orElseThrow();
            }
        },
        COMMAND {
            @Override
            DockerControl control() {
                return new DockerCommand();
            }
        };

        abstract DockerControl control();
    }

    private final HttpCall engine = new HttpCall(UnixDomainSocketAddress.of(SOCKET));
    private String container;

    @BeforeEach
    void startContainer() throws IOException {
        requireEngine();
        String image = System.getenv().getOrDefault("SHARDPROOF_TOXIPROXY_IMAGE", "ghcr.io/shopify/toxiproxy:2.12.0");
        String labels = "\"Labels\":{\"%s\":\"%s\"}".formatted(DockerControl.RUN_LABEL, RUN);
        container = created("/containers/create", "{\"Image\":\"%s\",%s}".formatted(image, labels));
        created("/networks/create", "{\"Name\":\"%s\",%s}".formatted(RUN, labels));
        engine.send("POST", "/volumes/create", "{\"Name\":\"%s\",%s}".formatted(RUN, labels));
        post("start");
    }

    private static void requireEngine() {
        if (!Files.exists(SOCKET)) {
            String missing = "skipped: no Docker engine at " + SOCKET;
            if ("1".equals(System.getenv("SHARDPROOF_REQUIRE_DOCKER"))) {
                fail(missing);
            }
            assumeTrue(false, missing);
        }
    }

    @AfterEach
    void removeContainer() throws IOException {
        if (container != null) {
            Way.API.control().removeLabelled(DockerControl.RUN_LABEL + "=" + RUN);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aPausedContainerGoesOnAndARunningOneTakesNoNotice(Way way) throws IOException {
        DockerControl docker = way.control();
        post("pause");
        assertThat(state()).contains("\"Paused\":true");
        docker.unpause(container);
        assertThat(state()).contains("\"Paused\":false", "\"Running\":true");
        docker.unpause(container);
        docker.unpause("0123456789ab");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aKilledContainerIsStartedAndARunningOneTakesNoNotice(Way way) throws IOException {
        DockerControl docker = way.control();
        post("kill");
        await().atMost(Duration.ofSeconds(30)).until(() -> state().contains("\"Running\":false"));
        docker.start(container);
        assertThat(state()).contains("\"Running\":true");
        docker.start(container);
        docker.start("0123456789ab");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void whatCarriesTheLabelOfARunIsRemovedAndNothingElse(Way way) throws IOException {
        DockerControl docker = way.control();
        docker.removeLabelled(DockerControl.RUN_LABEL + "=another");
        assertThat(state()).contains("\"Running\":true");
        docker.removeLabelled(DockerControl.RUN_LABEL + "=" + RUN);
        for (String left : List.of("/containers/" + container + "/json", "/networks/" + RUN, "/volumes/" + RUN)) {
            assertThat(engine.send("GET", left, "").status()).as(left).isEqualTo(404);
        }
        docker.removeLabelled(DockerControl.RUN_LABEL + "=" + RUN);
    }

    private String created(String path, String body) throws IOException {
        String answer = engine.send("POST", path, body).toString();
        Matcher id = ID.matcher(answer);
        assertThat(id.find()).as(answer).isTrue();
        return id.group(1);
    }

    private void post(String verb) throws IOException {
        HttpCall.Answer answer = engine.send("POST", "/containers/" + container + "/" + verb, "");
        assertThat(answer.succeeded()).as(answer.toString()).isTrue();
    }

    private String state() throws IOException {
        return engine.send("GET", "/containers/" + container + "/json", "").body();
    }
}
