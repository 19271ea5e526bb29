package dev.shardproof.simulator.cluster.embedded;

import dev.shardproof.simulator.cluster.ClusterStartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * With what rights the servers run. PostgreSQL refuses to run as root, so root must drop its rights in one of two ways;
 * a plain user needs neither.
 */
enum ServerRights {
    /** The rights of the plain user who runs this JVM. */
    SAME(List.of()),
    /** In a user namespace of its own: the server believes to be nobody, its files still belong to root. */
    USER_NAMESPACE(List.of("unshare", "-U")),
    /** As the user nobody, to whom the server's folder is given. For containers that forbid user namespaces. */
    NOBODY(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs"));

    private static final int NOBODY_ID = 65534;

    private final List<String> prefix;

    ServerRights(List<String> prefix) {
        this.prefix = prefix;
    }

    /**
     * The way that works here.
     *
     * @param folder any folder that this user has created
     * @throws ClusterStartException if this is root and both ways are refused
     */
    static ServerRights choose(Path folder) throws IOException {
        if (!Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid"))) {
            return SAME;
        }
        String userNamespace = USER_NAMESPACE.refusal();
        if (userNamespace.isEmpty()) {
            return USER_NAMESPACE;
        }
        String nobody = NOBODY.refusal();
        if (nobody.isEmpty()) {
            return NOBODY;
        }
        throw new ClusterStartException(("PostgreSQL does not run as root, and root can not drop its rights here."
                        + " 'unshare -U' says: %s. 'setpriv' says: %s."
                        + " Run Shardproof as a plain user, install util-linux, or allow one of the two.")
                .formatted(userNamespace, nobody));
    }

    /** The words before a program so that it runs with these rights; the process keeps its id. */
    List<String> command(List<String> program) {
        List<String> words = new ArrayList<>();
        if (isOnPath("setsid")) {
            // A session of its own: Ctrl-C in the terminal must not stop the servers before the run has ended.
            words.add("setsid");
        }
        words.addAll(prefix);
        words.addAll(program);
        return words;
    }

    /** Gives a file or folder to whom the server runs as. */
    void give(Path path) throws IOException {
        if (this == NOBODY) {
            Files.setAttribute(path, "unix:uid", NOBODY_ID);
            Files.setAttribute(path, "unix:gid", NOBODY_ID);
        }
    }

    private String refusal() {
        List<String> probe = new ArrayList<>(prefix);
        probe.add("true");
        try {
            Process process =
                    new ProcessBuilder(probe).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "no answer";
            }
            return process.exitValue() == 0 ? "" : output.isEmpty() ? "exit " + process.exitValue() : output;
        } catch (IOException e) {
            return "it is not installed";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static boolean isOnPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        for (String folder : path.split(":")) {
            if (Files.isExecutable(Path.of(folder.isEmpty() ? "." : folder, program))) {
                return true;
            }
        }
        return false;
    }
}
