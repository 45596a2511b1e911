-- $1 rule_version integer -> a loader that still works by the former rules cannot move a position any more
update hentra.position set rule_version = $1, epoch = epoch + 1;
