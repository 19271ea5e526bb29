package dev.shardproof.scenarios.runner;

import dev.shardproof.reports.run.InventoryReport;
import dev.shardproof.scenarios.wiring.cluster.LiveShards;
import dev.shardproof.scenarios.wiring.cluster.RunLeases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What there is before a run and what there is after it. */
final class Inventories {

    private static final long POLL_MILLIS = 50;

    private Inventories() {}

    /** Replication objects on the servers, before the migration or after its end. */
    static void ofServers(LiveShards shards, List<InventoryReport.Item> items) {
        shards.replicationObjects().forEach((kind, names) -> items.add(InventoryReport.Item.of(kind, names)));
    }

    /** What a run has where its provider runs the servers, by kind. */
    static List<InventoryReport.Item> ofProvider(Map<String, List<String>> inventory) {
        return inventory.entrySet().stream()
                .map(kind -> InventoryReport.Item.of(kind.getKey(), kind.getValue()))
                .toList();
    }

    /**
     * Child processes of this process, and the run's folder of data.
     *
     * @param runFolder the folder, which should be gone after the run; empty before there is one
     */
    static List<InventoryReport.Item> ofMachine(Optional<Path> runFolder) {
        List<String> children = ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .map(process -> process.info().command().orElse("unknown") + " " + process.pid())
                .toList();
        List<String> folders =
                runFolder.filter(Files::exists).map(Path::toString).stream().toList();
        return List.of(
                InventoryReport.Item.of("child processes", children), InventoryReport.Item.of("data folders", folders));
    }

    /**
     * What there is now, looked at again for a while if it is more than before: a process that has ended is listed until its
     * parent has taken note.
     */
    static List<InventoryReport.Item> settled(
            List<InventoryReport.Item> before, Supplier<List<InventoryReport.Item>> now, Duration patience)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        List<InventoryReport.Item> after = now.get();
        while (leftovers(before, after).isPresent() && System.nanoTime() < deadline) {
            Thread.sleep(POLL_MILLIS); // nobody tells when a process that is not our child is gone
            after = now.get();
        }
        return after;
    }

    /** What faults have left on the proxies, and the leases that nobody has given back. */
    static void ofFaults(LiveShards shards, RunLeases leases, List<InventoryReport.Item> items) {
        shards.faultObjects().forEach((kind, names) -> items.add(InventoryReport.Item.of(kind, names)));
        items.add(InventoryReport.Item.of("open leases", leases.openFaults()));
    }

    /** Before and after in one order, so that they can be compared. */
    static InventoryReport compared(List<InventoryReport.Item> before, List<InventoryReport.Item> after) {
        Comparator<InventoryReport.Item> byKind = Comparator.comparing(InventoryReport.Item::kind);
        return new InventoryReport(
                before.stream().sorted(byKind).toList(),
                after.stream().sorted(byKind).toList());
    }

    /** What is there after the run and was not before, in words; empty if nothing is. */
    static Optional<String> leftovers(List<InventoryReport.Item> before, List<InventoryReport.Item> after) {
        Map<String, List<String>> known =
                before.stream().collect(Collectors.toMap(InventoryReport.Item::kind, InventoryReport.Item::names));
        List<String> left = new ArrayList<>();
        for (InventoryReport.Item item : after) {
            List<String> names = new ArrayList<>(item.names());
            names.removeAll(known.getOrDefault(item.kind(), List.of()));
            if (!names.isEmpty()) {
                left.add(item.kind() + " " + String.join(", ", names));
            }
        }
        return left.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", left));
    }
}
