package dev.shardproof.loadgen.shape;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A rate curve as a metrics system exports it: CSV with a time and a rate per second on each line, separated by commas,
 * semicolons or tabs. Further columns are left alone, as are empty lines and a header.
 *
 * <p>A time is a number of seconds, of any beginning (from 100,000,000,000 on, it is taken for milliseconds since the
 * epoch), or a date and time such as {@code 2026-11-23T10:00:00Z} or {@code 2026-11-23 10:00:00}, which is taken for UTC.
 * Only the distances of times count: the first line is the beginning. Between two lines the rate changes evenly.
 */
public final class RateCurve {

    /** The most lines that a curve may have: more than one a second for a day. */
    public static final int LINES_MAX = 100_000;

    private static final double MILLIS_FROM = 1e11;
    private static final int SHOWN_MAX = 40;

    private RateCurve() {}

    private record Point(int line, double seconds, double rate) {}

    /**
     * Reads a curve.
     *
     * @param lines the file, from its first line on
     * @throws InvalidCurveException if a line is not a time and a rate, times do not rise, or there are fewer than two
     */
    public static LoadShape parse(List<String> lines) throws InvalidCurveException {
        if (lines.size() > LINES_MAX) {
            throw new InvalidCurveException("the file has %d lines, %d are allowed: export it with a longer interval"
                    .formatted(lines.size(), LINES_MAX));
        }
        List<Point> points = new ArrayList<>();
        boolean headerSeen = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = i == 0 ? lines.get(i).replaceFirst("^\uFEFF", "") : lines.get(i);
            if (line.isBlank()) {
                continue;
            }
            String[] cells = cells(line);
            if (points.isEmpty() && !headerSeen && isHeader(cells)) {
                headerSeen = true;
                continue;
            }
            points.add(point(i + 1, cells, points));
        }
        if (points.size() < 2) {
            throw new InvalidCurveException(
                    "the file has %d lines with a time and a rate; two or more are needed".formatted(points.size()));
        }
        return shape(points);
    }

    private static LoadShape shape(List<Point> points) throws InvalidCurveException {
        List<LoadShape.Piece> pieces = new ArrayList<>();
        for (int i = 1; i < points.size(); i++) {
            Point from = points.get(i - 1);
            Point to = points.get(i);
            long micros = Math.round((to.seconds() - from.seconds()) * TimeUnit.SECONDS.toMicros(1));
            pieces.add(new LoadShape.Piece(Math.max(1, micros), from.rate(), to.rate()));
        }
        if (points.stream().allMatch(point -> point.rate() == 0)) {
            throw new InvalidCurveException("every rate of the file is 0");
        }
        return new LoadShape(pieces, false);
    }

    private static String[] cells(String line) {
        String separator = line.indexOf(';') >= 0 ? ";" : line.indexOf('\t') >= 0 ? "\t" : ",";
        String[] cells = line.split(separator, -1);
        for (int i = 0; i < cells.length; i++) {
            cells[i] = cells[i].strip().replaceAll("^\"(.*)\"$", "$1").strip();
        }
        return cells;
    }

    private static boolean isHeader(String[] cells) {
        return cells.length >= 2 && time(cells[0]).isEmpty() && number(cells[1]).isEmpty();
    }

    private static Point point(int line, String[] cells, List<Point> before) throws InvalidCurveException {
        if (cells.length < 2) {
            throw new InvalidCurveException("line %d: found '%s'; expected a time and a rate, separated by a comma"
                    .formatted(line, shown(cells[0])));
        }
        double seconds = time(cells[0])
                .orElseThrow(() -> new InvalidCurveException(
                        "line %d: found '%s'; expected a time: seconds, or a date and time such as 2026-11-23T10:00:00Z"
                                .formatted(line, shown(cells[0]))));
        double rate = number(cells[1])
                .filter(value -> value >= 0 && value <= LoadShape.RATE_MAX)
                .orElseThrow(() ->
                        new InvalidCurveException("line %d: found '%s'; expected a rate per second from 0 to 1000000"
                                .formatted(line, shown(cells[1]))));
        if (!before.isEmpty() && seconds <= before.get(before.size() - 1).seconds()) {
            throw new InvalidCurveException("line %d: its time '%s' is not later than that of line %d"
                    .formatted(
                            line, shown(cells[0]), before.get(before.size() - 1).line()));
        }
        return new Point(line, seconds, rate);
    }

    /** In seconds. */
    private static Optional<Double> time(String text) {
        return number(text)
                .map(value -> value >= MILLIS_FROM ? value / 1e3 : value)
                .or(() -> dateTime(text));
    }

    private static Optional<Double> dateTime(String text) {
        String iso = text.replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) ", "$1T");
        try {
            return Optional.of(seconds(OffsetDateTime.parse(iso).toInstant()));
        } catch (DateTimeException e) {
            try {
                return Optional.of(seconds(LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC)));
            } catch (DateTimeException notEither) {
                return Optional.empty();
            }
        }
    }

    private static double seconds(Instant instant) {
        return instant.getEpochSecond() + instant.getNano() / 1e9;
    }

    private static Optional<Double> number(String text) {
        if (!text.matches("[+-]?\\d{1,18}(\\.\\d{1,18})?([eE][+-]?\\d{1,3})?")) {
            return Optional.empty(); // Double.valueOf also knows NaN, 0x1p3 and 1f
        }
        return Optional.of(Double.valueOf(text));
    }

    private static String shown(String text) {
        String safe = text.replaceAll("\\p{Cntrl}", "?");
        return safe.length() <= SHOWN_MAX ? safe : safe.substring(0, SHOWN_MAX) + "…";
    }
}
