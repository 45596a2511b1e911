-- $1 code or name text (null: all), $2 local day date (null: all versions), $3 with what events bring boolean -> versions
-- of procedures, as a file of the catalogue has them
-- columns: code name field field_name service statutory_minutes has_fee fee_online returns_paper duration duration_unit valid_from valid_to inferred counts_for
select r.code, v.name, f.code as field, f.name as field_name, hentra.service_name(v.service) as service, v.statutory_minutes::text as statutory_minutes,
       case v.has_fee when true then 'yes' when false then 'no' end as has_fee, case v.fee_online when true then 'yes' when false then 'no' end as fee_online,
       case v.returns_paper when true then 'yes' when false then 'no' end as returns_paper, v.duration::text as duration,
       hentra.duration_unit_name(v.duration_unit) as duration_unit,
       nullif(v.valid_from, '-infinity')::text as valid_from, nullif(v.valid_to, 'infinity')::text as valid_to,
       case when p.inferred then 'yes' else 'no' end as inferred, case when r.member_id <> r.procedure_id then m.code end as counts_for
from hentra.procedure_member r
join hentra.procedure p on p.procedure_id = r.procedure_id
join hentra.procedure m on m.procedure_id = r.member_id
left join hentra.procedure_version v on v.procedure_id = r.member_id and ($2::date is null or $2 >= v.valid_from and $2 < v.valid_to)
left join hentra.field f on f.field_id = coalesce(v.field_id, r.claimed_field_id)
where ($1::text is null or r.code = $1 or r.base = hentra.procedure_base($1) or hentra.agency_name_fold(v.name) = hentra.agency_name_fold($1))
  and (v.procedure_id is not null or $2 is null) and ($3 or not p.inferred)
order by r.code collate "C", v.valid_from;
