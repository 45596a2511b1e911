-- $1 days since 1970 integer[], $2 agencies integer[], $3 channels integer[], $4 case kinds integer[] -> deletes the rows of these keys, of all shards
delete from hentra.flow_day f
using unnest($1::integer[], $2::integer[], $3::integer[], $4::integer[]) as k (day, agency_id, channel, case_kind)
where f.day = date '1970-01-01' + k.day and f.agency_id = k.agency_id and f.channel = k.channel and f.case_kind = k.case_kind;
