package dev.shardproof.simulator.fault.lease;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Leases and their ends, one JSON object a line, only ever appended and forced to disk: what a run has open can be read
 * although harness and watchdog are dead. At most the last line is torn; it is ignored, for no fault acts before its
 * lease is on disk. The same format keeps what was healed.
 */
public final class LeaseJournal {

    /** The name of a run's journal in its folder. */
    public static final String FILE = "leases.jsonl";

    private final Path file;

    /** @param file where it is, or will be with the first line */
    public LeaseJournal(Path file) {
        this.file = file;
    }

    /** Where it is. */
    public Path file() {
        return file;
    }

    /** Adds a line and returns when it is on disk. */
    public void append(JsonLine line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** The line that says that a lease was given back. */
    public static JsonLine released(long lease) {
        return new JsonLine().with("release", lease);
    }

    /**
     * What a journal says.
     *
     * @param granted the numbers of all leases
     * @param open leases that nobody has given back or healed
     * @param healed what others than the injector have healed
     * @param problems lines that can not be understood
     */
    public record Content(
            Set<Long> granted, List<GrantedLease> open, List<HealedFault> healed, List<String> problems) {}

    /** Reads all of it; one that is not there says nothing. */
    public Content read() throws IOException {
        Set<Long> granted = new LinkedHashSet<>();
        Map<Long, GrantedLease> open = new LinkedHashMap<>();
        List<HealedFault> healed = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String text : wholeLines()) {
            try {
                JsonLine line = JsonLine.parse(text);
                if (line.has("grant")) {
                    GrantedLease lease = GrantedLease.of(line);
                    granted.add(lease.id());
                    open.put(lease.id(), lease);
                } else if (line.has("release")) {
                    open.remove(line.number("release"));
                } else if (line.has("healed")) {
                    HealedFault fault = HealedFault.of(line);
                    if (fault.healed()) {
                        healed.add(fault);
                        open.remove(line.number("healed"));
                    }
                }
            } catch (IOException e) {
                problems.add("a line of %s can not be understood: %s".formatted(file, e.getMessage()));
            }
        }
        return new Content(granted, List.copyOf(open.values()), healed, problems);
    }

    private List<String> wholeLines() throws IOException {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
