-- no parameters -> a temporary table for the rows of a catalogue of aliases, emptied by the end of the transaction
create temporary table if not exists catalogue_alias (
        line integer not null,
        alias text not null,
        agency text,
        system smallint not null,
        source text,
        valid_from date,
        valid_to date
) on commit delete rows;
