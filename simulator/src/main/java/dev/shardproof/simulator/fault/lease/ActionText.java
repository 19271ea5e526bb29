package dev.shardproof.simulator.fault.lease;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import dev.shardproof.simulator.cluster.session.SessionEnding;
import java.io.IOException;
import java.nio.file.Path;

/** Actions as JSON: {@code {"do":"removeToxic","host":…}}. A new kind of action needs a line in both methods. */
final class ActionText {

    private ActionText() {}

    static JsonLine write(HealAction action) {
        if (action instanceof HealAction.RemoveToxic toxic) {
            return api("removeToxic", toxic.host(), toxic.port(), toxic.proxy()).with("toxic", toxic.toxic());
        }
        if (action instanceof HealAction.EnableProxy proxy) {
            return api("enableProxy", proxy.host(), proxy.port(), proxy.proxy());
        }
        if (action instanceof HealAction.ContinueProcess stopped) {
            return process("continueProcess", stopped.process());
        }
        if (action instanceof HealAction.EndProcess running) {
            return process("endProcess", running.process());
        }
        if (action instanceof HealAction.UnpauseContainer paused) {
            return kind("unpauseContainer").with("id", paused.id());
        }
        if (action instanceof HealAction.StartContainer stopped) {
            return kind("startContainer").with("id", stopped.id());
        }
        if (action instanceof HealAction.RemoveContainers run) {
            return kind("removeContainers").with("run", run.runId());
        }
        HealAction.EndSessions end = (HealAction.EndSessions) action;
        JsonLine line = kind("endSessions")
                .with("host", end.sessions().server().host())
                .with("port", (long) end.sessions().server().port())
                .with("database", end.sessions().database())
                .with("user", end.sessions().user())
                .with("applicationName", end.applicationName());
        end.sessions().passwordFile().ifPresent(file -> line.with("passwordFile", file.toString()));
        return line;
    }

    /**
     * Reads what {@link #write} has written.
     *
     * @throws IOException if it is not an action, or one of another version
     */
    static HealAction read(JsonLine line) throws IOException {
        String kind = line.text("do");
        try {
            return switch (kind) {
                case "removeToxic" ->
                    new HealAction.RemoveToxic(line.text("host"), port(line), line.text("proxy"), line.text("toxic"));
                case "enableProxy" -> new HealAction.EnableProxy(line.text("host"), port(line), line.text("proxy"));
                case "continueProcess" -> new HealAction.ContinueProcess(process(line));
                case "endProcess" -> new HealAction.EndProcess(process(line));
                case "unpauseContainer" -> new HealAction.UnpauseContainer(line.text("id"));
                case "startContainer" -> new HealAction.StartContainer(line.text("id"));
                case "removeContainers" -> new HealAction.RemoveContainers(line.text("run"));
                case "endSessions" ->
                    new HealAction.EndSessions(
                            new SessionEnding(
                                    new Endpoint(line.text("host"), port(line)),
                                    line.text("database"),
                                    line.text("user"),
                                    line.optionalText("passwordFile").map(Path::of)),
                            line.text("applicationName"));
                default -> throw new IOException("'%s' is no action of this version".formatted(kind));
            };
        } catch (IllegalArgumentException e) {
            throw new IOException("%s: %s".formatted(kind, e.getMessage()), e);
        }
    }

    private static JsonLine kind(String kind) {
        return new JsonLine().with("do", kind);
    }

    private static JsonLine api(String kind, String host, int port, String proxy) {
        return kind(kind).with("host", host).with("port", (long) port).with("proxy", proxy);
    }

    private static JsonLine process(String kind, ProcessIdentity process) {
        return kind(kind).with("pid", process.pid()).with("start", process.start());
    }

    private static ProcessIdentity process(JsonLine line) throws IOException {
        return new ProcessIdentity(line.number("pid"), line.text("start"));
    }

    private static int port(JsonLine line) throws IOException {
        return (int) line.number("port");
    }
}
