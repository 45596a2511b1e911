-- no parameters -> oid of the row types of flow_day and flow_half_month
select 'hentra.flow_day'::regtype::oid::bigint, 'hentra.flow_half_month'::regtype::oid::bigint;
