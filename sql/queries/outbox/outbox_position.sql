-- How far the outbox was sent, whether rows that were sent are kept, how far ids were given out, and how many a session takes at
-- once (1: they are given in order).
-- columns: id kept given cached
select p.id, p.id > p.cleared as kept, q.last_value - (not q.is_called)::int as given,
       (select s.seqcache from pg_sequence s where s.seqrelid = 'hentra_outbox.outbox_id_seq'::regclass) as cached
from hentra_outbox.position p cross join hentra_outbox.outbox_id_seq q
