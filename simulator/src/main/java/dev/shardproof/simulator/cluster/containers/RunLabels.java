package dev.shardproof.simulator.cluster.containers;

import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What stands on everything that a run starts in an engine: whose it is. By it a later run knows what a killed one has
 * left, also in an engine that several machines share.
 */
public final class RunLabels {

    static final String OURS = "dev.shardproof";
    static final String RUN = "dev.shardproof.run";
    static final String PID = "dev.shardproof.pid";
    static final String PID_START = "dev.shardproof.pid-start";
    static final String PID_NAMESPACE = "dev.shardproof.pid-namespace";
    static final String MACHINE = "dev.shardproof.machine";

    private RunLabels() {}

    /** The labels for what a run of this JVM starts. */
    public static Map<String, String> of(RunRegistry registry) {
        ProcessIdentity harness = ProcessIdentity.current();
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(OURS, "true");
        labels.put(RUN, registry.runId());
        labels.put(PID, Long.toString(harness.pid()));
        labels.put(PID_START, harness.start());
        labels.put(PID_NAMESPACE, ProcessIdentity.namespace());
        labels.put(MACHINE, machine());
        return Collections.unmodifiableMap(labels);
    }

    /**
     * Whether the process that the labels name is gone. Of a process on another machine, or in a container whose
     * processes can not be seen from here, nothing is known: it counts as alive.
     *
     * @param localEngine whether only this machine uses the engine. Machines that were cloned from one image can share id
     *     and name; what differs is the boot. So in an engine that others may use too, a process of another boot may be
     *     that of a clone, and counts as alive
     */
    static boolean ownerIsGone(Map<String, String> labels, boolean localEngine) {
        String pid = labels.getOrDefault(PID, "");
        String start = labels.getOrDefault(PID_START, "");
        if (!machine().equals(labels.get(MACHINE)) || !pid.matches("[1-9]\\d{0,17}") || start.isEmpty()) {
            return false;
        }
        ProcessIdentity owner = new ProcessIdentity(Long.parseLong(pid), start);
        if (!localEngine && !owner.isOfThisBoot()) {
            return false;
        }
        return !owner.mayBeAlive(labels.getOrDefault(PID_NAMESPACE, ""));
    }

    /**
     * A name for this machine that does not tell where it is. Machines that were made from one disk image can share an
     * id, and containers a host name; both together tell them apart.
     */
    static String machine() {
        String id = text(Path.of("/etc/machine-id"));
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = text(Path.of("/etc/hostname"));
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((id + "\n" + host + "\n" + System.getProperty("os.name")).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
