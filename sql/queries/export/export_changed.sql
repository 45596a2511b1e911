-- $1 horizon bigint -> how many dossiers were written since the horizon (null: all); rows of catalogues, and whether one was written since
-- columns: dossiers members members_changed
select (select count(*) from hentra.dossier d where $1::bigint is null or hentra.written_since(d.xmin, $1)) as dossiers,
       count(*) as members, $1::bigint is null or coalesce(bool_or(hentra.written_since(m.written, $1)), false) as members_changed
from (
        select xmin as written from hentra.agency union all select xmin from hentra.agency_version
        union all select xmin from hentra.agency_alias union all select xmin from hentra.agency_spoken
        union all select xmin from hentra.agency_level_claim union all select xmin from hentra.field
        union all select xmin from hentra.procedure union all select xmin from hentra.procedure_version
        union all select xmin from hentra.procedure_field_claim
) m;
