package dev.shardproof.simulator.metrics;

import java.io.IOException;

/** The kernel's files as the processes of a container see them. */
@FunctionalInterface
interface KernelFiles {

    /**
     * The text of a file.
     *
     * @throws IOException if there is none, it can not be read, or the container does not answer
     */
    String read(String path) throws IOException;
}
