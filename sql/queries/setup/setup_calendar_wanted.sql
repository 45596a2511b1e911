-- $1 viet_nam boolean -> boolean: the current calendar is another one: it has days off, or not Viet Nam's
-- columns: wanted
select case when $1::boolean then exists (select from hentra.calendar_unlike_viet_nam)
            else exists (select from hentra.calendar_exception where version = (select max(version) from hentra.calendar_version)) end as wanted;
