-- no parameters -> oid of the row type of a report's flows
select 'hentra.gathered_flow'::regtype::oid::bigint;
