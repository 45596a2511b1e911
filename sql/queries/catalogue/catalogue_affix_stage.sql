-- no parameters -> a temporary table for the rows of a catalogue of affixes, emptied by the end of the transaction
create temporary table if not exists catalogue_affix (
        line integer not null,
        affix text not null,
        place smallint not null,
        used smallint
) on commit delete rows;
