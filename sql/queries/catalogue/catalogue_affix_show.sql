-- $1 affix text (null: all), $2 not used date, $3 not used boolean -> affixes of names of agencies, as a file of the
-- catalogue has them
-- columns: affix place used
select affix, hentra.affix_place_name(place) as place, 'yes'::text as used
from hentra.agency_affix
where ($1::text is null or affix = hentra.agency_name_fold($1)) and ($2::date is null or true) and $3::boolean is not null
order by place, affix collate "C";
