-- Who an alert is for stands in the alert itself, so that a digest reads the alerts of its agency and no others; and catalogue versions are
-- found by the agency that they lead to.

alter table hentra.alert add column recipient_id integer;
update hentra.alert a
set recipient_id = t.recipient_id
from hentra.alert_transition t
where a.transition % 2 = 1 and t.alert_id = a.alert_id and t.transition = a.transition;
create index alert_of_recipient on hentra.alert (recipient_id, due_at, alert_id) where transition % 2 = 1;

create index agency_version_successor on hentra.agency_version (successor_id) where successor_id is not null;
create index agency_version_parent on hentra.agency_version (parent_id) where parent_id is not null;

comment on column hentra.alert.recipient_id is 'Agency it is for, as in alert_transition. Null: cleared by an older hentra.';
