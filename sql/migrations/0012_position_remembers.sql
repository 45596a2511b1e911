-- What a position remembers is not always the last message: a newer one takes its place when it was found in the log again.

comment on column hentra.position.last_offset is 'Offset of a message that was taken, lately the last one. While it is there, all that was read behind it came from the same log; null: none yet.';
comment on column hentra.position.last_checksum is 'XXH3 hash of that message: tells a topic made anew from the one that was read; null: none yet.';
