package dev.shardproof.scenarios.spec.file.workload;

import dev.shardproof.scenarios.spec.workload.ArrivalsSpec;
import dev.shardproof.scenarios.spec.workload.ShapeSpec;
import dev.shardproof.scenarios.spec.yaml.Quantities;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes what {@link ArrivalsReader} reads. */
final class ArrivalsWriter {

    private ArrivalsWriter() {}

    static void write(ArrivalsSpec arrivals, Map<String, Object> workload) {
        if (arrivals instanceof ArrivalsSpec.Rate rate) {
            workload.put("rate", Quantities.formatRate(rate.perSecond()));
        } else if (arrivals instanceof ArrivalsSpec.Shaped shaped) {
            workload.put("shape", shape(shaped.spec()));
        } else if (arrivals instanceof ArrivalsSpec.Closed closed) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("users", closed.users());
            map.put("thinkTime", Quantities.formatDuration(closed.thinkTime()));
            workload.put("closed", map);
        } else if (arrivals instanceof ArrivalsSpec.Simulation simulation) {
            workload.put("simulation", simulation.className());
        }
    }

    private static Map<String, Object> shape(ShapeSpec shape) {
        Map<String, Object> map = new LinkedHashMap<>();
        String name;
        if (shape instanceof ShapeSpec.Ramp ramp) {
            name = "ramp";
            map.put("from", Quantities.formatRate(ramp.from()));
            map.put("to", Quantities.formatRate(ramp.to()));
            map.put("over", Quantities.formatDuration(ramp.over()));
        } else if (shape instanceof ShapeSpec.Step step) {
            name = "step";
            map.put("rates", step.rates().stream().map(Quantities::formatRate).toList());
            map.put("every", Quantities.formatDuration(step.every()));
        } else if (shape instanceof ShapeSpec.Spike spike) {
            name = "spike";
            map.put("base", Quantities.formatRate(spike.base()));
            map.put("peak", Quantities.formatRate(spike.peak()));
            map.put("after", Quantities.formatDuration(spike.after()));
            map.put("for", Quantities.formatDuration(spike.length()));
            spike.every().ifPresent(every -> map.put("every", Quantities.formatDuration(every)));
        } else if (shape instanceof ShapeSpec.Diurnal diurnal) {
            name = "diurnal";
            map.put("low", Quantities.formatRate(diurnal.low()));
            map.put("high", Quantities.formatRate(diurnal.high()));
            map.put("day", Quantities.formatDuration(diurnal.day()));
        } else {
            ShapeSpec.Curve curve = (ShapeSpec.Curve) shape;
            name = "curve";
            map.put("file", curve.file().toAbsolutePath().toString());
            map.put("speed", Quantities.number(curve.speed()));
            map.put("scale", Quantities.formatPercent(curve.scale()));
        }
        return Map.of(name, map);
    }
}
