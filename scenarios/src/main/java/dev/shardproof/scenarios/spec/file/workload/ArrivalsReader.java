package dev.shardproof.scenarios.spec.file.workload;

import dev.shardproof.loadgen.shape.InvalidCurveException;
import dev.shardproof.loadgen.shape.LoadShape;
import dev.shardproof.loadgen.shape.RateCurve;
import dev.shardproof.scenarios.spec.workload.ArrivalsSpec;
import dev.shardproof.scenarios.spec.workload.ShapeSpec;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec;
import dev.shardproof.scenarios.spec.yaml.Excerpt;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.RejectedValueException;
import dev.shardproof.scenarios.spec.yaml.ValueReader;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads {@code workload.rate}, or what stands in its place: {@code shape}, {@code closed} or {@code simulation}. */
final class ArrivalsReader {

    static final List<String> KEYS = List.of("rate", "shape", "closed", "simulation");
    private static final long CURVE_BYTES_MAX = 10_000_000;

    private static final ValueReader<Integer> RATE = Values.rate(1, WorkloadSpec.RATE_MAX);
    private static final ValueReader<Integer> ANY_RATE = Values.rate(0, WorkloadSpec.RATE_MAX);
    private static final ValueReader<Duration> TIME = Values.duration(ShapeSpec.TIME_MIN, ShapeSpec.TIME_MAX);

    private final Fields fields;
    private final Optional<Path> folder;

    /** Reads the fields of {@code workload} for a scenario file in that folder; empty if it can name no files. */
    ArrivalsReader(Fields fields, Optional<Path> folder) {
        this.fields = fields;
        this.folder = folder;
    }

    /** Who decides when a request begins; empty after a problem was added. */
    Optional<ArrivalsSpec> read() {
        List<String> given = KEYS.stream().filter(fields::has).toList();
        if (given.isEmpty()) {
            fields.required("rate", RATE); // names the key that is usual
            return Optional.empty();
        }
        if (given.size() > 1) {
            fields.reject(
                    fields.keyAt(given.get(1)),
                    given.get(1),
                    "can not be combined with '%s': give one of rate, shape, closed or simulation"
                            .formatted(given.get(0)));
            return Optional.empty();
        }
        return switch (given.get(0)) {
            case "rate" -> fields.optional("rate", RATE).map(ArrivalsSpec.Rate::new);
            case "shape" ->
                fields.optionalFields("shape", WorkloadKeys.SHAPE)
                        .flatMap(this::shape)
                        .map(ArrivalsSpec.Shaped::new);
            case "closed" ->
                fields.optionalFields("closed", WorkloadKeys.CLOSED).flatMap(this::closed);
            default ->
                fields.optional(
                                "simulation",
                                Values.parsed(
                                        "the name of a class with its package, such as com.example.MySimulation",
                                        text -> Optional.of(text)
                                                .filter(name -> name.matches(ArrivalsSpec.Simulation.CLASS_NAME))))
                        .map(ArrivalsSpec.Simulation::new);
        };
    }

    private Optional<ArrivalsSpec> closed(Fields closed) {
        if (fields.has("threads")) {
            fields.reject(fields.keyAt("threads"), "threads", "belongs to an open model; here every user is one");
        }
        Optional<Integer> users = closed.required("users", Values.integer(1, WorkloadSpec.THREADS_MAX));
        Optional<Duration> thinkTime = Optional.of(closed.optional(
                "thinkTime", Duration.ZERO, Values.duration(Duration.ZERO, ArrivalsSpec.Closed.THINK_TIME_MAX)));
        return users.map(count -> new ArrivalsSpec.Closed(count, thinkTime.get()));
    }

    private Optional<ShapeSpec> shape(Fields shape) {
        List<String> given = WorkloadKeys.SHAPE.stream().filter(shape::has).toList();
        if (given.size() != 1) {
            fields.reject(
                    fields.valueAt("shape"),
                    "shape",
                    "found %d shapes; expected one of %s"
                            .formatted(given.size(), String.join(", ", WorkloadKeys.SHAPE)));
            return Optional.empty();
        }
        int before = fields.problems().count();
        Optional<ShapeSpec> spec = switch (given.get(0)) {
            case "ramp" -> shape.optionalFields("ramp", WorkloadKeys.RAMP).flatMap(ArrivalsReader::ramp);
            case "step" -> shape.optionalFields("step", WorkloadKeys.STEP).flatMap(ArrivalsReader::step);
            case "spike" -> shape.optionalFields("spike", WorkloadKeys.SPIKE).flatMap(ArrivalsReader::spike);
            case "diurnal" ->
                shape.optionalFields("diurnal", WorkloadKeys.DIURNAL).flatMap(ArrivalsReader::diurnal);
            default -> curve(shape);
        };
        return fields.problems().count() == before ? spec : Optional.empty();
    }

    private static Optional<ShapeSpec> ramp(Fields ramp) {
        Optional<Integer> from = ramp.required("from", ANY_RATE);
        Optional<Integer> to = ramp.required("to", ANY_RATE);
        Optional<Duration> over = ramp.required("over", TIME);
        return from.isPresent() && to.isPresent() && over.isPresent() && anyRate(ramp, "to", from.get(), to.get())
                ? Optional.of(new ShapeSpec.Ramp(from.get(), to.get(), over.get()))
                : Optional.empty();
    }

    private static Optional<ShapeSpec> step(Fields step) {
        step.required("rates", node -> node);
        List<Integer> rates = step.list("rates", "rates such as [100/s, 200/s]", ANY_RATE);
        Optional<Duration> every = step.required("every", TIME);
        if (rates.size() == 1 || rates.size() > ShapeSpec.STEPS_MAX) {
            step.reject(
                    step.valueAt("rates"),
                    "rates",
                    "found %d rates; expected 2 to %d".formatted(rates.size(), ShapeSpec.STEPS_MAX));
            return Optional.empty();
        }
        return every.isPresent() && rates.size() > 1 && anyRate(step, "rates", rates.toArray(Integer[]::new))
                ? Optional.of(new ShapeSpec.Step(rates, every.get()))
                : Optional.empty();
    }

    private static Optional<ShapeSpec> spike(Fields spike) {
        Optional<Integer> base = spike.required("base", ANY_RATE);
        Optional<Integer> peak = spike.required("peak", RATE);
        Optional<Duration> after = spike.required("after", TIME);
        Optional<Duration> length = spike.required("for", TIME);
        Optional<Duration> every = spike.optional("every", TIME);
        if (base.isEmpty() || peak.isEmpty() || after.isEmpty() || length.isEmpty()) {
            return Optional.empty();
        }
        if (every.isPresent() && every.get().compareTo(after.get().plus(length.get())) <= 0) {
            spike.reject(spike.valueAt("every"), "every", "must be longer than after and for together");
            return Optional.empty();
        }
        return Optional.of(new ShapeSpec.Spike(base.get(), peak.get(), after.get(), length.get(), every));
    }

    private static Optional<ShapeSpec> diurnal(Fields diurnal) {
        Optional<Integer> low = diurnal.required("low", ANY_RATE);
        Optional<Integer> high = diurnal.required("high", RATE);
        Optional<Duration> day = diurnal.required("day", TIME);
        return low.isPresent() && high.isPresent() && day.isPresent()
                ? Optional.of(new ShapeSpec.Diurnal(low.get(), high.get(), day.get()))
                : Optional.empty();
    }

    /** To ask for no load at all is a mistake. */
    private static boolean anyRate(Fields shape, String key, Integer... rates) {
        for (int rate : rates) {
            if (rate > 0) {
                return true;
            }
        }
        shape.reject(shape.valueAt(key), key, "every rate is 0; at least one must be above");
        return false;
    }

    private Optional<ShapeSpec> curve(Fields shape) {
        YamlNode node = shape.node("curve").orElseThrow();
        if (!(node instanceof YamlNode.Mapping)) {
            return shape.read(node, shape.pathOf("curve"), this::file).flatMap(file -> recorded(shape, file, 1, 100));
        }
        return shape.optionalFields("curve", WorkloadKeys.CURVE).flatMap(curve -> {
            double speed = curve.optional("speed", 1.0, Values.decimal(0.001, ShapeSpec.Curve.FACTOR_MAX));
            double scale = curve.optional("scale", 100.0, Values.percent(0.001, ShapeSpec.Curve.FACTOR_MAX));
            return curve.required("file", this::file).flatMap(file -> recorded(shape, file, speed, scale));
        });
    }

    private Optional<ShapeSpec> recorded(Fields shape, Path file, double speed, double scale) {
        try {
            if (Files.size(file) > CURVE_BYTES_MAX) {
                throw new IOException("it has more than %,d bytes".formatted(CURVE_BYTES_MAX));
            }
            LoadShape recorded = RateCurve.parse(Files.readAllLines(file));
            if (recorded.highestRate() * scale / 100 > WorkloadSpec.RATE_MAX) {
                throw new IOException("its highest rate is more than %d/s".formatted(WorkloadSpec.RATE_MAX));
            }
            return Optional.of(new ShapeSpec.Curve(file, speed, scale, recorded));
        } catch (CharacterCodingException e) {
            shape.reject(shape.valueAt("curve"), "curve", file.getFileName() + ": it is not text in UTF-8");
        } catch (IOException | InvalidCurveException e) {
            shape.reject(shape.valueAt("curve"), "curve", file.getFileName() + ": " + e.getMessage());
        }
        return Optional.empty();
    }

    private Path file(YamlNode node) {
        String name = Values.text("the name of a CSV file").read(node);
        Path base = folder.orElseThrow(() -> new RejectedValueException(
                node.at(), "a scenario of the catalogue can not name files; copy it to a folder of your own"));
        Path file;
        try {
            file = base.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw RejectedValueException.found(node, "the name of a CSV file");
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new RejectedValueException(
                    node.at(), "there is no file %s that can be read in %s".formatted(Excerpt.quoted(name), base));
        }
        return file;
    }
}
