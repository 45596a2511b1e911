-- no parameters -> a temporary table for the flows of one report: `before` the period or in it, as of a day whose catalogue counts for them
create temporary table if not exists report_flow (
        before boolean not null,
        day date not null,
        agency_id integer not null,
        procedure_id integer not null,
        channel smallint not null,
        received bigint not null,
        refused bigint not null,
        withdrawn bigint not null,
        stopped bigint not null,
        reopened bigint not null,
        transferred_in bigint not null,
        transferred_out bigint not null,
        resolved_early bigint not null,
        resolved_on_time bigint not null,
        resolved_late bigint not null,
        resolved_no_due bigint not null,
        resolved_late_instant bigint not null,
        paused bigint not null, -- this and the following: in less out
        no_due bigint not null,
        overdue_day bigint not null,
        overdue_instant bigint not null
) on commit delete rows;
