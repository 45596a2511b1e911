-- Messages about alerts that the topic will never take, each too large by itself, are set aside instead of being sent for ever.

alter table hentra.alert_transition add column refused_at timestamptz;
comment on column hentra.alert_transition.refused_at is 'When the topic refused its message for good, as too large; null: it did not. Such a one is sent no more, until `hentra alert retry`.';

drop index hentra.alert_transition_unpublished;
create index alert_transition_unpublished on hentra.alert_transition (alert_id, transition) where published_at is null and refused_at is null;
