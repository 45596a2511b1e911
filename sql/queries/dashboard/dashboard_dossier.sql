-- $1 dossier_id text, $2 now timestamptz -> the dossier, with the names of its agency, procedure and field on the day of its last occurrence; and everything
-- that was said of it in the order of its places, as JSON; no row: there is none that the role sees
-- columns: dossier statements
select (to_jsonb(d) || jsonb_build_object('agency_name', v.name, 'procedure_name', p.name, 'field', f.code, 'field_name', f.name))::text as dossier,
       (select coalesce(json_agg(s order by s.place), '[]')::text from hentra.dossier_statement s where s.dossier_id = $1) as statements
from hentra.dossier_detail d
cross join lateral (select hentra.local_day(least(d.last_at, $2::timestamptz)) as day) n
left join hentra.agency a on a.code = d.agency
left join hentra.agency_said v on v.agency_id = a.agency_id and n.day >= v.valid_from and n.day < v.valid_to
left join hentra.procedure_member m on m.code = d.procedure
left join hentra.procedure_version p on p.procedure_id = m.member_id and n.day >= p.valid_from and n.day < p.valid_to
left join hentra.field f on f.field_id = hentra.procedure_field(m.procedure_id, n.day)
where d.dossier_id = $1;
