-- no parameters -> what was fixed at setup; the fingerprint of the rules is null where it is unknown, or the schema is older than
-- that column; no row before setup
-- columns: zone rule_version schema_version rule_fingerprint
select zone, rule_version, (select coalesce(max(version), 0) from hentra.migration) as schema_version,
       (to_jsonb(warehouse) ->> 'rule_fingerprint')::bigint as rule_fingerprint
from hentra.warehouse;
