package dev.shardproof.loadgen.process;

import java.util.List;

/** What the load process does when the harness tells it to. Called by one thread, one command after the other. */
public interface CommandHandler {

    /** Knows no command. */
    CommandHandler NONE = words -> {
        throw new IllegalStateException("the load does not run yet");
    };

    /**
     * Does what the words say, and returns when it is done.
     *
     * @param words at least one, none of them blank
     * @throws RuntimeException if it can not be done; the harness hears the message
     */
    void handle(List<String> words);

    /** The harness has asked for the end, or is gone; comes once, before the load ends. */
    default void lineEnded() {}
}
