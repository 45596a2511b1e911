-- no parameters -> oid of the row type of a report's flows
-- columns: type_oid
select 'hentra.gathered_flow'::regtype::oid::bigint as type_oid;
