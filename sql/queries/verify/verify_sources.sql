-- no parameters -> what is kept of each source: dossiers that it was the first to tell of, and when it stated anything last
-- columns: source_id dossiers last_stated_at
select source_id, sum(dossiers)::bigint as dossiers, max(last_stated_at) as last_stated_at
from hentra.source_day
group by source_id
order by source_id;
