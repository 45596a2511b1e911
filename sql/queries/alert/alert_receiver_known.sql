-- $1 name text, $2 by e-mail boolean -> the receiver of alerts of that name; digest_minute -1: each alert; agency_id 0: any
-- columns: webhook_id url digest_minute agency_id enabled
select webhook_id, url, coalesce(digest_minute, -1::smallint) as digest_minute, coalesce(agency_id, 0) as agency_id, enabled
from hentra.alert_webhook
where name = $1 and (url ~ '^mailto:') = $2;
