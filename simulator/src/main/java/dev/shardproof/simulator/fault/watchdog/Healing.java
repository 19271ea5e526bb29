package dev.shardproof.simulator.fault.watchdog;

import dev.shardproof.simulator.cluster.registry.ProcessEnding;
import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import dev.shardproof.simulator.cluster.registry.StopSignal;
import dev.shardproof.simulator.fault.lease.HealAction;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Carries out heal actions. What a fault acts on may be gone: then nothing is to be healed. Stateless, thread-safe; an
 * interrupt ends a call that hangs.
 */
final class Healing {

    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final int NOT_FOUND = 404;

    private final Map<String, String> environment;

    /** @param environment the process's environment variables, for the way to the Docker engine */
    Healing(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    void perform(HealAction action) throws IOException {
        if (action instanceof HealAction.RemoveToxic toxic) {
            String path = "/proxies/%s/toxics/%s".formatted(encoded(toxic.proxy()), encoded(toxic.toxic()));
            callProxyServer(HttpCall.tcp(toxic.host(), toxic.port()), "DELETE", path, "");
        } else if (action instanceof HealAction.EnableProxy proxy) {
            String path = "/proxies/" + encoded(proxy.proxy());
            callProxyServer(HttpCall.tcp(proxy.host(), proxy.port()), "POST", path, "{\"enabled\":true}");
        } else if (action instanceof HealAction.ContinueProcess stopped) {
            require(ProcessEnding.resume(List.of(stopped.process())), stopped + " took no signal");
        } else if (action instanceof HealAction.EndProcess running) {
            Map<ProcessIdentity, StopSignal> one = Map.of(running.process(), StopSignal.TERMINATE);
            require(ProcessEnding.end(one, GRACE).isEmpty(), running + " can not be ended");
        } else if (action instanceof HealAction.UnpauseContainer paused) {
            engine().unpause(paused.id());
        } else if (action instanceof HealAction.StartContainer stopped) {
            engine().start(stopped.id());
        } else if (action instanceof HealAction.RemoveContainers run) {
            engine().removeLabelled(DockerControl.RUN_LABEL + "=" + run.runId());
        } else if (action instanceof HealAction.EndSessions sessions) {
            sessions.sessions().end(sessions.applicationName(), ANSWER);
        }
    }

    private static void callProxyServer(HttpCall api, String method, String path, String body) throws IOException {
        try {
            HttpCall.Answer answer = api.send(method, path, body);
            require(
                    answer.succeeded() || answer.status() == NOT_FOUND,
                    method + " " + path + " was answered: " + answer);
        } catch (ConnectException e) {
            // The proxy server is gone, and its toxics with it.
            return;
        }
    }

    private DockerControl engine() throws IOException {
        return DockerControl.find(environment)
                .orElseThrow(() -> new IOException("no Docker engine found: no DOCKER_HOST, and no socket"));
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static void require(boolean done, String problem) throws IOException {
        if (!done) {
            throw new IOException(problem);
        }
    }
}
