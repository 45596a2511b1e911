-- $1 name text, $2 url text, $3 digest_minute integer (-1: each alert), $4 agency_id integer (0: any), $5 enabled boolean, $6 webhook_id integer -> the receiver is this now
update hentra.alert_webhook
set name = $1, url = $2, kind = case when $3 < 0 then 1 else 2 end, digest_minute = nullif($3, -1)::smallint, agency_id = nullif($4, 0), enabled = $5
where webhook_id = $6;
