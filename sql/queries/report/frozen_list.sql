-- -> all frozen reports, the oldest first
-- columns: name report period first_day last_day as_of known_at rule_version rows sha256 frozen_at frozen_by
select name, report, period, first_day, last_day, as_of, known_at, rule_version, rows, sha256, frozen_at, frozen_by
from hentra.frozen_report
order by frozen_at, name;
