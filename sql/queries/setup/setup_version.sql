-- no parameters -> integer, the schema's version
select coalesce(max(version), 0) from hentra.migration;
