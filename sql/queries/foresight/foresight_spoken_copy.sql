-- COPY of rows in binary format into foresight_agency
copy hentra.foresight_agency (agency_id, member_id) from stdin (format binary);
