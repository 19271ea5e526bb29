package dev.shardproof.scenarios.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What the doctor looks at. Thread-safe. */
public interface Machine {

    /** The environment variables. */
    Map<String, String> environment();

    /** A property of the Java virtual machine; empty if there is none. */
    String property(String name);

    int processors();

    /** The text of a file of the system, such as {@code /proc/meminfo}; empty if it can not be read. */
    Optional<String> text(Path file);

    /** The bytes that this user can still write there; empty if it can not be told. */
    OptionalLong freeBytes(Path folder);

    /** The wall clock. */
    Instant now();

    /** When a file that is written into the folder at this moment says that it was written. */
    Instant fileTime(Path folder) throws IOException;

    /**
     * What a program prints.
     *
     * @throws IOException if it does not start, does not end in time, or ends with a failure
     */
    String run(List<String> command, Duration limit) throws IOException;

    /** How many ports of loopback can be opened at the same time, at most that many. */
    int freePorts(int wanted);

    /**
     * Asks the Docker engine by HTTP.
     *
     * @param host as in DOCKER_HOST: {@code unix:///path} or {@code tcp://host:port}
     * @param path of the request
     * @return the body of the answer
     * @throws IOException if there is no answer, or one that is no success
     */
    String askDocker(String host, String path) throws IOException;
}
