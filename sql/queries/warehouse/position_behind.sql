-- $1 position_id integer, $2 epoch bigint, $3 behind boolean -> what is known of it before anything is read
update hentra.position
set behind_since = case when $3 then coalesce(behind_since, now()) end
where position_id = $1 and epoch = $2 and (behind_since is not null) <> $3;
