-- COPY of rows in binary format into foresight_curve
copy hentra.foresight_curve (
        case_kind, grain, field_id, procedure_id, term_days, agency_id, lifetimes, ended, alike_first, known_minutes, minutes, share, alike
) from stdin (format binary);
