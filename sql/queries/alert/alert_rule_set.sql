-- $1 name text, $2 kind integer, $3 offsets bigint[], $4 level integer (-1: any), $5 agency_id integer (0: any), $6 procedure_id integer (0: any), $7 case_kind integer (-1: any), $8 enabled boolean, $9 factor in hundredths integer (0: none), $10 chance in hundredths integer (0: none), $11 margin in hundredths integer, $12 rule_id integer -> the rule is this now
update hentra.alert_rule
set name = $1, kind = $2::smallint, offsets = $3::bigint[]::integer[], level = nullif($4, -1)::smallint, agency_id = nullif($5, 0),
    procedure_id = nullif($6, 0), case_kind = nullif($7, -1)::smallint, enabled = $8, factor = nullif($9, 0) / 100.0,
    chance = nullif($10, 0) / 100.0, margin = $11 / 100.0
where rule_id = $12;
