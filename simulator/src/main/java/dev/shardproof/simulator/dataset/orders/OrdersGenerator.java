package dev.shardproof.simulator.dataset.orders;

import dev.shardproof.simulator.dataset.CopyTextWriter;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes the rows of one customer at a time. Every customer (and every order's lines) has a random source of its own that
 * starts from the seed and the id, so rows do not depend on which others are made, nor in which order.
 *
 * <p>Immutable and thread-safe after construction.
 */
final class OrdersGenerator {

    /** Writes the rows that a customer has in one table. */
    @FunctionalInterface
    interface CustomerRows {
        void write(long customer, CopyTextWriter writer) throws SQLException;
    }

    /** What the random source is for; a part of its seed. */
    private enum Purpose {
        WEIGHT,
        CUSTOMER,
        ACCOUNTS,
        CURRENCIES,
        ORDER,
        LINES
    }

    private record Line(int quantity, long priceHundredths) {}

    private static final long FIRST_DAY = Instant.parse("2024-01-01T00:00:00Z").getEpochSecond();
    private static final long YEAR_SECONDS = 365L * 24 * 60 * 60;
    private static final double MEAN_WEIGHT = 10;

    private final long seed;
    /** Customer c has the orders from {@code lastOrder[c - 1] + 1} to {@code lastOrder[c]}. */
    private final long[] lastOrder;

    OrdersGenerator(long orders, long customers, long seed) {
        this.seed = seed;
        // Exponential weights: most customers order little, some a lot. StrictMath, for the same on every machine.
        double[] weightUpTo = new double[Math.toIntExact(customers) + 1];
        for (int customer = 1; customer < weightUpTo.length; customer++) {
            double uniform = random(Purpose.WEIGHT, customer).nextDouble();
            weightUpTo[customer] = weightUpTo[customer - 1] + 1 - MEAN_WEIGHT * StrictMath.log(1 - uniform);
        }
        lastOrder = new long[weightUpTo.length];
        for (int customer = 1; customer < lastOrder.length; customer++) {
            double share = weightUpTo[customer] / weightUpTo[weightUpTo.length - 1];
            lastOrder[customer] = Math.round(share * orders);
        }
    }

    /** The writer for one of the sharded tables. */
    CustomerRows rowsOf(String table) {
        return switch (table) {
            case "customers" -> this::writeCustomer;
            case "accounts" -> this::writeAccounts;
            case "orders" -> this::writeOrders;
            case "order_lines" -> this::writeLines;
            default -> throw new IllegalArgumentException("the data set has no sharded table '%s'".formatted(table));
        };
    }

    void writeCurrencies(CopyTextWriter writer) throws SQLException {
        writer.text("EUR").text("Euro").integer(2).text("1.00000000").endRow();
        writer.text("USD").text("US dollar").integer(2).text("1.08410000").endRow();
        writer.text("JPY")
                .text("Japanese yen 円")
                .integer(0)
                .text("163.25500000")
                .endRow();
        writer.text("GBP").text("Pound sterling").integer(2).text("0.84217315").endRow();
        writer.text("CHF")
                .text("Schweizer Franken")
                .integer(2)
                .text("0.93650000")
                .endRow();
        writer.text("KWD").text("دينار كويتي").integer(3).text("0.33312000").endRow();
    }

    private void writeCustomer(long customer, CopyTextWriter writer) throws SQLException {
        SplittableRandom random = random(Purpose.CUSTOMER, customer);
        writer.integer(customer)
                .text(pick(random, Vocabulary.GIVEN_NAMES) + " " + pick(random, Vocabulary.FAMILY_NAMES))
                .text("customer" + customer + "@example.org")
                .text(instant(random, FIRST_DAY, YEAR_SECONDS))
                .bool(random.nextInt(100) < 93)
                .text(tags(random))
                .text(profile(random))
                .bytes(avatar(random))
                .endRow();
    }

    private void writeAccounts(long customer, CopyTextWriter writer) throws SQLException {
        SplittableRandom random = random(Purpose.ACCOUNTS, customer);
        for (String currency : currencies(customer)) {
            long balance = random.nextLong(10_000, 10_000_000);
            writer.integer(customer)
                    .text(currency)
                    .hundredths(currency.equals("JPY") ? balance / 100 * 100 : balance)
                    .text(instant(random, FIRST_DAY + YEAR_SECONDS, YEAR_SECONDS))
                    .endRow();
        }
    }

    private void writeOrders(long customer, CopyTextWriter writer) throws SQLException {
        List<String> currencies = currencies(customer);
        for (long order = firstOrder(customer); order <= lastOrder(customer); order++) {
            SplittableRandom random = random(Purpose.ORDER, order);
            List<Line> lines = lines(random(Purpose.LINES, order));
            long amount = lines.stream()
                    .mapToLong(line -> line.quantity() * line.priceHundredths())
                    .sum();
            boolean changed = random.nextInt(10) < 6;
            writer.integer(order)
                    .integer(customer)
                    .text(pick(random, Vocabulary.STATUSES))
                    .hundredths(amount)
                    .text(pick(random, currencies))
                    .text(instant(random, FIRST_DAY + YEAR_SECONDS, YEAR_SECONDS))
                    .text(changed ? instant(random, FIRST_DAY + 2 * YEAR_SECONDS, YEAR_SECONDS / 12) : null)
                    .text(note(random))
                    .text(payload(random, lines.size()))
                    .bool(random.nextInt(20) == 0)
                    .endRow();
        }
    }

    private void writeLines(long customer, CopyTextWriter writer) throws SQLException {
        for (long order = firstOrder(customer); order <= lastOrder(customer); order++) {
            SplittableRandom random = random(Purpose.LINES, order);
            int number = 1;
            for (Line line : lines(random)) {
                writer.integer(customer)
                        .integer(order)
                        .integer(number++)
                        .text("SKU-" + random.nextInt(100_000, 1_000_000))
                        .integer(line.quantity())
                        .hundredths(line.priceHundredths())
                        .text(random.nextInt(3) == 0 ? attributes(random) : null)
                        .endRow();
            }
        }
    }

    /** One to four lines, two on average. */
    private static List<Line> lines(SplittableRandom random) {
        int die = random.nextInt(10);
        int count = die < 4 ? 1 : die < 7 ? 2 : die < 9 ? 3 : 4;
        List<Line> lines = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            lines.add(new Line(random.nextInt(1, 6), random.nextLong(99, 50_000)));
        }
        return lines;
    }

    private List<String> currencies(long customer) {
        SplittableRandom random = random(Purpose.CURRENCIES, customer);
        List<String> currencies = new ArrayList<>(List.of("EUR"));
        if (random.nextInt(5) == 0) {
            currencies.add("USD");
        }
        if (random.nextInt(10) == 0) {
            currencies.add("JPY");
        }
        return currencies;
    }

    // Put together by hand: String.format would take longer than everything else here.

    private static String profile(SplittableRandom random) {
        return "{\"city\": \"" + pick(random, Vocabulary.CITIES) + "\", \"points\": " + random.nextInt(10_000)
                + ", \"newsletter\": " + random.nextBoolean() + ", \"phone\": "
                + (random.nextInt(3) == 0 ? "null" : "\"+49 30 " + random.nextInt(100_000) + "\"") + "}";
    }

    private static String payload(SplittableRandom random, int items) {
        return "{\"channel\": \"" + pick(random, Vocabulary.CHANNELS) + "\", \"items\": " + items + ", \"coupon\": "
                + (random.nextInt(5) == 0 ? "\"SAVE" + random.nextInt(5, 50) + "\"" : "null")
                + ", \"ship\": {\"city\": \"" + pick(random, Vocabulary.CITIES) + "\"}}";
    }

    private static String attributes(SplittableRandom random) {
        return "{\"colour\": \"" + pick(random, Vocabulary.COLOURS) + "\", \"size\": " + random.nextInt(34, 60) + "}";
    }

    private static String tags(SplittableRandom random) {
        StringBuilder array = new StringBuilder("{");
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            String tag = pick(random, Vocabulary.TAGS).replace("\\", "\\\\").replace("\"", "\\\"");
            array.append(i == 0 ? "" : ",").append('"').append(tag).append('"');
        }
        return array.append('}').toString();
    }

    /** Most customers have none, some have a small one, a few one that PostgreSQL stores out of line. */
    private static byte[] avatar(SplittableRandom random) {
        int die = random.nextInt(100);
        if (die >= 20) {
            return null;
        }
        byte[] avatar = new byte[die == 0 ? random.nextInt(8_000, 16_000) : random.nextInt(200, 1_500)];
        random.nextBytes(avatar);
        return avatar;
    }

    /** Most orders have none, some a short one, a few one of several kB. */
    private static String note(SplittableRandom random) {
        int die = random.nextInt(100);
        if (die >= 20) {
            return null;
        }
        if (die == 19) {
            return ""; // not NULL
        }
        int length = die == 0 ? random.nextInt(2_000, 6_000) : random.nextInt(10, 120);
        StringBuilder note = new StringBuilder();
        while (note.length() < length) {
            note.append(pick(random, Vocabulary.NOTE_WORDS)).append(' ');
        }
        return note.toString();
    }

    private static String instant(SplittableRandom random, long firstSecond, long seconds) {
        return Instant.ofEpochSecond(firstSecond + random.nextLong(seconds), random.nextInt(1_000_000) * 1_000L)
                .toString();
    }

    private static String pick(SplittableRandom random, List<String> words) {
        return words.get(random.nextInt(words.size()));
    }

    private long firstOrder(long customer) {
        return lastOrder[Math.toIntExact(customer) - 1] + 1;
    }

    private long lastOrder(long customer) {
        return lastOrder[Math.toIntExact(customer)];
    }

    private SplittableRandom random(Purpose purpose, long id) {
        // Seeds of neighbours must not be neighbours: the generator's own gamma would make them overlap.
        long mixed = seed * 0x9e3779b97f4a7c15L + purpose.ordinal() * 0xbf58476d1ce4e5b9L + id * 0x94d049bb133111ebL;
        return new SplittableRandom(new SplittableRandom(mixed).nextLong());
    }
}
