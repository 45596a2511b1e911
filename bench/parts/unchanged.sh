# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# unchanged.sh - a full export that says nothing new, through `hentra spool`: all dossiers are known, and only those that are open past
# their due date are sent, once a day; sourced by bench/run. Of the present tree alone.

# mapping_of csv|portal: the mapping of bench/export.awk's export.
mapping_of() {
        local unit
        printf '[file]\nrow = case\nstated_at = export-%%Y-%%m-%%d_%%H\n[dates]\nzone = Asia/Ho_Chi_Minh\n[constants]\nsource = bench\n'
        if [[ $1 == portal ]]; then
                printf 'agency = H58\n[file]\nformat = portal\n[units]\n'
                for ((unit = 0; unit < 159; unit++)); do printf 'UBND xa %d = 000.%02d.%02d.H58\n' "$unit" $((unit % 12)) "$unit"; done
                return
        fi
        printf '[dates]\nformats = %%Y-%%m-%%d %%H:%%M:%%S\n[columns]\ndossier_id = MaHoSo\nprocedure = MaTTHC\nfield = MaLinhVuc\n'
        printf 'agency = DonViXuLy\nchannel = KenhThucHien\nsubmitted_at = NgayNop\ndue_at = NgayHenTra\n[values channel]\nDIRECT = 1\n'
        printf 'ONLINE = 2\nPOSTAL = 3\n[case]\nRECEIVED = NgayTiepNhan\nRESOLVED = NgayKetThucXuLy\nRETURNED = NgayTra\n'
}

# take_export KIND DAY_HOUR EVENTS: the export of that hour, of which so many events must be sent.
take_export() {
        local sent
        ln "$WORK/whole.$1" "$WORK/inbox/export-$2"
        timed unchanged "$HENTRA" spool --once --config "$WORK/produce.conf" --mapping "$WORK/unchanged-$1.ini" "$WORK/inbox"
        sent=$(awk 'NF == 2 && $1 == "events" { print $2 }' "$WORK/unchanged.log")
        [[ $sent == "$3" ]] || die "the export of $2 ($1) sent '$sent' events instead of $3: $(tail -n 5 "$WORK/unchanged.log")"
}

run_unchanged() { # KIND RUN
        local seconds cpu peak open=$(((UNCHANGED + 124) / 125))
        world produce "unchanged-$1-$2"
        rm -rf "$WORK/inbox"
        mkdir "$WORK/inbox"
        take_export "$1" 2026-01-01_20 "$UNCHANGED"
        take_export "$1" 2026-01-02_20 "$open"
        read -r seconds cpu peak < <(took unchanged)
        take_export "$1" 2026-01-02_21 0
        record unchanged kind,run,seconds,cpu,peak "$1" "$2" "$seconds" "$cpu" "$peak"
        progress "unchanged export, $1, run $2: $(fixed 2 "$seconds") s"
        end_world produce
}

part_unchanged() {
        local run kind
        for kind in csv portal; do
                awk -v N="$UNCHANGED" -v KIND="$kind" -f bench/export.awk >"$WORK/whole.$kind"
                mapping_of "$kind" >"$WORK/unchanged-$kind.ini"
                for ((run = 1; run <= FEW; run++)); do run_unchanged "$kind" "$run"; done
                rm "$WORK/whole.$kind"
        done
        title "(k) A full export of $(grouped "$UNCHANGED") dossiers that says nothing new, through the spool"
        for kind in csv portal; do
                figure "$([[ $kind == csv ]] && echo 'rows of CSV' || echo "lines of the portal's JSON")" '2 s' '≤ 5' \
                        series unchanged seconds "kind=$kind"
                figure '  processor seconds' '2 s' '' series unchanged cpu "kind=$kind"
                figure '  memory, the most' '0 MiB' '' series unchanged 'peak / 1048576' "kind=$kind"
        done
}
