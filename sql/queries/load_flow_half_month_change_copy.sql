-- script: COPY in binary of flows by half month
copy pg_temp.flow_half_month_change from stdin (format binary);
