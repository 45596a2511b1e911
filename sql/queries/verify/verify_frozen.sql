-- no parameters -> names of the frozen reports whose rows or head are not what was frozen
-- columns: name
select name from hentra.frozen_report where sha256 is distinct from hentra.frozen_sha256(name) order by name;
