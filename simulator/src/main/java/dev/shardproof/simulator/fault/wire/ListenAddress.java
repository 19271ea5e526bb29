package dev.shardproof.simulator.fault.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;

/** Reads {@code host:port}; the listening side must be loopback. */
final class ListenAddress {

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "::1");
    private static final String ANY_FREE_PORT = "127.0.0.1:0";

    private ListenAddress() {}

    /**
     * The address to listen on; an empty text means any free port of 127.0.0.1.
     *
     * @throws ApiException 400 if it is not a loopback address
     */
    static InetSocketAddress parseLoopback(String text) {
        HostAndPort parsed = HostAndPort.parse("listen", text.isEmpty() ? ANY_FREE_PORT : text);
        if (!isLoopback(parsed.host())) {
            throw ApiException.badRequest(("listen address %s is not allowed: the embedded wire proxy serves loopback"
                            + " only (127.0.0.1, localhost or [::1]), because whoever reaches it reaches the database"
                            + " behind it")
                    .formatted(text));
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(parsed.host()), parsed.port());
        } catch (UnknownHostException e) {
            throw ApiException.badRequest("listen address %s has an unknown host".formatted(text));
        }
    }

    /** Whether a {@code Host} header names this machine by a loopback name, with or without a port. */
    static boolean isLoopbackHostHeader(String header) {
        if (header == null) {
            return false;
        }
        int portColon = header.lastIndexOf(':');
        boolean hasPort = portColon > header.lastIndexOf(']') && portColon >= 0;
        return isLoopback(HostAndPort.withoutBrackets(hasPort ? header.substring(0, portColon) : header));
    }

    private static boolean isLoopback(String host) {
        return LOOPBACK_NAMES.contains(host.toLowerCase(Locale.ROOT));
    }

    /** The text form that the API shows. */
    static String format(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
