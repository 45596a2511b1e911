-- no parameters -> the code of every agency
-- columns: code
select code from hentra.agency;
