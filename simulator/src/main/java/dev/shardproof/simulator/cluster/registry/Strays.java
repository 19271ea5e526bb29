package dev.shardproof.simulator.cluster.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds processes that nobody registered: those that run one of our unpacked programs inside one of a run's folders.
 * There are two kinds: a program whose owner was killed between its start and its registration, and the children that a
 * killed postmaster leaves for a moment. PostgreSQL's processes all work in their data folder.
 *
 * <p>Only on Linux; elsewhere nothing is found. A shell that somebody opened in the folder is not one of our programs.
 */
final class Strays {

    private Strays() {}

    static List<ProcessIdentity> in(Path folder, Path programs) {
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            return List.of();
        }
        return ProcessHandle.allProcesses()
                .filter(process -> points(process, "cwd", folder) && points(process, "exe", programs))
                .map(ProcessIdentity::of)
                .filter(ProcessIdentity::isAlive)
                .toList();
    }

    private static boolean points(ProcessHandle process, String link, Path folder) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), link))
                    .startsWith(folder);
        } catch (IOException e) {
            return false; // ended meanwhile, or somebody else's
        }
    }
}
