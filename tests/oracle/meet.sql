-- SPDX-License-Identifier: Apache-2.0
-- psql -v zone=NAME (rule of form 06): the two ways of the oracle to a figure, dossiers counted one by one and flows
-- summed, at instants all over the time and at, and just before, reopenings. Prints where they do not meet.
\set ON_ERROR_STOP on
\pset pager off
\pset footer off
\pset tuples_only on
set work_mem = '512MB';
create temp table instant as
select unnest(percentile_disc(array[0.2, 0.4, 0.6, 0.8, 0.98]) within group (order by at)) as at from oracle.flow
union
select at - before
from (select distinct at from oracle.flow where amount < 0 order by at limit 3) reopened cross join (values (0), (1)) v(before);
select oracle.instant(at), agency, channel, case_kind, figure, 'counted', c.amount, 'summed', s.amount
from (select at, c.* from instant cross join lateral oracle.as_of(oracle.instant(at), :'zone') c) c
full join (select at, s.* from instant cross join lateral oracle.as_of_flows(oracle.instant(at)) s) s
        using (at, agency, channel, case_kind, figure)
where c.amount is distinct from s.amount
order by 1, 2, 3, 4, 5 limit 20;
