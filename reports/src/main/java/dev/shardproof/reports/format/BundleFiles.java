package dev.shardproof.reports.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** Puts rendered files into a folder. Stateless; two threads must not write into the same folder at once. */
public final class BundleFiles {

    public static final String JSON = "report.json";
    public static final String JUNIT = "junit.xml";
    public static final String MARKDOWN = "summary.md";
    public static final String HTML = "report.html";

    private BundleFiles() {}

    /**
     * Writes the files. Each appears complete or not at all; files of an earlier write are replaced.
     *
     * @param folder where; made if it is not there
     * @param files contents by name
     * @throws IOException if a file can not be written
     */
    public static void write(Path folder, Map<String, String> files) throws IOException {
        Files.createDirectories(folder);
        try {
            for (var file : files.entrySet()) {
                // Not writeString: that throws on half a surrogate pair, which untrusted text may hold.
                Files.write(temporary(folder, file.getKey()), file.getValue().getBytes(StandardCharsets.UTF_8));
            }
            for (String name : files.keySet()) {
                move(temporary(folder, name), folder.resolve(name));
            }
        } finally {
            for (String name : files.keySet()) {
                Files.deleteIfExists(temporary(folder, name));
            }
        }
    }

    /** Not a file of createTempFile: only its owner could read the report then. */
    private static Path temporary(Path folder, String name) {
        return folder.resolve("." + name + ".tmp");
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
