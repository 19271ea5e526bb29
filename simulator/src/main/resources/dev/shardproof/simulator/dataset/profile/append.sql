CREATE TABLE lists (
    list_id bigint   PRIMARY KEY,
    items   bigint[] NOT NULL,
    payload text     NOT NULL
);
