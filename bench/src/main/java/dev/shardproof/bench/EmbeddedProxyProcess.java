package dev.shardproof.bench;

import dev.shardproof.simulator.fault.proxy.EmbeddedProxyServer;
import dev.shardproof.simulator.fault.proxy.ProxyServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The embedded wire proxy in a JVM of its own, so that its processor time can be told from that of its clients. */
final class EmbeddedProxyProcess implements ProxyServer {

    private final Process process;
    private final int port;

    private EmbeddedProxyProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The process: prints its port, and ends with its input. */
    public static void main(String[] arguments) throws IOException {
        try (ProxyServer server = EmbeddedProxyServer.start(42)) {
            System.out.println(server.port());
            while (System.in.read() >= 0) {
                // Nobody writes anything.
            }
        }
    }

    static EmbeddedProxyProcess start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmbeddedProxyProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String line = process.inputReader(StandardCharsets.US_ASCII).readLine();
        if (line == null) {
            throw new IOException("the embedded wire proxy did not start");
        }
        return new EmbeddedProxyProcess(process, Integer.parseInt(line));
    }

    @Override
    public String host() {
        return LOOPBACK;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String description() {
        return "embedded wire proxy";
    }

    @Override
    public OptionalLong processId() {
        return OptionalLong.of(process.pid());
    }

    @Override
    public void close() {
        process.destroy();
    }
}
