package dev.shardproof.scenarios.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Tells whether a host is this machine itself, to which a connection needs no TLS. Thread-safe. */
public final class Loopback {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private final Resolver resolver;

    /** Finds the addresses of a host name. */
    @FunctionalInterface
    public interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** @param resolver e.g. {@code InetAddress::getAllByName} */
    public Loopback(Resolver resolver) {
        this.resolver = resolver;
    }

    /**
     * Whether it is an address of 127.0.0.0/8, {@code ::1}, or {@code localhost} and that name means nothing else here.
     * Any other name is not, whatever it resolves to: names can be given to other addresses at any time.
     */
    public boolean contains(String host) {
        boolean literal = IPV4.matcher(host).matches() || host.contains(":");
        if (!literal && !host.equalsIgnoreCase("localhost")) {
            return false;
        }
        try {
            InetAddress[] addresses = resolver.resolve(host);
            return addresses.length > 0 && Arrays.stream(addresses).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
