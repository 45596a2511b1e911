# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# published.sh - figures that provinces published, beside what simulated cases came to in the warehouse of the present world. They do not
# belong to the project: they lie beside it (../shared/seed, or beside the folder $HENTRA_TEST_DATA); without them nothing is compared.
PUBLISHED=${HENTRA_TEST_DATA:-$ROOT/../shared/data}/../seed/published_figures.csv

# rows_agree PLACE FROM TO: each figure of the place and period that form 06 has is reproduced; where the audit contradicts a printed
# one, the warehouse has the right one. A fact a row.
rows_agree() {
        local rows row expected found
        hentra audit --facts --place "$1" --format csv "$PUBLISHED" >"$WORK/published.csv" 2>"$WORK/published.err" || true
        rows=$(python3 - "$1" "$2" "$3" "$WORK/published.csv" <<-'PYTHON'
		import csv, sys
		place, first, last, path = sys.argv[1:]
		rows = [r for r in csv.DictReader(open(path, encoding="utf-8"))
		        if (r["place"], r["period_from"], r["period_to"]) == (place, first, last)]
		key = lambda r: (r["source"], r["level"], r["indicator"])
		wrong = {key(r): r for r in rows if r["code"] != "warehouse" and r["severity"] != "smell"}
		for r in rows:
		    if r["code"] != "warehouse" or r["severity"] == "unknown":
		        continue
		    slip, share = wrong.get(key(r)), None
		    # A share may fit a count that is wrong: then the right count has another one.
		    for w in wrong.values():
		        if r["percent"] == "true" and w["denominator"] and r["lines"] in w["lines"].split():
		            share = f'{(2 * 10000 * int(w["numerator"]) + int(w["denominator"])) // (2 * int(w["denominator"])) / 100:.2f}'
		    right = slip["right"] or slip["others"] if slip else share if share and float(share) != float(r["printed"]) else None
		    expected = f'differs, right is {right}' if right else f'agrees, right is {r["printed"]}'
		    # A share is printed with fewer digits than it is counted with.
		    right = r["right"] if right or r["percent"] != "true" or r["severity"] != "agrees" else r["printed"]
		    print(f'{r["source"]} {place} {r["level"]} {r["indicator"]} {r["printed"]} (line {r["lines"]})'
		          f'|{expected}|{r["severity"]}, right is {right}')
		PYTHON
        )
        [[ -n $rows ]] || result false "$1, $2 to $3: nothing was compared" "$(<"$WORK/published.err")"
        while IFS='|' read -r row expected found; do is "$row" "$expected" "$found"; done <<<"$rows"
}
# compared: how many rows the last rows_agree() compared, as "INDICATOR …", to see that none was left out.
compared() {
        python3 - "$1" "$2" "$3" "$WORK/published.csv" <<-'PYTHON'
	import csv, sys
	place, first, last, path = sys.argv[1:]
	print(" ".join(sorted(r["indicator"] for r in csv.DictReader(open(path, encoding="utf-8"))
	      if r["code"] == "warehouse" and r["severity"] != "unknown"
	      and (r["place"], r["period_from"], r["period_to"]) == (place, first, last))))
	PYTHON
}
# printed INDICATOR PLACE FROM TO: the figure at level ALL as it stands in the file.
printed() {
        python3 - "$@" "$PUBLISHED" <<-'PYTHON'
	import csv, sys
	indicator, place, first, last, path = sys.argv[1:]
	print(*[r["value"] for r in csv.DictReader(open(path, encoding="utf-8"))
	        if (r["indicator"], r["place"], r["level"], r["period_from"], r["period_to"]) == (indicator, place, "ALL", first, last)])
	PYTHON
}
