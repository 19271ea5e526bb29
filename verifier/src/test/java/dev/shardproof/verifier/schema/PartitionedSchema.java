package dev.shardproof.verifier.schema;

import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.util.List;
import java.util.stream.Stream;

/** Partitions with keys and triggers, expressions and types of many kinds: what majors store and write differently. */
final class PartitionedSchema {

    static final List<TableMapping> TABLES = Stream.of(
                    "customers", "events", "refs", "old", "kid", "typed", "e1", "e2", "e21")
            .map(table -> TableMapping.same(TableSpec.sharded("shop", table)))
            .toList();

    static final String DEFINITION = """
            CREATE SCHEMA shop;
            create table shop.customers(id bigint primary key, parent bigint references shop.customers,
              u uuid default gen_random_uuid(), j jsonb default '{"a": 1}',
              ts timestamp default (now() at time zone 'utc'), arr int[] default '{1,2}',
              b bit varying(5) default B'101', iv interval default '1 day 02:00', c char(3) default 'x',
              m money default 3.5, bl boolean default (not false),
              ts2 timestamptz default '2026-01-01 00:00+00', neg int default -5, nn numeric default 1e10,
              de date default current_date, us text default current_user, ses text default session_user,
              ok text generated always as (upper(c) || 'c') stored);
            create table shop.events (id bigint, at date not null,
              customer bigint references shop.customers on delete set null, region text, primary key (id, at),
              check (region in ('eu','us'))) partition by range (at);
            create table shop.e1 partition of shop.events (check (id > 0)) for values from ('2025-01-01') to
              ('2026-01-01');
            create table shop.e2 partition of shop.events for values from ('2026-01-01') to (maxvalue)
              partition by hash (id, at);
            create table shop.e21 partition of shop.e2 for values with (modulus 2, remainder 0);
            create table shop.e22 partition of shop.e2 for values with (modulus 2, remainder 1);
            create table shop.ed partition of shop.events default;
            create function shop.tg() returns trigger language plpgsql as $$begin return new; end$$;
            create procedure shop.pr(a int, inout b int) language plpgsql as $$begin b := a; end$$;
            create aggregate shop.agg(int) (sfunc = int4pl, stype = int, initcond = '0');
            create trigger tg before insert on shop.events for each row execute function shop.tg();
            create constraint trigger ct after insert on shop.events deferrable initially deferred for each row
              when (new.id > 3) execute function shop.tg();
            create table shop.refs (id bigint, at date, foreign key (id, at) references shop.events,
              x int unique);
            create table shop.old (a int, b text) ; create table shop.kid (c int) inherits (shop.old);
            create index on shop.events (region) ; create index on shop.events using brin (at); create index on
              shop.customers using gin (j jsonb_path_ops); create index on shop.customers ((j->>'a') desc nulls
              last); create index on shop.customers (id) where parent is null and bl;
            alter table shop.customers replica identity using index customers_pkey;
            create rule r as on delete to shop.old do instead nothing;
            create view shop.v with (security_barrier) as select * from shop.customers; create materialized
              view shop.mv as select * from shop.old with no data;
            create type shop.rec as (a int,
              b text); create domain shop.em as text collate "C" not null check (value ~ '@'); create domain
              shop.em2 as shop.em check (length(value) < 30);
            create table shop.typed (r shop.rec, e shop.em2, e2 shop.em2[], d date)""";

    private PartitionedSchema() {}
}
