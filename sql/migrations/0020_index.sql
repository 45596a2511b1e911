-- What no dossier says of index 766: procedures announced and published in time, certified copies, what the portal has acknowledged. Given by
-- people (`hentra index set`), each with its source. Only added to, so that who said what and when stays.

create table hentra.index_given (
        given_id integer generated always as identity primary key,
        item text not null,
        unit text not null,
        first_day date not null,
        last_day date not null,
        numerator bigint,
        denominator bigint,
        source text not null,
        given_at timestamptz not null default now(),
        given_by text not null default session_user,
        constraint index_given_is_a_range check (first_day <= last_day),
        constraint index_given_is_a_share check (numerator >= 0 and denominator >= 0),
        constraint index_given_source_is_printable
                check (source ~ '[^[:space:]]' and source !~ '[[:cntrl:]]' and length(source) <= 200),
        constraint index_given_names_are_short check (length(item) between 1 and 64 and length(unit) between 1 and 64)
);
create index index_given_of_range on hentra.index_given (first_day, last_day, item, unit, given_id desc);

comment on table hentra.index_given is 'Figures of index 766 that people gave, one row each. Of one item, unit and range the row given last stands; view index_given_standing. Written by `hentra index set` alone.';
comment on column hentra.index_given.given_id is 'Number given by this warehouse, ascending.';
comment on column hentra.index_given.item is 'Code of the item, as the rules have it.';
comment on column hentra.index_given.unit is 'Code of the unit, as reports on index 766 list it: an agency, or of a province its Hnn.';
comment on column hentra.index_given.first_day is 'First local day of the period.';
comment on column hentra.index_given.last_day is 'Last local day of the period, inclusive.';
comment on column hentra.index_given.numerator is 'Numerator; null: hentra counts it, if it can.';
comment on column hentra.index_given.denominator is 'Denominator; null: hentra counts it, if it can. Both null: what was given is taken back.';
comment on column hentra.index_given.source is 'Where the figure is from, in the words of who gave it.';
comment on column hentra.index_given.given_at is 'When it was given.';
comment on column hentra.index_given.given_by is 'Role of the database that gave it.';
