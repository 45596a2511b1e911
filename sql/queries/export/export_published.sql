-- no parameters -> boolean: there is a publication for other warehouses
-- columns: published
select exists (select from pg_publication where pubname = 'hentra') as published;
