-- no parameters -> boolean: the roles and the schema are there
-- columns: present
select count(*) = 5 and to_regnamespace('hentra') is not null as present
from pg_roles where rolname in ('hentra_owner', 'hentra_loader', 'hentra_alerter', 'hentra_analyst', 'hentra_viewer');
