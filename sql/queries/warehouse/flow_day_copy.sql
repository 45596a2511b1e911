-- script: COPY in binary of flows by day
copy hentra.flow_day from stdin (format binary);
