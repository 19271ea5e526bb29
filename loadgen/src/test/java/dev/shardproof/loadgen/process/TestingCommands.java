package dev.shardproof.loadgen.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Writes down what it hears; refuses what begins with {@code refuse}; never answers {@code hang}. */
record TestingCommands(Path folder) implements CommandHandler {

    @Override
    public void handle(List<String> words) {
        if (words.get(0).equals("refuse")) {
            throw new IllegalArgumentException("I\nrefuse");
        }
        if (words.get(0).equals("hang")) {
            try {
                Thread.sleep(Long.MAX_VALUE); // not to answer is what it is for
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        write(String.join(" ", words));
    }

    @Override
    public void lineEnded() {
        write("the line ended");
    }

    private void write(String line) {
        try {
            Files.writeString(
                    folder.resolve("commands"), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
