package dev.shardproof.scenarios.doctor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The real machine. */
public final class ThisMachine implements Machine {

    private static final int ANSWER_BYTES_MAX = 16 << 20;
    private static final long DOCKER_SECONDS = 10;

    private final InstantSource clock;

    /** @param clock the wall clock */
    public ThisMachine(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Map<String, String> environment() {
        return System.getenv();
    }

    @Override
    public String property(String name) {
        return System.getProperty(name, "");
    }

    @Override
    public int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    @Override
    public Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public OptionalLong freeBytes(Path folder) {
        try {
            return OptionalLong.of(Files.getFileStore(folder).getUsableSpace());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public Instant fileTime(Path folder) throws IOException {
        Path probe = Files.createTempFile(folder, ".clock", "");
        try {
            return Files.getLastModifiedTime(probe).toInstant();
        } finally {
            Files.delete(probe);
        }
    }

    @Override
    public String run(List<String> command, Duration limit) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(() -> {
            try (InputStream in = process.getInputStream()) {
                return in.readNBytes(1 << 16);
            } catch (IOException e) {
                return new byte[0];
            }
        });
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("no end within " + limit.toSeconds() + " s");
            }
            String said = new String(output.get(1, TimeUnit.SECONDS), StandardCharsets.UTF_8).strip();
            if (process.exitValue() != 0) {
                throw new IOException("exit code %d: %s".formatted(process.exitValue(), said));
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no output", e);
        } finally {
            process.destroyForcibly();
        }
    }

    @Override
    public int freePorts(int wanted) {
        List<ServerSocket> open = new ArrayList<>();
        try {
            while (open.size() < wanted) {
                open.add(new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1")));
            }
        } catch (IOException e) {
            // that many and no more
            return open.size();
        } finally {
            for (ServerSocket socket : open) {
                try {
                    socket.close();
                } catch (IOException e) {
                    // nothing was sent through it
                }
            }
        }
        return wanted;
    }

    @Override
    public String askDocker(String host, String path) throws IOException {
        // A channel on a Unix socket has no time limit of its own.
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread asking = new Thread(() -> {
            try {
                answer.complete(exchange(host, path));
            } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        asking.setDaemon(true);
        asking.start();
        try {
            return answer.get(DOCKER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause().getMessage()), e.getCause());
        } catch (TimeoutException e) {
            asking.interrupt(); // closes the channel
            throw new IOException("no answer within %d s".formatted(DOCKER_SECONDS), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String exchange(String host, String path) throws IOException {
        SocketAddress address = address(host);
        boolean unix = address instanceof UnixDomainSocketAddress;
        try (SocketChannel channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open()) {
            channel.connect(address);
            // HTTP/1.0: the answer ends with the connection and is not cut into chunks.
            String request = "GET %s HTTP/1.0\r\nHost: docker\r\n\r\n".formatted(path);
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(Channels.newInputStream(channel).readNBytes(ANSWER_BYTES_MAX));
            String answer = bytes.toString(StandardCharsets.UTF_8);
            int body = answer.indexOf("\r\n\r\n");
            if (body < 0 || !answer.startsWith("HTTP/1.") || !answer.startsWith(" 200", 8)) {
                throw new IOException(
                        "it answered: " + answer.lines().findFirst().orElse("nothing"));
            }
            return answer.substring(body + 4);
        }
    }

    private static SocketAddress address(String host) throws IOException {
        if (host.startsWith("unix://")) {
            return UnixDomainSocketAddress.of(host.substring("unix://".length()));
        }
        try {
            URI uri = URI.create(host);
            return new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 2375 : uri.getPort());
        } catch (IllegalArgumentException e) {
            throw new IOException("it is not an address like unix:///path or tcp://host:port", e);
        }
    }
}
