-- $1 field text (null: any; UNKNOWN: none), $2 procedure text (null: any), $3 mark text (null: any), $4 local day -> whether each is known, and the procedures of
-- both, a row each: by the catalogue of the day; 0: dossiers without a procedure. One row with null: none belongs to both. Also all marks
-- columns: field_known procedure_known mark_known marks procedure_id
with mark as (
        select mark from hentra.dossier_mark union all select 'DUE_UNLIKE_CALENDAR'),
known as (
        select $1::text is null or $1 = 'UNKNOWN' or exists (select from hentra.field where code = $1) as field_known,
               $2::text is null or exists (select from hentra.procedure_member where code = $2 or base = $2) as procedure_known,
               $3::text is null or exists (select from mark where mark = $3) as mark_known,
               (select string_agg(mark, ', ' order by mark) from mark) as marks),
found as (
        select m.procedure_id
        from hentra.procedure_member m
        left join hentra.procedure_version v on v.procedure_id = m.member_id and $4::date >= v.valid_from and $4 < v.valid_to
        left join hentra.field f on f.field_id = coalesce(v.field_id, m.claimed_field_id)
        where ($1::text is null or coalesce(f.code, 'UNKNOWN') = $1) and ($2::text is null or m.code = $2 or m.base = $2)
          and ($1::text is not null or $2::text is not null)
        union all
        select 0 where $1 = 'UNKNOWN' and $2::text is null)
select k.field_known, k.procedure_known, k.mark_known, k.marks, f.procedure_id
from known k
left join found f on true;
