#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""book_said - what another reader finds in a workbook of `hentra report`: openpyxl, or LibreOffice, which computes.

  book_said plain BOOK CSV          rows, kinds of cells and shares of a plain workbook are those of the CSV
  book_said official BOOK CSV       pages of the printed form against the CSV by level and field, reckoned anew
  book_said recalculated BOOK CSV   the same as plain, after LibreOffice has computed all formulas; exit 77: it is not here

Prints what differs, exit 1.
"""
import csv, pathlib, re, shutil, subprocess, sys, tempfile

root = pathlib.Path(__file__).resolve().parents[2]
try:
    import openpyxl
except ImportError:
    python = root / ".cache/python/bin/python"
    if not python.exists() or pathlib.Path(sys.executable) == python:
        sys.exit("book_said: no openpyxl: tests/support/packages tests")
    sys.exit(subprocess.run([python, *sys.argv]).returncode)

faults = []


def differs(where, expected, found):
    faults.append(f"{where}: expected {expected!r}, found {found!r}")


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def head_of(sheet):
    """The row with the names of the columns: the last one of the frozen part."""
    return int(re.sub(r"[^0-9]", "", sheet.freeze_panes)) - 1


def compare_plain(book, computed, expected):
    sheet, values = book.worksheets[0], computed.worksheets[0]
    first = head_of(sheet) + 1
    names = list(expected[0])
    names = names[names.index("inferred" if "inferred" in names else "population") + 1 :]
    offset = sheet.max_column - len(names)
    for n, row in enumerate(expected):
        for c, name in enumerate(names):
            cell = sheet.cell(first + n, offset + c + 1)
            value = values.cell(first + n, offset + c + 1).value
            where = f"{cell.coordinate} ({name})"
            if name.endswith("_rate") or name.startswith("late_rate"):
                if not re.fullmatch(r'=IF\(([A-Z]+\d+)=0,"",([A-Z]+\d+)/\1\)', str(cell.value)):
                    differs(where, "a formula of two cells", cell.value)
                elif row[name] == "":
                    value in ("", None) or differs(where, "", value)
                elif abs(100 * float(value) - float(row[name])) > 0.00006:
                    differs(where, row[name], value)
            elif name.endswith("_minutes") and row[name]:  # working days of eight hours
                abs(float(value) - int(row[name]) / 480) < 1e-9 or differs(where, row[name], value)
            elif re.fullmatch(r"-?\d+", row[name]) and cell.data_type == "n":
                int(value) == int(row[name]) or differs(where, row[name], value)
            elif row[name] == "":
                value in ("", None) or differs(where, "", value)
            elif cell.data_type == "f":
                differs(where, "no formula", cell.value)
    rest = sheet.cell(first + len(expected), offset + 1).value
    rest is None or differs("below the rows", None, rest)


def figures(row):
    n = {k: int(v) for k, v in row.items() if re.fullmatch(r"-?\d+", v or "")}
    withdrawn, early = n["withdrawn"], n["resolved_early"]
    return [n["received_online"] + n["received_direct_postal"] + n["carried_over"], n["received_online"],
            n["received_direct_postal"], n["carried_over"], n["resolved"] + withdrawn, early,
            n["resolved_on_time"] + withdrawn, n["resolved_overdue"], n["in_process"], n["in_time"], n["overdue"]]


def compare_official(book, expected):
    pages = [r for r in expected if r["level"] and not r["field"]]
    len(book.worksheets) == len(pages) or differs("pages", len(pages), len(book.worksheets))
    for sheet, page in zip(book.worksheets, pages):
        first = head_of(sheet) + 1
        fields = [r for r in expected if r["level"] == page["level"] and r["field"]]
        for n, row in enumerate(fields + [page]):
            found = [sheet.cell(first + n, 3 + i).value for i in range(11)]
            label = sheet.cell(first + n, 2).value
            found == figures(row) or differs(f"{sheet.title} {label}", figures(row), found)
            name = row["field_name"] or row["field"] if row is not page else "Tổng cộng"
            str(label).rstrip(" *") == name or differs(f"{sheet.title} row {n + 1}", name, label)
        for i in range(11):
            total = sum(sheet.cell(first + n, 3 + i).value for n in range(len(fields)))
            at = sheet.cell(first + len(fields), 3 + i).value
            total == at or differs(f"{sheet.title} sum of ({i + 1})", total, at)
        text = "\n".join(str(c.value) for line in sheet.iter_rows() for c in line if isinstance(c.value, str))
        for word in ("THỦ TỤC HÀNH CHÍNH", "Kỳ báo cáo", "Đơn vị tính: Số hồ sơ", "NGƯỜI LẬP BIỂU", "(1)=(2)+(3)+(4)"):
            word in text or differs(sheet.title, word, "nothing of that")


def recalculated(path, folder):
    """A copy without any stored value, computed and saved by LibreOffice."""
    bare = pathlib.Path(folder) / "bare.xlsx"
    openpyxl.load_workbook(path).save(bare)
    out = pathlib.Path(folder) / "out"
    subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx",
                    "--outdir", out, bare], check=True, capture_output=True, timeout=300)
    return openpyxl.load_workbook(out / "bare.xlsx", data_only=True)


def main():
    what, path, expected = sys.argv[1], sys.argv[2], rows_of(sys.argv[3])
    book = openpyxl.load_workbook(path)
    if what == "plain":
        compare_plain(book, openpyxl.load_workbook(path, data_only=True), expected)
    elif what == "official":
        compare_official(book, expected)
    else:
        if not shutil.which("soffice"):
            sys.exit(77)
        with tempfile.TemporaryDirectory() as folder:
            compare_plain(book, recalculated(path, folder), expected)
    for fault in faults[:20]:
        print(fault)
    sys.exit(1 if faults else 0)


main()
