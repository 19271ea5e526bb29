package dev.shardproof.simulator.fault.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.shardproof.simulator.fault.wire.toxic.WireToxic;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The routes of Toxiproxy's HTTP API. Thread-safe. */
final class ApiHandler implements HttpHandler {

    /** The Toxiproxy whose API this is, and what it really is. */
    static final String VERSION = "2.12.0+shardproof.embedded";

    private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);
    private static final int BODY_BYTES_MAX = 1024 * 1024;
    private static final byte[] NOTHING = {};

    private final ProxyCollection proxies;

    ApiHandler(ProxyCollection proxies) {
        this.proxies = proxies;
    }

    /** An answer: status and body; an empty body is sent as none. */
    private record Answer(int status, byte[] body) {
        static Answer ok(JsonNode json) {
            return new Answer(200, ApiJson.write(json));
        }

        static Answer created(JsonNode json) {
            return new Answer(201, ApiJson.write(json));
        }

        static Answer noContent() {
            return new Answer(204, NOTHING);
        }

        static Answer error(ApiException e) {
            return new Answer(e.status(), ApiJson.write(ApiJson.error(e.status(), e.getMessage())));
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            // The JDK's server writes head and body apart; only the end of the connection keeps the network stack from
            // holding the body back for some 40 ms.
            exchange.getResponseHeaders().set("Connection", "close");
            if (answer.body().length == 0) {
                exchange.sendResponseHeaders(answer.status(), -1);
            } else {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(answer.status(), answer.body().length);
                exchange.getResponseBody().write(answer.body());
            }
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        try {
            refuseStrangers(exchange);
            byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
            if (body.length > BODY_BYTES_MAX) {
                throw new ApiException(413, "request body is larger than %d bytes".formatted(BODY_BYTES_MAX));
            }
            return route(exchange.getRequestMethod(), segments(exchange), body);
        } catch (ApiException e) {
            return Answer.error(e);
        } catch (RuntimeException e) {
            LOG.warn("request failed: {} {}", exchange.getRequestMethod(), exchange.getRequestURI(), e);
            return Answer.error(new ApiException(500, "internal error: " + e));
        }
    }

    /** Web pages must not reach the API, neither directly nor by a host name that they point at this machine. */
    private static void refuseStrangers(HttpExchange exchange) {
        if (!ListenAddress.isLoopbackHostHeader(exchange.getRequestHeaders().getFirst("Host"))) {
            throw new ApiException(403, "Host header not allowed: only localhost, 127.0.0.1 and [::1] are served");
        }
        String userAgent = exchange.getRequestHeaders().getFirst("User-Agent");
        if (userAgent != null && userAgent.startsWith("Mozilla/")) {
            throw new ApiException(403, "User agent not allowed");
        }
    }

    private static List<String> segments(HttpExchange exchange) {
        return Arrays.stream(exchange.getRequestURI().getRawPath().split("/"))
                .filter(segment -> !segment.isEmpty())
                .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    /** One request at a time, once its body is read: a proxy that goes down lets go of its monitor on the way. */
    private synchronized Answer route(String method, List<String> path, byte[] body) {
        String resource = path.isEmpty() ? "" : path.get(0);
        if (path.size() == 1 && !resource.equals("proxies")) {
            return routeAction(method, resource, body);
        }
        boolean belowToxics = path.size() >= 3 && path.get(2).equals("toxics");
        if (resource.equals("proxies")) {
            if (path.size() == 1) {
                return routeProxies(method, body);
            } else if (path.size() == 2) {
                return routeProxy(method, path.get(1), body);
            } else if (path.size() == 3 && belowToxics) {
                return routeToxics(method, proxies.get(path.get(1)), body);
            } else if (path.size() == 4 && belowToxics) {
                return routeToxic(method, proxies.get(path.get(1)), path.get(3), body);
            }
        }
        throw noSuchRoute();
    }

    private Answer routeAction(String method, String action, byte[] body) {
        switch (method + " " + action) {
            case "GET version":
                return Answer.ok(ApiJson.version(VERSION));
            case "POST reset":
                proxies.reset();
                return Answer.noContent();
            case "POST populate":
                return populate(body);
            default:
                throw List.of("version", "reset", "populate").contains(action) ? notAllowed() : noSuchRoute();
        }
    }

    private Answer routeProxies(String method, byte[] body) {
        switch (method) {
            case "GET":
                return Answer.ok(ApiJson.proxiesByName(proxies.all()));
            case "POST":
                return Answer.created(ApiJson.proxy(proxies.create(ApiJson.readProxy(ApiJson.readObject(body), ""))));
            default:
                throw notAllowed();
        }
    }

    private Answer routeProxy(String method, String name, byte[] body) {
        WireProxy proxy = proxies.get(name);
        switch (method) {
            case "GET":
                return Answer.ok(ApiJson.proxy(proxy));
            case "POST":
            case "PATCH":
                ProxyRequest present = new ProxyRequest(name, proxy.listen(), proxy.upstream(), proxy.enabled());
                ProxyRequest wanted = ApiJson.readProxy(ApiJson.readObject(body), present);
                proxy.update(wanted.listen(), wanted.upstream(), wanted.enabled());
                return Answer.ok(ApiJson.proxy(proxy));
            case "DELETE":
                proxies.remove(name);
                return Answer.noContent();
            default:
                throw notAllowed();
        }
    }

    private Answer routeToxics(String method, WireProxy proxy, byte[] body) {
        switch (method) {
            case "GET":
                return Answer.ok(ToxicJson.writeAll(proxy.toxics()));
            case "POST":
                WireToxic toxic = ToxicJson.read(ApiJson.readObject(body));
                proxy.add(toxic);
                return Answer.ok(ToxicJson.write(toxic));
            default:
                throw notAllowed();
        }
    }

    private Answer routeToxic(String method, WireProxy proxy, String name, byte[] body) {
        WireToxic present = proxy.toxic(name);
        switch (method) {
            case "GET":
                return Answer.ok(ToxicJson.write(present));
            case "POST":
            case "PATCH":
                WireToxic updated = ToxicJson.readUpdate(ApiJson.readObject(body), present);
                proxy.replace(updated);
                return Answer.ok(ToxicJson.write(updated));
            case "DELETE":
                proxy.remove(name);
                return Answer.noContent();
            default:
                throw notAllowed();
        }
    }

    /** Reads all wishes before the first is carried out; then reports those that were made, also beside an error. */
    private Answer populate(byte[] body) {
        List<WireProxy> made = new ArrayList<>();
        try {
            List<ProxyRequest> requests = new ArrayList<>();
            for (JsonNode node : ApiJson.readArray(body)) {
                requests.add(ApiJson.readProxy(node, " at proxy " + (requests.size() + 1)));
            }
            requests.forEach(request -> made.add(proxies.createOrReplace(request)));
            return Answer.created(ApiJson.proxyList(made));
        } catch (ApiException e) {
            ObjectNode error = ApiJson.error(e.status(), e.getMessage());
            error.setAll(ApiJson.proxyList(made));
            return new Answer(e.status(), ApiJson.write(error));
        }
    }

    private static ApiException noSuchRoute() {
        return new ApiException(404, "no such route");
    }

    private static ApiException notAllowed() {
        return new ApiException(405, "method not allowed");
    }
}
