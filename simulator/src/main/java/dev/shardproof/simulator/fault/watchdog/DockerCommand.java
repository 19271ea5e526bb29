package dev.shardproof.simulator.fault.watchdog;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A Docker engine by the {@code docker} command, which knows ssh, TLS and contexts. */
final class DockerCommand implements DockerControl {

    @Override
    public void unpause(String container) throws IOException {
        unlessGone(run("docker", "unpause", container), "is not paused");
    }

    @Override
    public void start(String container) throws IOException {
        unlessGone(run("docker", "start", container), "No such container");
    }

    @Override
    public void removeLabelled(String label) throws IOException {
        String filter = "label=" + label;
        for (String id : list("docker", "ps", "--all", "--quiet", "--no-trunc", "--filter", filter)) {
            unlessGone(run("docker", "rm", "--force", "--volumes", id), "already in progress");
        }
        for (String id : list("docker", "network", "ls", "--quiet", "--no-trunc", "--filter", filter)) {
            unlessGone(run("docker", "network", "rm", id), "not found");
        }
        for (String name : list("docker", "volume", "ls", "--quiet", "--filter", filter)) {
            unlessGone(run("docker", "volume", "rm", "--force", name), "no such volume");
        }
    }

    private record Result(int exitCode, String output) {}

    private static List<String> list(String... words) throws IOException {
        Result result = run(words);
        unlessGone(result, "No such");
        return result.output().lines().filter(line -> !line.isBlank()).toList();
    }

    private static void unlessGone(Result result, String harmless) throws IOException {
        boolean gone = result.output().contains(harmless) || result.output().contains("No such");
        if (result.exitCode() != 0 && !gone) {
            throw new IOException("docker says " + result.output().strip());
        }
    }

    private static Result run(String... words) throws IOException {
        Process process = new ProcessBuilder(new ArrayList<>(List.of(words)))
                .redirectErrorStream(true)
                .start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (InterruptedException e) {
            throw new InterruptedIOException("no answer in time");
        } finally {
            process.destroyForcibly();
        }
    }
}
