-- no parameters -> every row: half_month, agency_id, procedure_id, channel, case_kind, shard, then the measures in the order of the table
select * from hentra.flow_half_month;
