-- no parameters -> the measures of both flow tables, each in the order of its columns, with the oid of the table's row type
-- columns: by_half_month row_type measure
select t.relname = 'flow_half_month' as by_half_month, t.reltype::bigint as row_type, m.measure
from pg_class t, hentra.measures_of(t.oid) with ordinality as m (measure, n)
where t.oid in ('hentra.flow_day'::regclass, 'hentra.flow_half_month'::regclass)
order by by_half_month, m.n;
