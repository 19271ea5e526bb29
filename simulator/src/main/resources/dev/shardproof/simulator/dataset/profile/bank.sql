CREATE TABLE accounts (
    account_id bigint         NOT NULL,
    pot        int            NOT NULL,
    balance    numeric(20, 2) NOT NULL,
    memo       text           NOT NULL,
    PRIMARY KEY (account_id, pot)
);

-- The number is unique in a run and has no constraint on purpose: a transfer that was made twice must be able to show.
-- What a pot holds is what it held at first, and what the transfers have moved.
CREATE TABLE transfers (
    account_id       bigint         NOT NULL,
    transfer_id      uuid           NOT NULL DEFAULT gen_random_uuid(),
    pot              int            NOT NULL,
    number           bigint         NOT NULL,
    other_account_id bigint         NOT NULL,
    other_pot        int            NOT NULL,
    amount           numeric(20, 2) NOT NULL,
    memo             text           NOT NULL,
    PRIMARY KEY (account_id, transfer_id)
);
