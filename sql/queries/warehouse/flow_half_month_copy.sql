-- script: COPY in binary of flows by half month
copy hentra.flow_half_month from stdin (format binary);
