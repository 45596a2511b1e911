-- $1 topic text, $2 partition integer, $3 first offset bigint -> adds the row of a new partition, with the warehouse's rule version
insert into hentra.position (topic, partition, next_offset, epoch, rule_version)
select $1, $2, $3, 0, w.rule_version from hentra.warehouse w for share
on conflict (topic, partition) do nothing;
