package dev.shardproof.simulator.fault.proxy;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Makes sure that the world does not reach a proxy server's API. It asks for no password, and whoever reaches it can
 * redirect a database's traffic to himself.
 *
 * <p>The API must be at a loopback address, or at a private one where the server runs on another machine. At loopback it is
 * also tried by every other address that this machine has: a server that listens on all of them answers there too. Thread-safe.
 */
public final class ApiExposure {

    private static final int CONNECT_MILLIS = 500;

    private final OwnAddresses addresses;

    /** The addresses of this machine. */
    @FunctionalInterface
    public interface OwnAddresses {
        List<InetAddress> list() throws IOException;
    }

    /** @param addresses e.g. {@link #ofThisMachine} */
    public ApiExposure(OwnAddresses addresses) {
        this.addresses = Objects.requireNonNull(addresses, "addresses is null");
    }

    /** Every address of every network interface. */
    public static List<InetAddress> ofThisMachine() throws IOException {
        List<InetAddress> all = new ArrayList<>();
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            all.addAll(Collections.list(each.getInetAddresses()));
        }
        return all;
    }

    /**
     * Refuses a server whose API can be reached from elsewhere.
     *
     * @throws IllegalStateException if it can, or if that can not be found out; the message says where
     */
    public void requireHidden(ProxyServer server) {
        try {
            InetAddress[] resolved = InetAddress.getAllByName(server.host());
            boolean loopback = true;
            for (InetAddress address : resolved) {
                loopback &= address.isLoopbackAddress();
                if (!address.isLoopbackAddress() && !isPrivate(address)) {
                    throw exposed(server, address, "which is a public address");
                }
            }
            if (loopback) {
                requireNoOtherWay(server);
            }
        } catch (UnknownHostException e) {
            throw new IllegalStateException(
                    "the API of the %s is at '%s', which has no address".formatted(server.description(), server.host()),
                    e);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "whether the API of the %s is hidden can not be found out: %s"
                            .formatted(server.description(), e.getMessage()),
                    e);
        }
    }

    private void requireNoOtherWay(ProxyServer server) throws IOException {
        for (InetAddress address : addresses.list()) {
            if (!address.isLoopbackAddress() && accepts(address, server.port())) {
                throw exposed(server, address, "an address by which other machines reach this one");
            }
        }
    }

    private static boolean isPrivate(InetAddress address) {
        boolean uniqueLocal = address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
        return uniqueLocal || address.isSiteLocalAddress() || address.isLinkLocalAddress();
    }

    private static boolean accepts(InetAddress address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static IllegalStateException exposed(ProxyServer server, InetAddress address, String why) {
        return new IllegalStateException(
                ("the API of the %s answers at %s:%d, %s: it asks for no password, and whoever reaches it can redirect"
                                + " a database's traffic. Let it listen on 127.0.0.1 only")
                        .formatted(server.description(), address.getHostAddress(), server.port(), why));
    }
}
