-- $1 ids of dossiers that changed, one a line; empty: any may have; null: none did, text; $2 moves of positions, a line each: position_id, from and to, text; null: none -> tells the alerters
with durable as materialized (
        -- Nobody waits for it to be on the disk: what a crash takes away is found as any notice that was lost.
        select set_config('synchronous_commit', 'off', true)),
told as (
        insert into hentra.notice (dossiers, moves) select $1::text, $2::text from durable returning notice_id)
select pg_notify('hentra_notice', notice_id::text) from told;
