-- $1 role text -> whether all agencies were granted to it
-- columns: granted
select exists (select from hentra.access g where g.agency_id is null and g.role_name = $1) as granted;
