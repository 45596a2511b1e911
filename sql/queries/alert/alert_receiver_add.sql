-- $1 name text, $2 url text, $3 digest_minute integer (-1: each alert), $4 agency_id integer (0: any), $5 enabled boolean -> a new receiver of alerts
insert into hentra.alert_webhook (name, url, kind, digest_minute, agency_id, enabled)
values ($1, $2, case when $3 < 0 then 1 else 2 end, nullif($3, -1)::smallint, nullif($4, 0), $5);
