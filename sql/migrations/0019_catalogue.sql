-- Catalogues: what index 766 asks of procedures, and other codes and names of agencies with the time in which they hold.

alter table hentra.procedure_version
        add column has_fee boolean,
        add column fee_online boolean,
        add column returns_paper boolean,
        add column duration integer check (duration >= 0),
        add column duration_unit smallint check (duration_unit between 1 and 4),
        add constraint procedure_version_duration_whole check ((duration is null) = (duration_unit is null));

comment on column hentra.procedure_version.has_fee is 'Whether a fee or charge is paid; null: not given.';
comment on column hentra.procedure_version.fee_online is 'Whether that fee may be paid online; null: not given.';
comment on column hentra.procedure_version.returns_paper is 'Whether a paper is handed over as the result; null: not given.';
comment on column hentra.procedure_version.duration is 'Longest handling time by law, in duration_unit; null: not given.';
comment on column hentra.procedure_version.duration_unit is '1 hour of working time, 2 day of the calendar, 3 working day, 4 month (DonViTinh of the portal); null: not given.';

-- A source is named by its code: its catalogue may be imported before its first event.
create table hentra.agency_alias (
        system smallint not null check (system between 1 and 4),
        source text not null default '',
        alias text not null check (alias <> ''),
        valid_from date not null default '-infinity',
        valid_to date not null default 'infinity', -- exclusive
        agency_id integer not null references hentra.agency,
        primary key (system, source, alias, valid_from),
        check (valid_from < valid_to)
);
create index agency_alias_agency on hentra.agency_alias (agency_id);
comment on table hentra.agency_alias is 'Other codes and names of agencies (hentra catalogue import aliases), each for a time. No code of an event is rewritten by it: an agency that no catalogue names counts for the one that its code leads to (agency_spoken).';
comment on column hentra.agency_alias.system is 'Whose code it is: 1 old (000.nn.nn.Hnn), 2 of a one-stop system, 3 of the national portal; 4: it is a name.';
comment on column hentra.agency_alias.source is 'Code of the source that says it; empty: any.';
comment on column hentra.agency_alias.alias is 'The code, or the name, as it is said.';
comment on column hentra.agency_alias.valid_from is 'First local day on which it leads to the agency.';
comment on column hentra.agency_alias.valid_to is 'First local day on which it does not any more; infinity: until further notice.';
comment on column hentra.agency_alias.agency_id is 'The agency of the catalogue.';

create table hentra.agency_affix (
        place smallint not null check (place in (1, 2)),
        affix text not null check (affix <> ''),
        primary key (place, affix)
);
comment on table hentra.agency_affix is 'Beginnings and endings of names of agencies that one source writes and another leaves out (hentra catalogue import affixes). Two names that differ by them alone are one.';
comment on column hentra.agency_affix.place is '1: at the beginning of a name, 2: at its end.';
comment on column hentra.agency_affix.affix is 'The text, folded as names are compared (agency_name_fold).';

insert into hentra.agency_affix (place, affix) values (1, 'ubnd'), (1, 'ủy ban nhân dân');
-- Provinces since 2025-07-01, and how three of them were called before they became cities in 2026.
insert into hentra.agency_affix (place, affix)
select 2, mark || kind || ' ' || name
from (values ('tỉnh', '{an giang,bắc ninh,cà mau,cao bằng,đắk lắk,điện biên,đồng nai,đồng tháp,gia lai,hà tĩnh,hưng yên,khánh hòa,lai châu,lâm đồng,lạng sơn,lào cai,nghệ an,ninh bình,phú thọ,quảng ngãi,quảng ninh,quảng trị,sơn la,tây ninh,thái nguyên,thanh hóa,tuyên quang,vĩnh long}'::text[]),
             ('thành phố', '{bắc ninh,cần thơ,đà nẵng,đồng nai,hà nội,hải phòng,hồ chí minh,huế,quảng ninh}')) as p (kind, names)
cross join unnest(names) as name
cross join (values ('- '), (', ')) as m (mark);

create table hentra.agency_spoken (
        agency_id integer not null references hentra.agency,
        valid_from date not null,
        valid_to date not null, -- exclusive
        member_id integer not null references hentra.agency,
        primary key (agency_id, valid_from),
        check (valid_from < valid_to),
        check (agency_id <> member_id)
);
create index agency_spoken_member on hentra.agency_spoken (member_id);
comment on table hentra.agency_spoken is 'On which days an agency counts for another one of the catalogue: its code or name leads there, and nothing in the catalogue speaks for it itself. Made of agency_alias, agency_affix and agency_version by each import, and for a new agency when it is added: never write here.';
comment on column hentra.agency_spoken.agency_id is 'The agency as events name it.';
comment on column hentra.agency_spoken.valid_from is 'First local day.';
comment on column hentra.agency_spoken.valid_to is 'First local day on which it does not any more.';
comment on column hentra.agency_spoken.member_id is 'The agency of the catalogue that it counts for.';

create table hentra.ministry (
        number text primary key check (number ~ '^[0-9]{2}$'),
        name text not null,
        note text
);
comment on table hentra.ministry is 'Ministries by the two digits with which their systems begin the last number of a dossier''s code, as seen in codes of October 2026: no text that fixes them is known. Correct it where you know better.';
comment on column hentra.ministry.number is 'The two digits.';
comment on column hentra.ministry.name is 'Name.';
comment on column hentra.ministry.note is 'What is not certain; null: nothing is known against it.';
insert into hentra.ministry (number, name, note) values
        ('02', 'Bộ Công Thương', 'one list of a province has Bộ Xây dựng here'),
        ('03', 'Bộ Giáo dục và Đào tạo', null),
        ('06', 'Bộ Khoa học và Công nghệ', null),
        ('09', 'Bộ Nội vụ', null),
        ('10', 'Bộ Nông nghiệp và Môi trường', null),
        ('15', 'Bộ Tư pháp', null),
        ('16', 'Bộ Văn hóa, Thể thao và Du lịch', null),
        ('17', 'Bộ Xây dựng', null),
        ('18', 'Bộ Y tế', null);
