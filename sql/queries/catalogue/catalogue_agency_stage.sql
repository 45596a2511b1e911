-- no parameters -> a temporary table for the rows of a catalogue of agencies, emptied by the end of the transaction
create temporary table if not exists catalogue_agency (
        line integer not null,
        code text not null,
        name text not null,
        level smallint not null,
        parent text,
        province text,
        successor text,
        vertical smallint,
        valid_from date,
        valid_to date
) on commit delete rows;
