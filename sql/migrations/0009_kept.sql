-- What is kept of the world around the warehouse: the headers of messages that were set aside, and positions whose partition is
-- gone.

alter table hentra.quarantine add column headers bytea;
alter table hentra.position add column retired_at timestamptz;

comment on column hentra.quarantine.headers is 'Kafka headers of the message as they came, in order; NULL: it had none. Each is its name, a zero byte, the length of its value (4 bytes, most significant first; -1: it has none) and the value.';
comment on column hentra.position.retired_at is 'When a loader found that the topic has no such partition any more: nobody reads it, and no deadline waits for that. NULL: the partition is there.';
