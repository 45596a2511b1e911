-- no parameters -> a temporary table for the rows of a catalogue of procedures, emptied by the end of the transaction
create temporary table if not exists catalogue_procedure (
        line integer not null,
        code text not null,
        name text not null,
        field text,
        field_name text,
        service smallint,
        statutory_minutes integer,
        has_fee smallint,
        fee_online smallint,
        returns_paper smallint,
        duration integer,
        duration_unit smallint,
        valid_from date,
        valid_to date
) on commit delete rows;
