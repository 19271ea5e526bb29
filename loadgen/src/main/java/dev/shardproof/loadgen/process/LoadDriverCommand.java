package dev.shardproof.loadgen.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How a load driver is started. The settings go through a file, for everybody on a machine can read command lines.
 *
 * @param java the {@code java} binary
 * @param classPath the class path in the form that {@code java -cp} takes
 * @param mainClass the class whose {@code main} gets the settings file's path as its only argument
 * @param settingsFile what the driver is to do, in a form that the main class knows; its folder must be writable, for
 *     the driver leaves a marker next to it
 * @param heapMegabytesMax the limit of the Java heap
 * @param outputFile where its standard output and standard error go
 */
public record LoadDriverCommand(
        Path java, String classPath, String mainClass, Path settingsFile, int heapMegabytesMax, Path outputFile) {
    public LoadDriverCommand {
        Objects.requireNonNull(java, "java is null");
        Objects.requireNonNull(classPath, "classPath is null");
        Objects.requireNonNull(mainClass, "mainClass is null");
        Objects.requireNonNull(settingsFile, "settingsFile is null");
        Objects.requireNonNull(outputFile, "outputFile is null");
        if (heapMegabytesMax < 64) {
            throw new IllegalArgumentException(
                    "heap of %d MB: a load driver needs at least 64 MB".formatted(heapMegabytesMax));
        }
    }

    /** The command for a driver that uses the binary and the class path of this JVM. */
    public static LoadDriverCommand likeThisJvm(
            String mainClass, Path settingsFile, int heapMegabytesMax, Path outputFile) {
        return new LoadDriverCommand(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                mainClass,
                settingsFile,
                heapMegabytesMax,
                outputFile);
    }

    List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(java.toString());
        words.add("-Xmx" + heapMegabytesMax + "m");
        // Gatling reaches into java.lang.String and crashes without.
        words.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        // Netty loads a native library, about which newer JVMs warn.
        if (Runtime.version().feature() >= 22) {
            words.add("--enable-native-access=ALL-UNNAMED");
        }
        words.add("-Dlogback.configurationFile=dev/shardproof/loadgen/process/load-driver-logback.xml");
        words.add("-Djava.awt.headless=true");
        words.addAll(List.of("-cp", classPath, mainClass, settingsFile.toString()));
        return words;
    }
}
