-- $1 agency_id integer[], $2 level integer[], $3 stated_at in micros bigint[], $4 content bigint[] -> the claim stated last stands; a row that says it, or a later one, is not even locked
insert into hentra.agency_level_claim as c (agency_id, level, stated_at, content)
select n.m, n.v, n.at, n.t
from (select m, v, to_timestamp(0) + s * interval '1 microsecond' as at, t
      from unnest($1::integer[], $2::integer[], $3::bigint[], $4::bigint[]) as u (m, v, s, t)) n
where not exists (select from hentra.agency_level_claim k where k.agency_id = n.m and (k.stated_at, k.content) >= (n.at, n.t))
order by n.m
on conflict (agency_id) do update
set level = excluded.level, stated_at = excluded.stated_at, content = excluded.content
where (excluded.stated_at, excluded.content) > (c.stated_at, c.content);
