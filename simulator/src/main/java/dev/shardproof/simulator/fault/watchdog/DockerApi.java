package dev.shardproof.simulator.fault.watchdog;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Docker engine by its HTTP API. */
final class DockerApi implements DockerControl {

    /** Only at the top of each entry; inside, keys have longer names. */
    private static final Pattern ID = Pattern.compile("\"Id\":\"([0-9a-f]{12,64})\"");

    private static final Pattern VOLUME = Pattern.compile("\"Name\":\"([A-Za-z0-9][A-Za-z0-9_.-]*)\"");

    private static final int NOT_MODIFIED = 304;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final HttpCall call;

    DockerApi(HttpCall call) {
        this.call = call;
    }

    @Override
    public void unpause(String container) throws IOException {
        HttpCall.Answer answer = call.send("POST", "/containers/" + container + "/unpause", "");
        // Engines answer 409 or 500 for one that is not paused.
        boolean done = answer.succeeded() || answer.status() == NOT_FOUND || !isPaused(container);
        require(done, "container " + container + " can not be unpaused", answer);
    }

    private boolean isPaused(String container) throws IOException {
        return call.send("GET", "/containers/" + container + "/json", "").body().contains("\"Paused\":true");
    }

    @Override
    public void start(String container) throws IOException {
        HttpCall.Answer answer = call.send("POST", "/containers/" + container + "/start", "");
        boolean done = answer.succeeded() || answer.status() == NOT_MODIFIED || answer.status() == NOT_FOUND;
        require(done, "container " + container + " can not be started", answer);
    }

    @Override
    public void removeLabelled(String label) throws IOException {
        for (String id : containers(label)) {
            HttpCall.Answer answer = call.send("DELETE", "/containers/" + id + "?force=1&v=1", "");
            // 409: somebody else is removing it right now.
            boolean done = isGone(answer) || answer.status() == CONFLICT;
            require(done, "container " + id + " can not be removed", answer);
        }
        for (String id : networks(label)) {
            HttpCall.Answer answer = call.send("DELETE", "/networks/" + id, "");
            require(isGone(answer), "network " + id + " can not be removed", answer);
        }
        for (String name : volumes(label)) {
            HttpCall.Answer answer = call.send("DELETE", "/volumes/" + name + "?force=1", "");
            require(isGone(answer), "volume " + name + " can not be removed", answer);
        }
    }

    private static boolean isGone(HttpCall.Answer answer) {
        return answer.succeeded() || answer.status() == NOT_FOUND;
    }

    private List<String> containers(String label) throws IOException {
        return list("/containers/json?all=1&", label, ID);
    }

    private List<String> networks(String label) throws IOException {
        return list("/networks?", label, ID);
    }

    private List<String> volumes(String label) throws IOException {
        return list("/volumes?", label, VOLUME);
    }

    private List<String> list(String path, String label, Pattern name) throws IOException {
        String filter = URLEncoder.encode("{\"label\":[\"" + label + "\"]}", StandardCharsets.UTF_8);
        HttpCall.Answer answer = call.send("GET", path + "filters=" + filter, "");
        require(answer.succeeded(), "what carries the label " + label + " can not be listed", answer);
        Matcher matcher = name.matcher(answer.body());
        List<String> names = new ArrayList<>();
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    private static void require(boolean done, String problem, HttpCall.Answer answer) throws IOException {
        if (!done) {
            throw new IOException(problem + ": Docker says " + answer);
        }
    }
}
