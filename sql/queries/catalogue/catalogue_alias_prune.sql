-- no parameters -> deletes versions of the staged aliases that are not among the staged rows, or lead nowhere any more
delete from hentra.agency_alias a
where exists (select from catalogue_alias s where s.alias = a.alias and s.system = a.system and coalesce(s.source, '') = a.source)
  and not exists (select from catalogue_alias s
                  where s.alias = a.alias and s.system = a.system and coalesce(s.source, '') = a.source and s.agency is not null
                    and coalesce(s.valid_from, '-infinity') = a.valid_from);
