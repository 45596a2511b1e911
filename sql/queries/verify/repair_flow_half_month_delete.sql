-- $1 days since 1970 integer[], $2 agencies integer[], $3 channels integer[], $4 case kinds integer[], $5 procedures integer[] -> deletes the rows of these keys, of all shards
delete from hentra.flow_half_month f
using unnest($1::integer[], $2::integer[], $3::integer[], $4::integer[], $5::integer[]) as k (half_month, agency_id, channel, case_kind, procedure_id)
where f.half_month = date '1970-01-01' + k.half_month and f.agency_id = k.agency_id and f.procedure_id = k.procedure_id
        and f.channel = k.channel and f.case_kind = k.case_kind;
