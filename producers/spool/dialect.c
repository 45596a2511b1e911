/* SPDX-License-Identifier: Apache-2.0
 *
 * dialect.c - see dialect.h.
 */
#include "producers/spool/dialect.h"
#include "core/base/text.h"
#include "core/lib/encoding.h"
#include "core/lib/nfc.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
        HEAD = 4096,
        BLOCK = 1 << 16,
        SCAN_MOST = 64 << 20, /* bytes: a file without other letters up to there is taken for ASCII */
        EVIDENCE = 64,        /* characters outside ASCII that tell UTF-8 from the rest */
        ROWS_READ = 100,
        HEADER_MOST = 1 << 16, /* bytes: a longer one is searched by the mapping's delimiter alone */
};

/* ---- encoding ---- */

enum file_kind {
        FILE_ASCII,
        FILE_UTF8,
        FILE_BYTES,
        FILE_MARKED_LE, /* UTF-16 with a mark of its byte order */
        FILE_MARKED_BE,
        FILE_UTF16LE,
        FILE_UTF16BE,
        FILE_UTF32
};

static const struct {
        const char *is, *encoding;
} kinds[] = {
        [FILE_ASCII] = {"plain ASCII, or UTF-8", "utf-8"},
        [FILE_UTF8] = {"UTF-8", "utf-8"},
        [FILE_BYTES] = {"not UTF-8 but an encoding of one byte a letter, perhaps windows-1252 (western), "
                        "windows-1258 or tcvn3 (Vietnamese)",
                        "windows-1252, or whichever it is,"},
        [FILE_MARKED_LE] = {"UTF-16", "utf-16"},
        [FILE_MARKED_BE] = {"UTF-16", "utf-16"},
        [FILE_UTF16LE] = {"UTF-16 without a mark of its byte order", "utf-16le"},
        [FILE_UTF16BE] = {"UTF-16 without a mark of its byte order", "utf-16be"},
        [FILE_UTF32] = {"UTF-32", "utf-32"},
};

static bool begins(const char *head, size_t len, const char *with, size_t with_len)
{
        return len >= with_len && !memcmp(head, with, with_len);
}

/* NULL, or the kind of a file that has no rows of text. */
static const char *no_text(const char *head, size_t len)
{
        static const struct {
                const char *bytes, *is;
        } magic[] = {{"PK\x03\x04", "a workbook (xlsx, ods) or another zip archive: save it as CSV in UTF-8"},
                     {"\xd0\xcf\x11\xe0", "a workbook (xls): save it as CSV in UTF-8"},
                     {"\x1f\x8b", "packed by gzip: unpack it"},
                     {"%PDF", "a PDF: export the rows as CSV"}};
        for (size_t i = 0; i < sizeof(magic) / sizeof(magic[0]); i++) {
                if (begins(head, len, magic[i].bytes, strlen(magic[i].bytes)))
                        return magic[i].is;
        }
        return NULL;
}

/* Finds its byte-order mark, or the zero bytes that letters of ASCII have in it. FILE_ASCII: neither is
 * there. */
static enum file_kind wide_kind(const char *head, size_t len)
{
        size_t zeros[2] = {0};
        if (begins(head, len, "\xff\xfe\0\0", 4) || begins(head, len, "\0\0\xfe\xff", 4))
                return FILE_UTF32;
        if (begins(head, len, "\xff\xfe", 2))
                return FILE_MARKED_LE;
        if (begins(head, len, "\xfe\xff", 2))
                return FILE_MARKED_BE;
        for (size_t i = 0; i < len; i++)
                zeros[i % 2] += head[i] == 0;
        if (8 * (zeros[0] + zeros[1]) <= len)
                return FILE_ASCII;
        return zeros[0] > zeros[1] ? FILE_UTF16BE : FILE_UTF16LE;
}

/* The bytes of the character of UTF-8 at `at`; 0: it is none. */
static size_t utf8_length(const char *at, size_t len)
{
        const unsigned char first = (unsigned char)at[0];
        const size_t need = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
        return len >= need && !text_check((struct text){at, need}) ? need : 0;
}

/* The bytes of ASCII at `at`, eight at a time: most files have little else. */
static size_t ascii_length(const char *at, size_t len)
{
        size_t i = 0;
        for (uint64_t w; len - i >= sizeof(w); i += sizeof(w)) {
                memcpy(&w, at + i, sizeof(w));
                if (w & 0x8080808080808080)
                        break;
        }
        return i;
}

/* Counts characters outside ASCII. Returns the bytes that were read: one that the end of the block may have
 * cut stays. */
static size_t weigh(const char *at, size_t len, bool last, size_t *good, size_t *bad)
{
        size_t i = 0;
        while (i < len && *good + *bad < EVIDENCE) {
                if ((unsigned char)at[i] < 0x80) {
                        const size_t plain = ascii_length(at + i, len - i);
                        i += plain > 0 ? plain : 1;
                        continue;
                }
                if (!last && len - i < 4)
                        return i;
                size_t n = utf8_length(at + i, len - i);
                *good += n > 0;
                *bad += n == 0;
                i += n > 0 ? n : 1;
        }
        return len;
}

static enum fault read_block(int fd, char *at, size_t room, uint64_t offset, size_t *len, struct err *e)
{
        *len = 0;
        while (*len < room) {
                ssize_t got = pread(fd, at + *len, room - *len, (off_t)(offset + *len));
                if (got < 0 && errno != EINTR)
                        return fail_errno(e, FATAL, "reading");
                if (got == 0)
                        break;
                *len += got > 0 ? (size_t)got : 0;
        }
        return OK;
}

/* The majority of the characters outside ASCII decides: a damaged cell of a file in UTF-8 costs its row, not
 * the file. */
static enum fault narrow_kind(int fd, enum file_kind *kind, struct err *e)
{
        char block[BLOCK];
        size_t len = BLOCK, good = 0, bad = 0;
        for (uint64_t at = 0; at < SCAN_MOST && len == BLOCK && good + bad < EVIDENCE;) {
                if (read_block(fd, block, BLOCK, at, &len, e) != OK)
                        return e->kind;
                at += weigh(block, len, len < BLOCK, &good, &bad);
        }
        *kind = bad > good ? FILE_BYTES : good > 0 ? FILE_UTF8 : FILE_ASCII;
        return OK;
}

static bool ends_with(const char *encoding, const char *order)
{
        const size_t len = encoding ? strlen(encoding) : 0;
        return len >= 2 && !strcasecmp(encoding + len - 2, order);
}

static bool family(const char *encoding, const char *of)
{
        return encoding && !strncasecmp(encoding, of, strlen(of));
}

/* True when a file of this kind can be in the encoding that the mapping names (NULL: UTF-8). */
static bool fits(enum file_kind kind, const char *encoding)
{
        const bool wide16 =
                           family(encoding, "utf-16") || family(encoding, "utf16") || family(encoding, "ucs"),
                   wide32 = family(encoding, "utf-32") || family(encoding, "utf32");
        switch (kind) {
        case FILE_MARKED_LE:
        case FILE_UTF16LE: /* UTF-16 without a mark is read so */
                return wide16 && !ends_with(encoding, "be");
        case FILE_MARKED_BE:
                return wide16 && !ends_with(encoding, "le");
        case FILE_UTF16BE:
                return wide16 && strcasecmp(encoding, "utf-16") != 0 && strcasecmp(encoding, "utf16") != 0;
        case FILE_UTF32:
                return wide32;
        case FILE_ASCII:
                return !wide16 && !wide32;
        case FILE_UTF8:
                return !encoding;
        case FILE_BYTES:
                return encoding && !wide16 && !wide32;
        }
        return true;
}

static enum fault check_encoding(int fd, const struct mapping *mapping, struct err *e)
{
        char head[HEAD];
        size_t len;
        if (read_block(fd, head, sizeof(head), 0, &len, e) != OK)
                return e->kind;
        const char *other = no_text(head, len);
        if (other)
                return fail(e, POISON, "the file is %s", other);
        enum file_kind kind = wide_kind(head, len);
        if (kind == FILE_ASCII && narrow_kind(fd, &kind, e) != OK)
                return e->kind;
        if (len == 0 || fits(kind, mapping->encoding))
                return OK;
        return fail(e, POISON, "the file is %s: put encoding = %s into [file] of the mapping%s",
                    kinds[kind].is, kinds[kind].encoding, kind == FILE_BYTES ? " or export it as UTF-8" : "");
}

static enum fault copy_in_utf8(int fd, const char *encoding, int room, int *text, struct err *e)
{
        static const char name[] = "utf-8";
        *text = openat(room, name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (*text < 0 || unlinkat(room, name, 0) != 0)
                return fail_errno(e, FATAL, ".hentra/%s", name);
        return encoding_convert(fd, *text, encoding, e);
}

enum fault dialect_open(int fd, const struct mapping *mapping, int room, int *text, struct err *e)
{
        if (check_encoding(fd, mapping, e) != OK)
                return e->kind;
        if (mapping->encoding)
                return copy_in_utf8(fd, mapping->encoding, room, text, e);
        *text = fd;
        return OK;
}

/* ---- delimiter ---- */

static enum fault has_column(int fd, char delimiter, const char *column, bool *has, struct err *e)
{
        struct csv_reader *csv;
        struct csv_row header;
        struct err unreadable;
        const struct csv_options options = {.delimiter = delimiter, .row_most = HEADER_MOST, .block = HEAD};
        *has = false;
        if (csv_reader_new(&csv, fd, 0, 1, &options, e) != OK)
                return e->kind;
        if (csv_read(csv, &header, &unreadable) == OK) {
                for (size_t i = 0; i < header.n; i++)
                        *has |= nfc_equal(text_trim(header.field[i]), text_of(column));
        }
        csv_reader_free(csv);
        return OK;
}

enum fault dialect_check_delimiter(int fd, const struct mapping *mapping, const char *column, struct err *e)
{
        static const char delimiters[] = ",;\t|";
        const char present = mapping->delimiter ? mapping->delimiter : ',';
        for (const char *other = delimiters; *other; other++) {
                bool has = false;
                if (*other != present && has_column(fd, *other, column, &has, e) != OK)
                        return e->kind;
                if (has && *other == '\t')
                        return fail(e, POISON,
                                    "the file is separated by tabs: put delimiter = tab into [file] of the "
                                    "mapping");
                if (has)
                        return fail(e, POISON,
                                    "the file is separated by '%c': put delimiter = %c into [file] of the "
                                    "mapping",
                                    *other, *other);
        }
        return OK;
}

/* ---- ends of rows ---- */

enum fault dialect_open_rows(struct csv_reader *csv, size_t columns, bool *open, struct err *e)
{
        struct csv_row row;
        size_t rows = 0;
        *open = true;
        for (int i = 0; i < ROWS_READ && *open; i++) {
                enum fault fault = csv_read(csv, &row, e);
                if (fault == FATAL)
                        return fault;
                if (fault == POISON)
                        continue;
                if (row.n == 0)
                        break;
                rows++;
                *open = row.n == columns + 1 && text_trim(row.field[columns]).len == 0;
        }
        *open &= rows > 0;
        return OK;
}
