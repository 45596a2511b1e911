-- no parameters -> zone text, rule_version integer, version of the schema integer, fingerprint of the rules bigint (null: unknown, or the
-- schema is older than the column); no row before setup
select zone, rule_version, (select coalesce(max(version), 0) from hentra.migration),
       (to_jsonb(warehouse) ->> 'rule_fingerprint')::bigint
from hentra.warehouse;
