-- no parameters -> every row: day, agency_id, channel, case_kind, shard, then the measures in the order of the table
select * from hentra.flow_day;
