package dev.shardproof.scenarios.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A machine that has everything, of which a test takes something away. */
public final class TestingMachine implements Machine {

    static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");

    final Map<String, String> environment = new HashMap<>(Map.of("PATH", ""));
    final Map<String, String> properties = new HashMap<>(
            Map.of("java.version", "17.0.18", "java.home", "/jdk", "java.io.tmpdir", "/tmp", "user.home", "/home/me"));
    final Map<String, String> texts = new HashMap<>(Map.of(
            "/proc/meminfo", "MemTotal: 16000000 kB\nMemAvailable:    8000000 kB\n",
            "/sys/fs/cgroup/memory.max", "max\n",
            "/proc/self/limits", """
                    Limit                     Soft Limit           Hard Limit           Units
                    Max processes             31398                31398                processes
                    Max open files            20000                1048576              files
                    """));
    final Map<String, Long> free = new HashMap<>();
    final Map<String, String> docker = new HashMap<>(Map.of(
            "unix:///var/run/docker.sock/version",
            "{\"Version\": \"28.2.2\", \"ApiVersion\": \"1.50\"}",
            "unix:///var/run/docker.sock/images/json",
            "[{\"RepoTags\": [\"postgres:18\", \"x:1\"]}, {\"RepoTags\": null},"
                    + " {\"RepoTags\": [\"shardproof/toxiproxy:2.12.0\"]}]"));
    int processors = 4;
    int ports = 10_000;
    Instant now = NOW;
    Instant fileTime = NOW;
    String programSays = "toxiproxy-server version 2.12.0";

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public String property(String name) {
        return properties.getOrDefault(name, "");
    }

    @Override
    public int processors() {
        return processors;
    }

    @Override
    public Optional<String> text(Path file) {
        return Optional.ofNullable(texts.get(file.toString()));
    }

    @Override
    public OptionalLong freeBytes(Path folder) {
        long bytes = free.getOrDefault(folder.toString(), 100L << 30);
        return bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Instant fileTime(Path folder) throws IOException {
        if (fileTime == null) {
            throw new IOException("read-only file system");
        }
        return fileTime;
    }

    @Override
    public String run(List<String> command, Duration limit) throws IOException {
        if (programSays == null) {
            throw new IOException("exit code 127: not found");
        }
        return programSays;
    }

    @Override
    public int freePorts(int wanted) {
        return Math.min(wanted, ports);
    }

    @Override
    public String askDocker(String host, String path) throws IOException {
        String answer = docker.get(host + path);
        if (answer == null) {
            throw new IOException("Connection refused");
        }
        return answer;
    }
}
