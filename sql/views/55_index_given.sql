-- Figures of index 766 that people gave, as they stand now.

create view hentra.index_given_standing as
select distinct on (item, unit, first_day, last_day) item, unit, first_day, last_day, numerator, denominator, source, given_at, given_by,
       given_id
from hentra.index_given
order by item, unit, first_day, last_day, given_id desc;
comment on view hentra.index_given_standing is 'Of each item, unit and range the figure given last. Both figures null: it was taken back.';
comment on column hentra.index_given_standing.item is 'Code of the item, as the rules have it.';
comment on column hentra.index_given_standing.unit is 'Code of the unit.';
comment on column hentra.index_given_standing.first_day is 'First local day of the period.';
comment on column hentra.index_given_standing.last_day is 'Last local day of the period, inclusive.';
comment on column hentra.index_given_standing.numerator is 'Numerator; null: hentra counts it, if it can.';
comment on column hentra.index_given_standing.denominator is 'Denominator; null: hentra counts it, if it can.';
comment on column hentra.index_given_standing.source is 'Where the figure is from.';
comment on column hentra.index_given_standing.given_at is 'When it was given.';
comment on column hentra.index_given_standing.given_by is 'Role of the database that gave it.';
comment on column hentra.index_given_standing.given_id is 'Number of the row of index_given.';
