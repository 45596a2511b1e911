-- no parameters -> zone text, rule_version integer, version of the schema integer; no row before setup
select zone, rule_version, (select coalesce(max(version), 0) from hentra.migration)
from hentra.warehouse;
