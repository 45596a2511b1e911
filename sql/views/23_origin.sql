-- Where a dossier was made, by its code: {agency}-{yyMMdd}-{sequence}, cut at the last two hyphens. One-stop systems of provinces number with four
-- digits, systems of ministries with six or seven, of which the first two name the ministry (seen in codes of October 2026; hentra.ministry).
-- Five digits are a busy day of a province or a random number, so nothing is said of them.

create function hentra.dossier_origin(dossier_id text) returns text language sql immutable strict parallel safe
return case length((regexp_match(dossier_id, '.-[0-9]{6}-([0-9]{4,7})$'))[1]) when 4 then 'PROVINCE' when 6 then 'MINISTRY' when 7 then 'MINISTRY' end;
comment on function hentra.dossier_origin is 'PROVINCE or MINISTRY: whose system made the code of a dossier; null: the code does not tell.';

create function hentra.dossier_ministry(dossier_id text) returns text language sql immutable strict parallel safe
return (regexp_match(dossier_id, '.-[0-9]{6}-([0-9]{2})[0-9]{4,5}$'))[1];
comment on function hentra.dossier_ministry is 'Number of the ministry whose system made the code of a dossier (hentra.ministry); null: it was not one.';

create function hentra.dossier_issuer(dossier_id text) returns text language sql immutable strict parallel safe
return (regexp_match(dossier_id, '^(.{1,35})-[0-9]{6}-[0-9]+$'))[1];
comment on function hentra.dossier_issuer is 'Code of the agency in the code of a dossier, which stays when the dossier, or the agency, moves; null: the code has another shape.';
