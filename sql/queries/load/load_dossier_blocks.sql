-- no parameters -> ranges of blocks of which the indexes of dossier knew nothing; now they do
-- columns: kept
select hentra.dossier_blocks_keep() as kept;
