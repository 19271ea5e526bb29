package dev.shardproof.scenarios.spec.file.workload;

import dev.shardproof.scenarios.spec.workload.ArrivalsSpec;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec;
import dev.shardproof.scenarios.spec.yaml.Quantities;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes {@code workload} with every default filled in, as {@link WorkloadReader} reads it. */
public final class WorkloadWriter {

    private WorkloadWriter() {}

    /** The section {@code workload} as a tree of maps and lists; curves by the absolute paths of their files. */
    public static Map<String, Object> workload(WorkloadSpec workload) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (workload.profile() == WorkloadSpec.Profile.SIMULATION) {
            ArrivalsWriter.write(workload.arrivals(), map);
            return map;
        }
        map.put("profile", workload.profile().label());
        ArrivalsWriter.write(workload.arrivals(), map);
        workload.readShare().ifPresent(share -> map.put("readShare", Quantities.number(share)));
        map.put("keys", keys(workload.keys()));
        map.put("instances", workload.instances());
        if (!(workload.arrivals() instanceof ArrivalsSpec.Closed)) {
            map.put("threads", workload.threads());
        }
        map.put("timeout", Quantities.formatDuration(workload.timeout()));
        map.put("retries", workload.retries());
        map.put("application", ApplicationText.of(workload.application()));
        if (!workload.statements().isEmpty()) {
            map.put(
                    "statements",
                    workload.statements().stream()
                            .map(WorkloadWriter::statement)
                            .toList());
        }
        clients(workload, map);
        return map;
    }

    private static Object keys(WorkloadSpec.KeyChoice keys) {
        if (keys instanceof WorkloadSpec.Zipf zipf) {
            return Map.of("zipf", Quantities.number(zipf.exponent()));
        }
        if (keys instanceof WorkloadSpec.HotSet hotSet) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("share", percent(hotSet.share()));
            map.put("of", percent(hotSet.of()));
            map.put("moveEvery", Quantities.formatDuration(hotSet.moveEvery()));
            return Map.of("hotSet", map);
        }
        return "uniform";
    }

    private static void clients(WorkloadSpec workload, Map<String, Object> map) {
        if (workload.profile() != WorkloadSpec.Profile.USER) {
            map.put("sessions", workload.clients().sessions());
            map.put("valueSize", Quantities.formatBytes(workload.clients().valueBytes()));
        }
        workload.clients().held().ifPresent(held -> {
            Map<String, Object> hold = new LinkedHashMap<>();
            hold.put("share", percent(held.share()));
            hold.put("for", Quantities.formatDuration(held.length()));
            map.put("holdTransactions", hold);
        });
    }

    private static String percent(double share) {
        return Quantities.formatPercent(
                BigDecimal.valueOf(share).movePointRight(2).doubleValue());
    }

    private static Map<String, Object> statement(WorkloadSpec.Statement statement) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sql", statement.sql());
        map.put("weight", statement.weight());
        return map;
    }
}
