-- $1 first day date, $2 last day date, $3 agency integer (0: all), $4 day to whose agencies all is restated date (null: as it was), $5 with vertical
-- agencies boolean -> the agencies whose facts count, and from which to which day of the range; as function report_row has it
-- columns: agency_id first_day last_day
with day as (
        select d as first_day, lead(d, 1, $2::date + 1) over (order by d) - 1 as last_day
        from unnest(hentra.catalogue_days($1, $2)) d)
select a.agency_id, d.first_day, d.last_day
from hentra.agency a
cross join day d
left join hentra.agency_said v on v.agency_id = a.agency_id and d.first_day >= v.valid_from and d.first_day < v.valid_to
left join hentra.agencies_restated($4) u on u.agency_id = coalesce(v.member_id, a.agency_id)
where ($5 or v.vertical is not true) and ($3 = 0 or coalesce(u.restated_id, v.member_id, a.agency_id) = $3)
order by a.agency_id, d.first_day;
