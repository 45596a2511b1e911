-- $1 source_id integer, $2 reason text, $3 until timestamptz (null: until it is resumed) -> a row; none: the source is paused already
insert into hentra.source_pause (source_id, reason, until)
values ($1, $2, $3)
on conflict (source_id) where resumed_at is null do nothing;
