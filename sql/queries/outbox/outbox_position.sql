-- How far the outbox was sent, how far ids were given out, and how many a session takes at once (1: they are given in order).
-- columns: id given cached
select p.id, coalesce(pg_sequence_last_value('hentra_outbox.outbox_id_seq'::regclass), 0) as given,
       (select s.seqcache from pg_sequence s where s.seqrelid = 'hentra_outbox.outbox_id_seq'::regclass) as cached
from hentra_outbox.position p
