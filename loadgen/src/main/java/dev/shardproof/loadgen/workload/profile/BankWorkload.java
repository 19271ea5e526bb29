package dev.shardproof.loadgen.workload.profile;

import dev.shardproof.loadgen.workload.Clients;
import dev.shardproof.loadgen.workload.Intent;
import dev.shardproof.loadgen.workload.Operation;
import dev.shardproof.loadgen.workload.SqlStatement;
import dev.shardproof.loadgen.workload.Workload;
import dev.shardproof.loadgen.workload.key.KeyChooser;
import dev.shardproof.verifier.history.Effect;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Transfers of money inside an account and between the two accounts of a pair, and audits, on the data set {@code bank}.
 * An account has two pots. Whatever moves, the four pots of a pair hold the same sum for ever, to the cent, and so do all
 * pots of all shards. Each transfer leaves an entry with a number that is unique in the run, so that one that was lost as a
 * whole, or made twice, shows as well: that conserves money. The entry names the pots, so that what each of them must hold
 * follows from the entries: a transfer of which only the entry is left conserves money too.
 *
 * <p>Pots may be overdrawn: a bank that refuses transfers would lose less.
 */
public final class BankWorkload implements Workload {

    private static final String AUDIT_PAIR = "auditPair";
    private static final String AUDIT_ALL = "auditAll";
    private static final String INSIDE = "transferInside";
    private static final String ACROSS = "transferAcross";

    /** The share of the audits that look at all shards: each reads every account. */
    private static final double ALL = 0.02;

    private static final int POTS = 2;
    private static final long CENTS_MAX = 10_000;

    private static final String SUM_OF_PAIR =
            "SELECT (100 * sum(balance))::bigint FROM accounts WHERE account_id IN (?, ?)";
    private static final String SUM_OF_ALL =
            "SELECT (100 * coalesce(sum(balance), 0))::bigint FROM accounts WHERE {owned:account_id}";
    private static final String ENTER = """
            INSERT INTO transfers (account_id, pot, number, other_account_id, other_pot, amount, memo)
            VALUES (?, ?, ?, ?, ?, ?, ?)""";
    private static final String CHANGE = "UPDATE accounts SET balance = balance + ? WHERE account_id = ? AND pot = ?";

    private final AccountPairs pairs;
    private final KeyChooser chooser;
    private final double readShare;
    private final Clients clients;
    private final long accounts;
    private final long potCents;

    private record Change(long account, int pot, BigDecimal amount) {}

    /**
     * @param pairs the accounts that have a partner
     * @param chooser chooses a pair; must be of the same size
     * @param readShare the share of audits, from 0 to 1
     * @param accounts how many accounts there are, with or without a partner
     * @param potCents what each pot held at first, in cents
     */
    public BankWorkload(
            AccountPairs pairs, KeyChooser chooser, double readShare, Clients clients, long accounts, long potCents) {
        this.pairs = Objects.requireNonNull(pairs, "pairs is null");
        this.chooser = Objects.requireNonNull(chooser, "chooser is null");
        this.readShare = ReadShare.require(readShare);
        this.clients = Objects.requireNonNull(clients, "clients is null");
        this.accounts = accounts;
        this.potCents = potCents;
        if (pairs.count() != chooser.size()) {
            throw new IllegalArgumentException(
                    "there are %d pairs, but the chooser chooses from %d".formatted(pairs.count(), chooser.size()));
        }
        if (accounts < 2L * pairs.count()) {
            throw new IllegalArgumentException("%d accounts are fewer than those of the pairs".formatted(accounts));
        }
    }

    @Override
    public Operation next(long number, RandomGenerator random) {
        boolean read = random.nextDouble() < readShare;
        boolean all = random.nextDouble() < ALL;
        boolean swapped = random.nextBoolean();
        long session = clients.session(random);
        int pair = chooser.next(number, random);
        long one = swapped ? pairs.second(pair) : pairs.first(pair);
        long other = swapped ? pairs.first(pair) : pairs.second(pair);
        if (read) {
            return all ? auditAll(one, session) : auditPair(one, other, session);
        }
        return transfer(number + 1, one, random.nextBoolean() ? one : other, session, random);
    }

    private Operation auditPair(long one, long other, long session) {
        return new Operation(
                AUDIT_PAIR,
                false,
                one,
                List.of(new SqlStatement(SUM_OF_PAIR, List.of(one, other), true)),
                0,
                List.of(other),
                false,
                new Intent(session, Effect.SUM, 2 * POTS * potCents, true));
    }

    private Operation auditAll(long any, long session) {
        return new Operation(
                AUDIT_ALL,
                false,
                any,
                List.of(new SqlStatement(SUM_OF_ALL, List.of(), true)),
                0,
                List.of(),
                true,
                new Intent(session, Effect.SUM, accounts * POTS * potCents, true));
    }

    private Operation transfer(long number, long from, long to, long session, RandomGenerator random) {
        BigDecimal amount = BigDecimal.valueOf(random.nextLong(1, CENTS_MAX + 1), 2);
        boolean inside = from == to;
        int fromPot = random.nextInt(POTS);
        int toPot = inside ? 1 - fromPot : random.nextInt(POTS);
        List<SqlStatement> statements = new ArrayList<>();
        statements.add(
                new SqlStatement(ENTER, List.of(from, fromPot, number, to, toPot, amount, clients.value(random))));
        Change taken = new Change(from, fromPot, amount.negate());
        Change given = new Change(to, toPot, amount);
        // Always the lower one first, or two transfers would wait for each other.
        boolean takenFirst = from < to || inside && fromPot < toPot;
        for (Change change : takenFirst ? List.of(taken, given) : List.of(given, taken)) {
            statements.add(new SqlStatement(CHANGE, List.of(change.amount, change.account, change.pot)));
        }
        return new Operation(
                inside ? INSIDE : ACROSS,
                true,
                from,
                statements,
                0,
                inside ? List.of() : List.of(to),
                false,
                new Intent(session, Effect.INSERT, number, true));
    }

    @Override
    public List<String> operationNames() {
        return List.of(AUDIT_PAIR, AUDIT_ALL, INSIDE, ACROSS);
    }
}
