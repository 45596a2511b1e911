-- script: COPY in binary of flows by day
copy pg_temp.flow_day_change from stdin (format binary);
