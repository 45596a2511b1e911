-- no parameters -> every source, as the view source_health has it, as JSON
-- columns: body
select coalesce(json_agg(s order by source collate "C"), '[]')::text as body from hentra.source_health s;
