/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet_markup.c - the frame of a page, its style, and the escaping.
 */
#include "consumers/report/sheet_markup.h"

void markup_text(FILE *out, struct text t)
{
        for (size_t i = 0; i < t.len; i++) {
                const unsigned char c = (unsigned char)t.at[i];
                switch (c) {
                case '&':
                        fputs("&amp;", out);
                        break;
                case '<':
                        fputs("&lt;", out);
                        break;
                case '>':
                        fputs("&gt;", out);
                        break;
                case '"':
                        fputs("&quot;", out);
                        break;
                case '\'':
                        fputs("&#39;", out);
                        break;
                default:
                        if (c >= 0x20 && c != 0x7f)
                                fputc(c, out);
                }
        }
}

void markup_cell(FILE *out, const char *class, struct text text)
{
        fprintf(out, "<td class=\"%s\">", class);
        markup_text(out, text);
        fputs("</td>", out);
}

void markup_paragraph(FILE *out, const char *class, const char *text)
{
        fprintf(out, "<p class=\"%s\">", class);
        markup_text(out, text_of(text));
        fputs("</p>\n", out);
}

static const char style[] =
        "body{font-family:'Times New Roman',Times,serif;color:#000;background:#fff;margin:1.5em}"
        "h1{font-size:1.25em;margin:.2em 0}p{margin:.15em 0}"
        "table{border-collapse:collapse;font-size:.9em;margin:.8em 0;width:100%}"
        "th,td{border:1px solid #000;padding:.2em .4em;vertical-align:middle}"
        "th{background:#eee;text-align:center;font-weight:bold}"
        "td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}td.c{text-align:center}"
        "tr.d0 td,tr.d1 td{font-weight:bold}tr.d2 td.t{padding-left:1.2em}tr.l td{font-weight:normal}"
        "tr.h td{font-weight:bold;background:#ddd;text-align:left}tr.sum "
        "td{font-weight:bold;background:#f3f3f3}"
        "tr.faint td{color:#767676}td.w{min-width:13em}"
        "table.wide{font-size:.72em}table.wide th,table.wide td{padding:.15em .25em}"
        "table.wide td.t:not(.w){white-space:nowrap}"
        ".broken{font-weight:bold}.number{font-weight:normal;font-style:italic}"
        ".page{break-after:page}.page:last-of-type{break-after:auto}"
        ".letterhead{display:flex;justify-content:space-between;gap:2em}"
        ".letterhead "
        "div{text-align:center}.centre{text-align:center}.right{text-align:right;font-style:italic}"
        ".sign{display:flex;justify-content:space-between;margin-top:1.5em;break-inside:avoid}"
        ".sign div{text-align:center;width:40%;min-height:7em}.small{font-size:.85em}"
        "@media print{body{margin:0}thead{display:table-header-group}tr{break-inside:avoid}"
        "tr.h{break-after:avoid;break-before:page}tr.h:first-child{break-before:auto}"
        "table.wide{font-size:6.5pt;margin:.4em 0}table.wide td.w{min-width:17em}.head{font-size:9pt}"
        "th{background:#fff}}";

void markup_begin(const struct printing *p, bool landscape)
{
        fprintf(p->out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<title>",
                language_names[p->sheet->language]);
        markup_text(p->out, text_of(p->answer->report->title[p->sheet->language]));
        fprintf(p->out, "</title>\n<style>%s@page{size:A4%s;margin:12mm}</style>\n</head>\n<body>\n", style,
                landscape ? " landscape" : "");
}

void markup_end(const struct printing *p)
{
        fputs("</body>\n</html>\n", p->out);
}
