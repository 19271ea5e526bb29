CREATE TABLE registers (
    register_id bigint PRIMARY KEY,
    version     bigint NOT NULL,
    writer      bigint NOT NULL,
    payload     text   NOT NULL
);

-- Outlives the register, so that versions go on rising after a delete.
CREATE TABLE register_versions (
    register_id bigint PRIMARY KEY,
    version     bigint NOT NULL
);
