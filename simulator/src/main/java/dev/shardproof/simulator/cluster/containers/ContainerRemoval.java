package dev.shardproof.simulator.cluster.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Finds and removes containers, networks and volumes of ours by their labels. By labels and not by what this object
 * remembers, so that half-made ones go too.
 */
final class ContainerRemoval {

    private final DockerClient client;
    private final List<String> removed = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    ContainerRemoval(DockerClient client) {
        this.client = client;
    }

    /** What is there now, as {@code container 1234abcd}, for those whose labels the filter takes. */
    static List<String> existing(DockerClient client, Predicate<Map<String, String>> filter) {
        List<String> found = new ArrayList<>();
        containers(client, filter).forEach(container -> found.add(nameOf(container)));
        networks(client, filter).forEach(network -> found.add("network " + network.getName()));
        volumes(client, filter).forEach(volume -> found.add("volume " + shortened(volume.getName())));
        return found;
    }

    /** Removes those whose labels the filter takes: containers first, for networks and volumes are in use by them. */
    void remove(Predicate<Map<String, String>> filter) {
        containers(client, filter).parallelStream()
                .forEach(container -> attempt(
                        nameOf(container),
                        () -> client.removeContainerCmd(container.getId())
                                .withForce(true)
                                .withRemoveVolumes(true)
                                .exec()));
        for (Network network : networks(client, filter)) {
            attempt(
                    "network " + network.getName(),
                    () -> client.removeNetworkCmd(network.getId()).exec());
        }
        for (InspectVolumeResponse volume : volumes(client, filter)) {
            attempt(
                    "volume " + shortened(volume.getName()),
                    () -> client.removeVolumeCmd(volume.getName()).exec());
        }
    }

    List<String> removed() {
        synchronized (removed) {
            return List.copyOf(removed);
        }
    }

    List<String> problems() {
        synchronized (removed) {
            return List.copyOf(problems);
        }
    }

    private void attempt(String what, Runnable removal) {
        String problem = "";
        try {
            removal.run();
        } catch (NotFoundException e) {
            return; // somebody else removed it: gone is gone
        } catch (RuntimeException e) {
            problem = "%s can not be removed: %s".formatted(what, ContainerEngine.rootMessage(e));
        }
        synchronized (removed) {
            if (problem.isEmpty()) {
                removed.add(what);
            } else {
                problems.add(problem);
            }
        }
    }

    private static List<Container> containers(DockerClient client, Predicate<Map<String, String>> filter) {
        return client.listContainersCmd().withShowAll(true).withLabelFilter(List.of(RunLabels.OURS)).exec().stream()
                .filter(container -> container.getLabels() != null && filter.test(container.getLabels()))
                .toList();
    }

    private static List<Network> networks(DockerClient client, Predicate<Map<String, String>> filter) {
        return client.listNetworksCmd().withFilter("label", List.of(RunLabels.OURS)).exec().stream()
                .filter(network -> network.getLabels() != null && filter.test(network.getLabels()))
                .toList();
    }

    private static List<InspectVolumeResponse> volumes(DockerClient client, Predicate<Map<String, String>> filter) {
        List<InspectVolumeResponse> volumes = client.listVolumesCmd()
                .withFilter("label", List.of(RunLabels.OURS))
                .exec()
                .getVolumes();
        return volumes == null
                ? List.of()
                : volumes.stream()
                        .filter(volume -> volume.getLabels() != null && filter.test(volume.getLabels()))
                        .toList();
    }

    private static String nameOf(Container container) {
        return "container " + shortened(container.getId());
    }

    private static String shortened(String id) {
        return id.length() > 12 ? id.substring(0, 12) : id;
    }
}
