package dev.shardproof.simulator.cluster.containers;

import com.github.dockerjava.api.command.CreateContainerCmd;
import java.util.HashMap;
import java.util.Map;
import org.testcontainers.DockerClientFactory;

/**
 * The label by which Testcontainers finds its containers when the JVM ends. Where Ryuk runs, it removes them after that
 * end, and the label stays. Where it is switched off, a shutdown hook of Testcontainers removes them at the same moment
 * at which a run that was asked to end (Ctrl-C) begins to end in order: it would pull the servers from under the report.
 * There the containers do without the label, and the registry of the run and {@link ContainerReaper} see to their end.
 */
public final class SessionLabel {

    private SessionLabel() {}

    /** Keeps the label off a container that is about to be created, where Ryuk is switched off. */
    public static void removeWhereWeCleanUp(CreateContainerCmd command) {
        if (Boolean.parseBoolean(System.getenv("TESTCONTAINERS_RYUK_DISABLED"))) {
            command.withLabels(new WithoutSession(command.getLabels()));
        }
    }

    /** Labels to which the one of the session can not be added later. */
    private static final class WithoutSession extends HashMap<String, String> {
        private static final long serialVersionUID = 1L;

        WithoutSession(Map<String, String> labels) {
            if (labels != null) {
                putAll(labels);
            }
        }

        @Override
        public String put(String name, String value) {
            return name.equals(DockerClientFactory.TESTCONTAINERS_SESSION_ID_LABEL) ? null : super.put(name, value);
        }

        @Override
        public void putAll(Map<? extends String, ? extends String> labels) {
            labels.forEach(this::put);
        }
    }
}
