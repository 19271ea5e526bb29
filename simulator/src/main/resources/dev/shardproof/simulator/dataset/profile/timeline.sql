-- The number of a post is unique in a run, 0 for what was loaded, and has no constraint on purpose: a post that was made
-- twice must be able to show.
CREATE TABLE events (
    user_id  bigint      NOT NULL,
    event_id uuid        NOT NULL DEFAULT gen_random_uuid(),
    at       timestamptz NOT NULL,
    number   bigint      NOT NULL,
    body     text        NOT NULL,
    PRIMARY KEY (user_id, event_id)
);
CREATE INDEX events_by_time ON events (user_id, at);
