-- $1 role text -> the role is there, whether it is or belongs to hentra_viewer, whether it sees everything anyway, its name as an identifier
-- columns: present viewer everything quoted
select r.oid is not null as present,
       r.oid is not null and coalesce(pg_has_role(r.oid, v.oid, 'usage'), false) as viewer,
       r.oid is not null and exists (select from pg_roles w
                                     where w.rolname in ('hentra_owner', 'hentra_loader', 'hentra_alerter', 'hentra_analyst')
                                       and pg_has_role(r.oid, w.oid, 'usage')) as everything,
       quote_ident($1) as quoted
from (values (1)) one
left join pg_roles r on r.rolname = $1
left join pg_roles v on v.rolname = 'hentra_viewer';
