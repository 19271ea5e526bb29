package dev.shardproof.loadgen.workload.profile;

/**
 * Pairs of accounts, of which both always live on one shard: the accounts of pair i are those at 2i and 2i + 1. Immutable.
 *
 * <p>Whoever makes them knows how keys become places; here nobody does.
 */
public final class AccountPairs {

    private final long[] accounts;

    /** @param accounts two for each pair; at least one pair */
    public AccountPairs(long... accounts) {
        if (accounts.length < 2 || accounts.length % 2 != 0) {
            throw new IllegalArgumentException("%d accounts are no pairs: there must be two or more, and an even number"
                    .formatted(accounts.length));
        }
        this.accounts = accounts.clone();
    }

    /** How many pairs there are. */
    public int count() {
        return accounts.length / 2;
    }

    long first(int pair) {
        return accounts[2 * pair];
    }

    long second(int pair) {
        return accounts[2 * pair + 1];
    }
}
