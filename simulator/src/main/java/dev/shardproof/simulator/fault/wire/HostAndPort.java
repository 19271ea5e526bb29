package dev.shardproof.simulator.fault.wire;

/**
 * A parsed {@code host:port} or {@code [IPv6]:port}.
 *
 * @param host a name or address, without brackets
 * @param port 0 to 65535
 */
record HostAndPort(String host, int port) {

    /**
     * Parses {@code text}.
     *
     * @param field what is parsed, for the error message
     * @throws ApiException 400 if it is not of that form
     */
    static HostAndPort parse(String field, String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : withoutBrackets(text.substring(0, colon));
        int port;
        try {
            port = Integer.parseInt(text.substring(colon + 1));
        } catch (NumberFormatException e) {
            port = -1;
        }
        if (host.isEmpty() || port < 0 || port > 65535) {
            throw ApiException.badRequest("%s '%s' is not an address: HOST:PORT is needed, for example 127.0.0.1:5432"
                    .formatted(field, text));
        }
        return new HostAndPort(host, port);
    }

    static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
