-- no parameters -> integer, the schema's version
-- columns: version
select coalesce(max(version), 0) as version from hentra.migration;
