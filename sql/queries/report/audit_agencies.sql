-- $1 code of an agency or a province text, $2 local day date -> codes of the agencies that it stands for: an agency with all below it
-- on that day, or all of a province (by the catalogue, else by the end of the code)
-- columns: code
with recursive version as (
        select a.agency_id, a.code, v.parent_id, v.province
        from hentra.agency a
        left join hentra.agency_version v on v.agency_id = a.agency_id and $2 >= v.valid_from and $2 < v.valid_to),
below as (
        select agency_id, code from version
        where code = $1 or coalesce(province, substring(code from '[^.]*$')) = $1
        union
        select v.agency_id, v.code from version v join below b on v.parent_id = b.agency_id)
select code from below order by code;
