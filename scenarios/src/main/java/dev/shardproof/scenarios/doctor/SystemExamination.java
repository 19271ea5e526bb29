package dev.shardproof.scenarios.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Java, processors, memory, disk, ports, limits and the clock. */
final class SystemExamination {

    private static final int LEAST_JAVA = 17;
    private static final long MEGABYTE = 1 << 20;
    private static final long MEMORY_LEAST = 768 * MEGABYTE;
    private static final long MEMORY_GOOD = 2048 * MEGABYTE;
    private static final long DISK_LEAST = 500 * MEGABYTE;
    private static final long DISK_GOOD = 2048 * MEGABYTE;
    private static final long SHM_GOOD = 64 * MEGABYTE;
    private static final int PORTS_LEAST = 16;
    private static final int PORTS_GOOD = 64;
    private static final long FILES_LEAST = 1024;
    private static final long FILES_GOOD = 4096;
    private static final long PROCESSES_LEAST = 512;
    private static final long PROCESSES_GOOD = 2048;
    private static final Duration SKEW_MAX = Duration.ofSeconds(2);

    /** This was written later than that; a clock that says less is wrong. */
    private static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

    private final Machine machine;
    private final Path state;

    /** @param state the state folder, which exists */
    SystemExamination(Machine machine, Path state) {
        this.machine = machine;
        this.state = state;
    }

    List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        findings.add(processors());
        findings.add(memory());
        findings.add(disk("state folder", state));
        findings.add(disk("temp folder", Path.of(machine.property("java.io.tmpdir"))));
        findings.add(ports());
        limit("open files", "Max open files", FILES_LEAST, FILES_GOOD, "ulimit -n " + FILES_GOOD)
                .ifPresent(findings::add);
        limit("processes", "Max processes", PROCESSES_LEAST, PROCESSES_GOOD, "ulimit -u " + PROCESSES_GOOD)
                .ifPresent(findings::add);
        sharedMemory().ifPresent(findings::add);
        findings.add(clock());
        return findings;
    }

    private Finding java() {
        String version = machine.property("java.version");
        Matcher feature = Pattern.compile("(?:1\\.)?(\\d+).*").matcher(version);
        boolean enough = feature.matches() && Integer.parseInt(feature.group(1)) >= LEAST_JAVA;
        String found = "%s, %s".formatted(version, machine.property("java.home"));
        return enough
                ? Finding.fine("Java", found)
                : Finding.missing(
                        "Java",
                        found + "; needs 17 or newer",
                        "apt install openjdk-17-jdk-headless, or point JAVA_HOME to a newer JDK");
    }

    private Finding processors() {
        int count = machine.processors();
        return count >= 2
                ? Finding.fine("processors", Integer.toString(count))
                : Finding.warning(
                        "processors",
                        count + "; latencies will be those of a busy machine",
                        "give the machine or the container two or more");
    }

    /** The least of what the system has left and what its control group allows. */
    private Finding memory() {
        OptionalLong available = number("/proc/meminfo", "MemAvailable:\\s+(\\d+) kB", 1024);
        OptionalLong allowed = number("/sys/fs/cgroup/memory.max", "(\\d{1,18})", 1);
        if (available.isEmpty()) {
            return Finding.fine("memory", "not known on this system");
        }
        long bytes = Math.min(available.getAsLong(), allowed.orElse(Long.MAX_VALUE));
        String found = "%,d MB available".formatted(bytes / MEGABYTE);
        String remedy = "end other programs, or give the machine or the container 2 GB";
        if (bytes < MEMORY_LEAST) {
            return Finding.missing("memory", found + "; needs %d MB".formatted(MEMORY_LEAST / MEGABYTE), remedy);
        }
        return bytes < MEMORY_GOOD
                ? Finding.warning("memory", found + "; enough for small scenarios", remedy)
                : Finding.fine("memory", found);
    }

    private Finding disk(String what, Path folder) {
        OptionalLong free = machine.freeBytes(folder);
        if (free.isEmpty()) {
            return Finding.missing(
                    what,
                    folder + " can not be used",
                    "mkdir -p it, or choose another place with SHARDPROOF_JAVA_OPTS=-Djava.io.tmpdir=FOLDER");
        }
        long bytes = free.getAsLong();
        String found = "%s, %,d MB free".formatted(folder, bytes / MEGABYTE);
        String remedy = "free some space, or choose another place with SHARDPROOF_JAVA_OPTS=-Djava.io.tmpdir=FOLDER";
        if (bytes < DISK_LEAST) {
            return Finding.missing(what, found + "; needs %d MB".formatted(DISK_LEAST / MEGABYTE), remedy);
        }
        return bytes < DISK_GOOD
                ? Finding.warning(what, found + "; enough for small scenarios", remedy)
                : Finding.fine(what, found);
    }

    private Finding ports() {
        int free = machine.freePorts(PORTS_GOOD);
        String found = free >= PORTS_GOOD ? "%d and more on loopback".formatted(free) : free + " on loopback";
        String remedy = "sysctl -w net.ipv4.ip_local_port_range='32768 60999', or end programs that hold ports";
        if (free < PORTS_LEAST) {
            return Finding.missing("free ports", found + "; needs %d".formatted(PORTS_LEAST), remedy);
        }
        return free < PORTS_GOOD ? Finding.warning("free ports", found, remedy) : Finding.fine("free ports", found);
    }

    private Optional<Finding> limit(String what, String line, long least, long good, String remedy) {
        Optional<String> soft = machine.text(Path.of("/proc/self/limits")).flatMap(text -> {
            Matcher found = Pattern.compile(line + "\\s+(\\d+|unlimited)").matcher(text);
            return found.find() ? Optional.of(found.group(1)) : Optional.empty();
        });
        return soft.map(text -> {
            long value = text.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(text);
            if (value < least) {
                return Finding.missing(what, "%s; needs %d".formatted(text, least), remedy);
            }
            return value < good
                    ? Finding.warning(what, text + "; enough for small scenarios", remedy)
                    : Finding.fine(what, text);
        });
    }

    /** Only servers that somebody else has started use it; the embedded ones keep away from it. */
    private Optional<Finding> sharedMemory() {
        Path folder = Path.of("/dev/shm");
        OptionalLong free = machine.freeBytes(folder);
        if (free.isEmpty()) {
            return Optional.empty();
        }
        String found = "%,d MB free in %s".formatted(free.getAsLong() / MEGABYTE, folder);
        return Optional.of(
                free.getAsLong() < SHM_GOOD
                        ? Finding.warning(
                                "shared memory",
                                found + "; the embedded servers do without",
                                "docker run --shm-size=256m, or mount -o remount,size=256m " + folder)
                        : Finding.fine("shared memory", found));
    }

    private Finding clock() {
        Instant now = machine.now();
        if (now.isBefore(EARLIEST)) {
            return Finding.warning("clock", now + " is past", "timedatectl set-ntp true");
        }
        try {
            Duration skew = Duration.between(machine.fileTime(state), now).abs();
            return skew.compareTo(SKEW_MAX) > 0
                    ? Finding.warning(
                            "clock",
                            "%s; files in %s are %d s off, so that times in reports may not agree"
                                    .formatted(now, state, skew.toSeconds()),
                            "timedatectl set-ntp true, here and on the machine that has the files")
                    : Finding.fine("clock", now.toString());
        } catch (IOException e) {
            return Finding.missing(
                    "clock",
                    "no file can be written in %s: %s".formatted(state, e.getMessage()),
                    "make the folder writable for this user");
        }
    }

    private OptionalLong number(String file, String pattern, long unit) {
        return machine.text(Path.of(file))
                .map(text -> {
                    Matcher found = Pattern.compile(pattern).matcher(text);
                    return found.find() ? OptionalLong.of(Long.parseLong(found.group(1)) * unit) : OptionalLong.empty();
                })
                .orElse(OptionalLong.empty());
    }
}
