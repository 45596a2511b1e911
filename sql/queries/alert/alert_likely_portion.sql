-- $1 behind timestamptz, $2 now timestamptz, $3 dossiers bigint -> up to which return date the next portion goes, of about so many open dossiers; null: it is the last one, and has all
-- columns: until
select due_at as until
from hentra.dossier
where due_at > $1 and due_at >= $2 and received_at is not null and ended_by is null
order by due_at
offset $3 - 1
limit 1;
