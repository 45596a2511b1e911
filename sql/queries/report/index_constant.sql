-- $1 known at timestamptz (null: now) -> flags that a source had always said alike by the end of that local day, of those that index 766
-- counts, as view source_health has them. Never of the fee: its value is an amount that was stated, and sources leave out the lines of zero
-- columns: source_id source flag value
select s.source_id, s.code as source, split_part(f.said, '=', 1) as flag, split_part(f.said, '=', 2) as value
from (select source_id, sum(dossiers) as dossiers, bit_or(flags) as flags
      from hentra.source_day
      where $1::timestamptz is null or day <= hentra.local_day($1)
      group by source_id) d
join hentra.source s using (source_id)
cross join unnest(hentra.source_constant_flags(d.flags)) as f (said)
where d.dossiers >= 1000 and split_part(f.said, '=', 1) not in ('channel', 'return_channel', 'fee')
order by s.code, flag;
