-- $1 name text, $2 kind integer, $3 offsets bigint[], $4 level integer (-1: any), $5 agency_id integer (0: any), $6 procedure_id integer (0: any), $7 case_kind integer (-1: any), $8 enabled boolean, $9 factor in hundredths integer (0: none), $10 chance in hundredths integer (0: none), $11 margin in hundredths integer -> a new rule
insert into hentra.alert_rule (name, kind, offsets, level, agency_id, procedure_id, case_kind, enabled, factor, chance, margin)
values ($1, $2::smallint, $3::bigint[]::integer[], nullif($4, -1)::smallint, nullif($5, 0), nullif($6, 0), nullif($7, -1)::smallint, $8,
        nullif($9, 0) / 100.0, nullif($10, 0) / 100.0, $11 / 100.0);
