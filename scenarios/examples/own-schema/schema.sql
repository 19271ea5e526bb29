-- A small service for many tenants: every row of a tenant lives on the shard that owns the tenant's name.

CREATE TABLE countries (
    code     char(2) PRIMARY KEY,
    name     text NOT NULL,
    currency char(3)
);

CREATE TABLE projects (
    tenant     text NOT NULL,
    project_no integer NOT NULL,
    name       text NOT NULL,
    country    char(2) REFERENCES countries,
    budget     numeric(12, 2),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, project_no)
);

CREATE TABLE tasks (
    tenant     text NOT NULL,
    project_no integer NOT NULL,
    task_no    integer NOT NULL,
    title      text NOT NULL,
    done       boolean NOT NULL,
    hours      numeric(6, 2),
    labels     text[] NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, project_no, task_no),
    FOREIGN KEY (tenant, project_no) REFERENCES projects
);

CREATE TABLE notes (
    tenant     text NOT NULL,
    note_id    uuid NOT NULL,
    body       text,
    origin     jsonb,
    written_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, note_id)
);
