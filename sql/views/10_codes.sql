-- The numbers of the warehouse as words: those of core/base/event.h and consumers/dossier/timeline.h (a test compares
-- them). An unknown number gives null.

create function hentra.status_name(number integer) returns text language sql immutable parallel safe
return (array['UNKNOWN', 'REGISTERED', 'RECEIVED', 'REFUSED', 'PROCESSING', 'SUPPLEMENT_REQUESTED', 'PAYMENT_REQUESTED',
              'WITHDRAWN', 'STOPPED', 'RESOLVED', 'RETURNED'])[number + 1];
comment on function hentra.status_name is 'Status of the portal''s interface, by number.';

create function hentra.case_kind_name(number integer) returns text language sql immutable parallel safe
return (array['DOSSIER', 'PETITION', 'TASK'])[number + 1];
comment on function hentra.case_kind_name is 'Kind of case, by number.';

create function hentra.level_name(number integer) returns text language sql immutable parallel safe
return (array['UNKNOWN', 'PROVINCE', 'DISTRICT', 'COMMUNE'])[number + 1];
comment on function hentra.level_name is 'Administrative level, by number.';

create function hentra.channel_name(number integer) returns text language sql immutable parallel safe
return (array['UNKNOWN', 'DIRECT', 'ONLINE', 'POSTAL'])[number + 1];
comment on function hentra.channel_name is 'Channel a dossier came by, by number.';

create function hentra.service_name(number integer) returns text language sql immutable parallel safe
return (array['UNKNOWN', 'INFORMATION', 'PARTIAL', 'FULL'])[number + 1];
comment on function hentra.service_name is 'How far a procedure can be done online, by number.';

create function hentra.payment_name(number integer) returns text language sql immutable parallel safe
return (array['UNKNOWN', 'NONE', 'PORTAL', 'LOCAL'])[number + 1];
comment on function hentra.payment_name is 'How a fee was paid online, by number.';

create function hentra.return_channel_name(number integer) returns text language sql immutable parallel safe
return (array[null, 'DIRECT', 'POSTAL'])[number + 1];
comment on function hentra.return_channel_name is 'How the result is handed over, by number; null for absent.';

create function hentra.duration_unit_name(number integer) returns text language sql immutable parallel safe
return (array['HOUR', 'DAY', 'WORKING_DAY', 'MONTH'])[number];
comment on function hentra.duration_unit_name is 'Unit of a procedure''s duration, by number.';

create function hentra.alias_system_name(number integer) returns text language sql immutable parallel safe
return (array['OLD', 'ONE_STOP', 'PORTAL', 'NAME'])[number];
comment on function hentra.alias_system_name is 'Whose code an alias of an agency is, by number; NAME: it is a name.';

create function hentra.affix_place_name(number integer) returns text language sql immutable parallel safe
return (array['START', 'END'])[number];
comment on function hentra.affix_place_name is 'Place of an affix in the name of an agency, by number.';

create function hentra.day_class_name(number integer) returns text language sql immutable parallel safe
return (array[null, 'EARLY', 'ON_TIME', 'LATE', 'NO_DUE'])[number + 1];
comment on function hentra.day_class_name is 'Class of a resolution by local day, by number; null: not resolved.';

create function hentra.instant_class_name(number integer) returns text language sql immutable parallel safe
return (array[null, 'IN_TIME', 'LATE', 'NO_DUE'])[number + 1];
comment on function hentra.instant_class_name is 'Class of a resolution by instant, by number; null: not resolved.';

-- An interval times a number is exact here: hentra's instants stay below 2^53 microseconds.
create function hentra.instant(micros bigint) returns timestamptz language sql immutable parallel safe
return case when micros <> -9223372036854775808 then timestamptz '1970-01-01 00:00:00Z' + micros * interval '1 microsecond' end;
comment on function hentra.instant is 'Microseconds since 1970 as an instant; the smallest bigint stands for absent and gives null.';

create function hentra.local_day(at timestamptz) returns date language sql stable parallel safe
return (at at time zone (select zone from hentra.warehouse))::date;
comment on function hentra.local_day is 'Local day of the warehouse''s zone on which an instant falls.';
