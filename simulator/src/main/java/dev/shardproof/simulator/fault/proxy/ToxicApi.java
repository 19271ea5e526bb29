package dev.shardproof.simulator.fault.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Adds and removes toxics by name over HTTP. The Toxiproxy Java client knows Toxiproxy's own types only, and can not even
 * list the toxics of a proxy that has another one. Thread-safe.
 */
public final class ToxicApi {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int NOT_FOUND = 404;

    private final ProxyServer server;

    /** Talks to {@code server}, which stays the caller's. */
    public ToxicApi(ProxyServer server) {
        this.server = Objects.requireNonNull(server, "server is null");
    }

    /**
     * Adds a toxic to a proxy.
     *
     * @param attributes whole numbers and texts
     * @throws IOException if the server refuses, with its reason, or can not be reached
     */
    public void add(String proxy, String toxic, String type, Map<String, Object> attributes) throws IOException {
        byte[] body = JSON.writeValueAsBytes(Map.of("name", toxic, "type", type, "attributes", attributes));
        HttpURLConnection request = open("/proxies/%s/toxics".formatted(encoded(proxy)), "POST");
        request.setDoOutput(true);
        request.setRequestProperty("Content-Type", "application/json");
        request.getOutputStream().write(body);
        finish(request);
    }

    /**
     * Removes a toxic.
     *
     * @return whether there was one; false also if there is no such proxy
     * @throws IOException if the server refuses, with its reason, or can not be reached
     */
    public boolean remove(String proxy, String toxic) throws IOException {
        HttpURLConnection request = open("/proxies/%s/toxics/%s".formatted(encoded(proxy), encoded(toxic)), "DELETE");
        if (request.getResponseCode() == NOT_FOUND) {
            request.disconnect();
            return false;
        }
        finish(request);
        return true;
    }

    private HttpURLConnection open(String path, String method) throws IOException {
        String host = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
        HttpURLConnection request =
                (HttpURLConnection) URI.create("http://%s:%d%s".formatted(host, server.port(), path))
                        .toURL()
                        .openConnection();
        request.setRequestMethod(method);
        request.setConnectTimeout(TIMEOUT_MILLIS);
        request.setReadTimeout(TIMEOUT_MILLIS);
        // Toxiproxy refuses what looks like a browser.
        request.setRequestProperty("User-Agent", "shardproof");
        return request;
    }

    private static void finish(HttpURLConnection request) throws IOException {
        int status = request.getResponseCode();
        try {
            if (status >= HttpURLConnection.HTTP_BAD_REQUEST) {
                throw new IOException("%s answered %d: %s".formatted(request.getURL(), status, reason(request)));
            }
        } finally {
            request.disconnect();
        }
    }

    private static String reason(HttpURLConnection request) throws IOException {
        try (InputStream body = request.getErrorStream()) {
            byte[] bytes = body == null ? new byte[0] : body.readNBytes(10_000);
            try {
                JsonNode error = JSON.readTree(bytes).path("error");
                return error.isString() ? error.asString() : "no reason given";
            } catch (tools.jackson.core.JacksonException e) {
                return "no reason given";
            }
        }
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
