-- Frozen reports: their hash, what the catalogues were, and nobody changes them.

-- In UTC: instants are part of the text.
create function hentra.frozen_seal(head jsonb, rows jsonb[]) returns text language sql immutable parallel safe
return encode(sha256(convert_to(head::text || E'\n' || coalesce((select string_agg(r::text, E'\n' order by n) from unnest(rows) with ordinality as t (r, n)), ''), 'UTF8')), 'hex');
comment on function hentra.frozen_seal is 'SHA-256 over a head and rows, each as its text, with line feeds between; as hexadecimal digits.';

create function hentra.frozen_rows(report_name text) returns jsonb[] language sql stable parallel safe
return (select coalesce(array_agg(jsonb_build_object('depth', depth, 'keys', keys, 'cells', cells) order by place), '{}')
        from hentra.frozen_row where name = report_name);
comment on function hentra.frozen_rows is 'Rows of a frozen report in their order.';

create function hentra.frozen_sha256(report_name text) returns text language sql stable parallel safe set timezone = 'UTC'
return (select hentra.frozen_seal(to_jsonb(r) - '{sha256,frozen_at,frozen_by}'::text[], hentra.frozen_rows(name))
        from hentra.frozen_report r where name = report_name);
comment on function hentra.frozen_sha256 is 'SHA-256 of a frozen report as it is in the tables now. It equals frozen_report.sha256, unless somebody changed what was frozen.';

create function hentra.catalogue_digest() returns text language sql stable parallel safe set timezone = 'UTC'
return hentra.frozen_seal('{}', array[
        (select jsonb_agg(to_jsonb(v) order by agency_id, valid_from) from hentra.agency_version v),
        (select jsonb_agg(to_jsonb(v) order by procedure_id, valid_from) from hentra.procedure_version v),
        (select jsonb_agg(to_jsonb(f) order by field_id) from hentra.field f where name is not null),
        (select jsonb_agg(to_jsonb(a) order by system, source, alias, valid_from) from hentra.agency_alias a),
        (select jsonb_agg(to_jsonb(a) order by place, affix) from hentra.agency_affix a),
        (select jsonb_agg(version order by version) from hentra.calendar_version),
        (select jsonb_agg(jsonb_build_array(agency_id, version) order by agency_id, version) from hentra.agency_calendar_version),
        (select jsonb_agg(given_id order by given_id) from hentra.index_given)]);
comment on function hentra.catalogue_digest is 'Digest of what reports take from people: catalogues of agencies, procedures and fields, other codes and names, the calendar and those of agencies, figures given for index 766.';

create or replace function hentra.frozen_refuse() returns trigger language plpgsql as $$
begin
        raise exception 'what was frozen is never changed: % of % is refused', lower(tg_op), tg_table_name using errcode = '55000';
end $$;
comment on function hentra.frozen_refuse is 'Refuses to change, delete or empty what was frozen.';
create or replace trigger frozen before update or delete or truncate on hentra.frozen_report
        for each statement execute function hentra.frozen_refuse();
create or replace trigger frozen before update or delete or truncate on hentra.frozen_row
        for each statement execute function hentra.frozen_refuse();
