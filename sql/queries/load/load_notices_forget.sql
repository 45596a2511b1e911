-- no parameters -> notices that alerters have read long ago are deleted; other loaders do the same
with durable as materialized (
        select set_config('synchronous_commit', 'off', true)),
over as materialized (
        select notice_id from hentra.notice cross join durable where told_at < clock_timestamp() - interval '1 minute' for update of notice skip locked)
delete from hentra.notice where notice_id in (select notice_id from over);
