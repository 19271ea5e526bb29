package dev.shardproof.loadgen.workload;

import dev.shardproof.loadgen.workload.key.KeyChooser;
import dev.shardproof.verifier.history.Effect;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * A web shop on the built-in {@code orders} data set: customers look at their orders and balances, place orders and
 * have them processed. Customer ids are 1 to {@link KeyChooser#size()}, each with an account in EUR.
 *
 * <p>Money is exact. What an order costs is the sum over its lines and leaves the balance in the same transaction, so
 * that a lost or doubled write shows in the data. The payload of an order has the {@code number} that is unique in the
 * run, by which it can be found again.
 */
public final class CheckoutWorkload implements Workload {

    private static final String LATEST_ORDERS = "latestOrders";
    private static final String ACCOUNT_BALANCE = "accountBalance";
    private static final String PLACE_ORDER = "placeOrder";
    private static final String UPDATE_ORDER = "updateOrder";

    private static final String CURRENCY = "EUR";
    private static final int LINES_MAX = 3;
    private static final List<String> STATUSES = List.of("paid", "packed", "shipped", "delivered", "returned");
    private static final List<String> NOTES =
            List.of("", "leave it with the neighbour", "Bitte klingeln: Müller", "後で配達", "call first 📦");

    private static final String SELECT_LATEST_ORDERS = """
            SELECT o.order_id, o.status, o.amount, o.currency, o.placed_at, l.line_no, l.sku, l.quantity, l.price
            FROM (SELECT customer_id, order_id, status, amount, currency, placed_at
                  FROM orders WHERE customer_id = ? ORDER BY order_id DESC LIMIT 10) o
            LEFT JOIN order_lines l ON l.customer_id = o.customer_id AND l.order_id = o.order_id
            ORDER BY o.order_id DESC, l.line_no""";
    private static final String SELECT_BALANCE = """
            SELECT a.balance, c.code, c.decimals FROM accounts a JOIN currencies c ON c.code = a.currency
            WHERE a.customer_id = ? AND a.currency = ?""";
    private static final String INSERT_ORDER = """
            INSERT INTO orders (customer_id, status, amount, currency, placed_at, note, payload, gift)
            VALUES (?, 'placed', ?, ?, now(), ?, ?::jsonb, ?)""";
    private static final String INSERT_LINE = """
            INSERT INTO order_lines (customer_id, order_id, line_no, sku, quantity, price, attributes)
            VALUES (?, currval(pg_get_serial_sequence('orders', 'order_id')), ?, ?, ?, ?, ?::jsonb)""";
    private static final String TAKE_FROM_BALANCE = """
            UPDATE accounts SET balance = balance - ?, updated_at = now() WHERE customer_id = ? AND currency = ?""";
    private static final String UPDATE_LATEST_ORDER = """
            UPDATE orders SET status = ?, note = ?, updated_at = now()
            WHERE customer_id = ? AND order_id = (SELECT max(order_id) FROM orders WHERE customer_id = ?)""";

    private final KeyChooser customers;
    private final double readShare;
    private final Clients clients;

    /** The usual clients, with short notes instead of values. */
    public CheckoutWorkload(KeyChooser customers, double readShare) {
        this(customers, readShare, new Clients(Clients.DEFAULT.sessions(), 0));
    }

    /**
     * @param customers chooses customer id 1 + index
     * @param readShare the share of reads, from 0 to 1
     * @param clients who they are; a value, if they have any, takes the place of each note that is written
     */
    public CheckoutWorkload(KeyChooser customers, double readShare, Clients clients) {
        this.clients = Objects.requireNonNull(clients, "clients is null");
        this.customers = Objects.requireNonNull(customers, "customers is null");
        if (!(readShare >= 0 && readShare <= 1)) {
            throw new IllegalArgumentException("readShare %s: it must be between 0 and 1".formatted(readShare));
        }
        this.readShare = readShare;
    }

    @Override
    public Operation next(long number, RandomGenerator random) {
        boolean read = random.nextDouble() < readShare;
        boolean common = random.nextDouble() < 0.7; // the more frequent one of the two reads or writes
        long customer = 1L + customers.next(number, random);
        if (read) {
            return common
                    ? read(LATEST_ORDERS, customer, SELECT_LATEST_ORDERS, List.of(customer))
                    : read(ACCOUNT_BALANCE, customer, SELECT_BALANCE, List.of(customer, CURRENCY));
        }
        return common ? placeOrder(number + 1, customer, random) : updateOrder(customer, random);
    }

    @Override
    public List<String> operationNames() {
        return List.of(LATEST_ORDERS, ACCOUNT_BALANCE, PLACE_ORDER, UPDATE_ORDER);
    }

    private static Operation read(String name, long customer, String sql, List<Object> parameters) {
        return new Operation(name, false, customer, List.of(new SqlStatement(sql, parameters)));
    }

    private Operation placeOrder(long number, long customer, RandomGenerator random) {
        int lines = random.nextInt(1, LINES_MAX + 1);
        BigDecimal amount = BigDecimal.ZERO;
        List<SqlStatement> inserts = new ArrayList<>();
        for (int line = 1; line <= lines; line++) {
            int quantity = random.nextInt(1, 6);
            BigDecimal price = BigDecimal.valueOf(random.nextLong(99, 50_000), 2);
            amount = amount.add(price.multiply(BigDecimal.valueOf(quantity)));
            String sku = "SKU-%05d".formatted(random.nextInt(100_000));
            String attributes = "{\"size\": %d}".formatted(random.nextInt(36, 48));
            inserts.add(new SqlStatement(INSERT_LINE, List.of(customer, line, sku, quantity, price, attributes)));
        }
        String payload = "{\"channel\": \"web\", \"session\": %d, \"number\": %d}"
                .formatted(random.nextInt(Integer.MAX_VALUE), number);
        String note = oneOf(NOTES, random);
        List<SqlStatement> statements = new ArrayList<>();
        statements.add(new SqlStatement(
                INSERT_ORDER, List.of(customer, amount, CURRENCY, note(note, random), payload, random.nextBoolean())));
        statements.addAll(inserts);
        statements.add(new SqlStatement(TAKE_FROM_BALANCE, List.of(amount, customer, CURRENCY)));
        return new Operation(
                PLACE_ORDER,
                true,
                customer,
                statements,
                new Intent(clients.session(random), Effect.INSERT, number, true));
    }

    private Operation updateOrder(long customer, RandomGenerator random) {
        String status = oneOf(STATUSES, random);
        List<Object> parameters = List.of(status, note(oneOf(NOTES, random), random), customer, customer);
        return new Operation(UPDATE_ORDER, true, customer, List.of(new SqlStatement(UPDATE_LATEST_ORDER, parameters)));
    }

    private String note(String usual, RandomGenerator random) {
        return clients.valueBytes() > 0 ? clients.value(random) : usual;
    }

    private static String oneOf(List<String> values, RandomGenerator random) {
        return values.get(random.nextInt(values.size()));
    }
}
