package dev.shardproof.simulator.cluster.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file in which one run writes down what it has: one line an entry, only ever appended, so that a run that is
 * killed leaves whole lines and at most one torn one, which is ignored.
 *
 * <p>Lines, with tabs between the fields: {@code owner namespace pid start}, {@code process pid start signal label},
 * {@code folder path}.
 */
final class RunJournal {

    private static final String FILE = "journal";

    private final Path file;

    RunJournal(Path runFolder) {
        this.file = runFolder.resolve(FILE);
    }

    void owner(String namespace, ProcessIdentity owner) throws IOException {
        append("owner", namespace, Long.toString(owner.pid()), owner.start());
    }

    void process(RegisteredProcess process) throws IOException {
        ProcessIdentity identity = process.identity();
        append(
                "process",
                Long.toString(identity.pid()),
                identity.start(),
                process.signal().name(),
                process.label());
    }

    void folder(Path folder) throws IOException {
        append("folder", folder.toString());
    }

    private void append(String... fields) throws IOException {
        for (String field : fields) {
            if (field.chars().anyMatch(c -> c < ' ')) {
                throw new IOException("'%s' can not be registered: it has a control character"
                        .formatted(field.replaceAll("\\p{Cntrl}", "?")));
            }
        }
        Files.writeString(
                file,
                String.join("\t", fields) + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** What a run has written so far. */
    record Content(
            String namespace, Optional<ProcessIdentity> owner, List<RegisteredProcess> processes, List<Path> folders) {

        Content withoutWatchdog() {
            List<RegisteredProcess> others =
                    processes.stream().filter(process -> !process.isWatchdog()).toList();
            return new Content(namespace, owner, others, folders);
        }
    }

    Content read() throws IOException {
        String namespace = "";
        Optional<ProcessIdentity> owner = Optional.empty();
        List<RegisteredProcess> processes = new ArrayList<>();
        List<Path> folders = new ArrayList<>();
        for (String[] line : wholeLines()) {
            if (line[0].equals("owner") && line.length == 4) {
                namespace = line[1];
                owner = Optional.of(new ProcessIdentity(Long.parseLong(line[2]), line[3]));
            } else if (line[0].equals("process") && line.length == 5) {
                ProcessIdentity identity = new ProcessIdentity(Long.parseLong(line[1]), line[2]);
                processes.add(new RegisteredProcess(identity, line[4], StopSignal.valueOf(line[3])));
            } else if (line[0].equals("folder") && line.length == 2) {
                folders.add(Path.of(line[1]));
            }
        }
        return new Content(namespace, owner, processes, folders);
    }

    private List<String[]> wholeLines() throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        return whole.lines().map(line -> line.split("\t", -1)).toList();
    }
}
