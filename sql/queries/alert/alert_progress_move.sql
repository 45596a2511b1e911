-- $1 reached timestamptz, $2 looked_at timestamptz
update hentra.alert_progress set reached = $1, looked_at = $2;
