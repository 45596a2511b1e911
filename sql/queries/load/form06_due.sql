-- $1 position_id integer[], ours -> boolean: half months that are over are stale, or stand-ins in doubt, and nobody else is catching up, who
-- would only make them stale again
-- columns: due
select (exists (select from hentra.form06_unsure)
        or exists (select from hentra.form06_stale where half_month < hentra.half_month_of(hentra.local_day(current_timestamp))))
   and not exists (select from hentra.position
                   where behind_since is not null and retired_at is null and updated_at > current_timestamp - interval '1 minute'
                     and position_id <> all ($1)) as due;
