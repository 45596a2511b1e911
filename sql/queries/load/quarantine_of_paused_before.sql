-- $1 source_id integer -> an instant behind all that is set aside of the source, also where the clock was set back since
-- columns: before
select greatest(now(), (select max(quarantined_at) from hentra.quarantine
                        where source_id = $1 and cause = 4 and replayed_at is null)) + interval '1 microsecond' as before;
