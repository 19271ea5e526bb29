package dev.shardproof.scenarios.server;

import dev.shardproof.scenarios.server.ServerAddress.PasswordPlace;
import dev.shardproof.scenarios.server.ServerAddress.TlsWish;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code postgresql://user@host:5432/database?sslmode=…&sslrootcert=…}. A URL with a password is refused: it would
 * stand in a file, a shell's history or the list of processes. No message repeats any part of the URL, for whatever is
 * out of place in one may be a part of a password.
 */
public final class ServerUrl {

    /** The form, for messages. */
    public static final String FORM = "postgresql://user@host:5432/database?sslmode=verify-full";

    /** Where passwords belong, for messages. */
    public static final String PASSWORD_PLACES =
            "it belongs in the environment (SHARDPROOF_PASSWORD_<NAME> or PGPASSWORD), in a file of mode 0600"
                    + " (passwordFile), or in ~/.pgpass";

    private static final List<String> SCHEMES = List.of("postgresql://", "postgres://");
    private static final String MODE = "sslmode";
    private static final String ROOT_CERTIFICATE = "sslrootcert";

    private ServerUrl() {}

    /** Whether it looks like such a URL, good or not. */
    public static boolean isUrl(String text) {
        return SCHEMES.stream().anyMatch(text::startsWith);
    }

    /**
     * Reads the URL.
     *
     * @param name the server's name in the plan
     * @throws InvalidServerException if it is not such a URL, or holds a password
     */
    public static ServerAddress parse(String name, String url) {
        String rest = SCHEMES.stream()
                .filter(url::startsWith)
                .map(scheme -> url.substring(scheme.length()))
                .findFirst()
                .orElseThrow(() -> malformed(
                        url.startsWith("jdbc:") ? "leave 'jdbc:' away" : "it does not start with postgresql://"));
        int question = rest.indexOf('?');
        String place = question < 0 ? rest : rest.substring(0, question);
        String query = question < 0 ? "" : rest.substring(question + 1);
        int at = place.lastIndexOf('@');
        if (query.contains("@") || (at >= 0 && place.substring(0, at).contains(":"))) {
            throw new InvalidServerException(
                    "the URL holds a password: remove it and choose another one, it may have been seen; "
                            + PASSWORD_PLACES);
        }
        if (at <= 0) {
            throw malformed("it names no user");
        }
        String user = decoded(place.substring(0, at));
        String hostAndDatabase = place.substring(at + 1);
        int slash = hostAndDatabase.indexOf('/');
        if (slash < 0 || slash == hostAndDatabase.length() - 1) {
            throw malformed("it names no database");
        }
        String database = decoded(hostAndDatabase.substring(slash + 1));
        if (!ServerAddress.isValidIdentifier(user) || !ServerAddress.isValidIdentifier(database)) {
            throw malformed("its user and its database must have 1 to 63 bytes");
        }
        HostAndPort host = hostAndPort(hostAndDatabase.substring(0, slash));
        return new ServerAddress(name, host.host(), host.port(), database, user, tls(query), PasswordPlace.ANY);
    }

    private record HostAndPort(String host, int port) {}

    private static HostAndPort hostAndPort(String text) {
        String decoded = decoded(text);
        if (decoded.isEmpty() || decoded.startsWith("/")) {
            throw new InvalidServerException(noSocket());
        }
        if (decoded.contains(",")) {
            throw malformed("it names several hosts; each server needs its own entry");
        }
        int end = decoded.startsWith("[") ? decoded.indexOf(']') + 1 : decoded.lastIndexOf(':');
        String host = end > 0 ? decoded.substring(0, end) : decoded;
        String port = end > 0 && end < decoded.length() ? decoded.substring(end) : "";
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.contains(":")) {
            throw malformed("an IPv6 address stands in brackets: postgresql://user@[::1]:5432/database");
        }
        if (!ServerAddress.isValidHost(host)) {
            throw malformed("its host is neither a host name nor an IP address");
        }
        return new HostAndPort(host, port.isEmpty() ? ServerAddress.DEFAULT_PORT : port(port));
    }

    private static int port(String colonAndDigits) {
        if (colonAndDigits.matches(":\\d{1,5}")) {
            int port = Integer.parseInt(colonAndDigits.substring(1));
            if (port >= 1 && port <= ServerAddress.PORT_MAX) {
                return port;
            }
        }
        throw malformed("its port is not a number from 1 to " + ServerAddress.PORT_MAX);
    }

    private static TlsWish tls(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equal = parameter.indexOf('=');
            String name = equal < 0 ? parameter : parameter.substring(0, equal);
            if (List.of("password", "sslpassword", "passfile").contains(name)) {
                throw new InvalidServerException(
                        "the URL holds the parameter '%s': remove it; if it is a password, choose another one; %s"
                                .formatted(name, PASSWORD_PLACES));
            }
            if (!name.equals(MODE) && !name.equals(ROOT_CERTIFICATE)) {
                throw malformed("it has a parameter that is not allowed; allowed are sslmode and sslrootcert");
            }
            if (equal < 0 || equal == parameter.length() - 1 || parameters.containsKey(name)) {
                throw malformed("its parameter '%s' needs exactly one value".formatted(name));
            }
            parameters.put(name, decoded(parameter.substring(equal + 1)));
        }
        Optional<TlsMode> mode = Optional.ofNullable(parameters.get(MODE))
                .map(label -> TlsMode.of(label)
                        .orElseThrow(
                                () -> malformed("its sslmode must be one of " + String.join(", ", TlsMode.labels()))));
        return new TlsWish(mode, Optional.ofNullable(parameters.get(ROOT_CERTIFICATE)));
    }

    /** Why there are no Unix sockets, for messages. */
    public static String noSocket() {
        return "Unix sockets are not supported: name a host, e.g. localhost, and let the server listen there";
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw malformed("a '%' must be followed by two hexadecimal digits");
        }
    }

    private static InvalidServerException malformed(String reason) {
        return new InvalidServerException("the server's URL can not be read: %s; expected %s".formatted(reason, FORM));
    }
}
