-- $1 name -> the frozen report, if there is one; whether it is as it was frozen; whether catalogues are as they were
-- columns: report question period first_day last_day as_of known_at counted_at rule_version columns rows sha256 frozen_at frozen_by whole same_catalogue
select report, question::text as question, period, first_day, last_day, as_of, known_at, counted_at, rule_version, array_to_string(columns, ',') as columns, rows,
       sha256, frozen_at, frozen_by, sha256 = hentra.frozen_sha256(name) as whole, catalogue = hentra.catalogue_digest() as same_catalogue
from hentra.frozen_report
where name = $1;
