package dev.shardproof.scenarios.calibration;

import dev.shardproof.verifier.latency.NoiseFloor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calibrations in files, one for each load: {@code ~/.shardproof/calibrations/HASH.json}, or wherever the user says. One
 * that does not hold (another machine, another load, too old, damaged) is never used, and the reason is always said.
 */
public final class CalibrationStore {

    private static final int BYTES_MAX = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;

    /** @param folder where they lie; it need not exist */
    CalibrationStore(Path folder) {
        this.folder = Objects.requireNonNull(folder, "folder is null");
    }

    /** @param home the user's home folder */
    public static CalibrationStore ofHome(Path home) {
        return new CalibrationStore(home.resolve(".shardproof").resolve("calibrations"));
    }

    /** Where the calibration for that load lies by default, on whatever machine it was made. */
    public Path fileOf(Fingerprint fingerprint) {
        return folder.resolve(fingerprint.workload() + ".json");
    }

    /**
     * Writes a calibration, in one step: who reads at this moment gets the old one or the new one.
     *
     * @throws IOException if it can not be written
     */
    public void write(Path file, Calibration calibration) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        Path draft = Files.createTempFile(parent, ".calibration", ".json");
        try {
            Files.writeString(draft, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(calibration) + "\n");
            Files.move(draft, file.toAbsolutePath(), StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** The noise floor on record, or an assumed one that says why none can be used. */
    public NoiseFloor noiseFloor(Path file, Fingerprint now, Instant time) {
        if (!Files.exists(file)) {
            return NoiseFloor.assumed("this load was never calibrated on this machine");
        }
        try {
            return noiseFloor(file, read(file), now, time);
        } catch (IOException | JacksonException | IllegalArgumentException | NullPointerException e) {
            return NoiseFloor.assumed("%s can not be used: %s".formatted(file, firstLine(e)));
        }
    }

    private static NoiseFloor noiseFloor(Path file, Calibration calibration, Fingerprint now, Instant time) {
        if (!time.isBefore(calibration.validUntil())) {
            return NoiseFloor.assumed("%s expired %s".formatted(file, second(calibration.validUntil())));
        }
        List<String> differences = new Fingerprint(calibration.fingerprint()).differences(now);
        if (!differences.isEmpty()) {
            return NoiseFloor.assumed("%s is of something else: %s".formatted(file, String.join(", ", differences)));
        }
        return calibration.floor("%d comparisons of this load with itself in %d runs, %s, %s"
                .formatted(calibration.comparisons(), calibration.starts(), second(calibration.taken()), file));
    }

    private static Calibration read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(BYTES_MAX + 1);
            if (content.length > BYTES_MAX) {
                throw new IOException("it is larger than %d bytes".formatted(BYTES_MAX));
            }
            return JSON.readValue(content, Calibration.class);
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse(e.getClass().getSimpleName());
    }

    private static String second(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
