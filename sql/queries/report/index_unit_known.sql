-- $1 code text, $2 day date -> whether it is the code of an agency, or of a province that an agency belongs to by the catalogue of that day,
-- or by its code
-- columns: known
select exists (select from hentra.agency where code = $1)
    or exists (select from hentra.agency_version where province = $1 and $2 >= valid_from and $2 < valid_to)
    or exists (select from hentra.agency where code ~ ('(^|\.)' || $1 || '(\.|$)') and $1 ~ '^[HG][0-9]{2}$') as known;
