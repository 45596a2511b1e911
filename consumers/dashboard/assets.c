/* SPDX-License-Identifier: Apache-2.0
 *
 * assets.c - see assets.h.
 */
#include "consumers/dashboard/assets.h"

#include "core/base/bytes.h"
#include "core/lib/crypto.h"
#include "generated/page.h"
#include <stdio.h>
#include <string.h>

const struct httpd_field safe_fields[SAFE_FIELDS + 1] = {
        {"Content-Security-Policy", "default-src 'self'; base-uri 'none'; form-action 'self'; "
                                    "frame-ancestors 'none'; object-src 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {NULL, NULL}};

enum { ASSETS_MOST = 64, ETAG_BYTES = 12, ETAG_MOST = 2 * ETAG_BYTES + 4 };
static char etags[ASSETS_MOST][ETAG_MOST];

void assets_open(void)
{
        for (int i = 0; i < ASSETS_MOST && embedded_page[i].name; i++) {
                uint8_t hash[32];
                char hex[2 * ETAG_BYTES + 1];
                sha256_text((struct text){embedded_page[i].text, embedded_page[i].len}, hash);
                snprintf(etags[i], sizeof(etags[i]), "\"%s\"", hex_format(hash, ETAG_BYTES, hex));
        }
}

static int find(const char *name)
{
        for (int i = 0; i < ASSETS_MOST && embedded_page[i].name; i++)
                if (!strcmp(embedded_page[i].name, name))
                        return i;
        return -1;
}

static const char *type_of(const char *name)
{
        static const struct {
                const char *end, *type;
        } types[] = {{".html", "text/html; charset=utf-8"},
                     {".js", "text/javascript; charset=utf-8"},
                     {".css", "text/css; charset=utf-8"},
                     {".svg", "image/svg+xml"},
                     {".json", "application/json"},
                     {".png", "image/png"},
                     {".ico", "image/x-icon"},
                     {".txt", "text/plain; charset=utf-8"},
                     {".woff2", "font/woff2"},
                     {".webmanifest", "application/manifest+json"}};
        const char *dot = strrchr(name, '.');
        for (size_t i = 0; dot && i < sizeof(types) / sizeof(types[0]); i++)
                if (!strcmp(dot, types[i].end))
                        return types[i].type;
        return "application/octet-stream";
}

/* A list of codings, as clients send them: a coding with a weight of 0 is none that they take. */
static bool takes_gzip(const struct httpd_request *r)
{
        const char *list = httpd_header(r, "Accept-Encoding");
        const char *at = list ? strstr(list, "gzip") : NULL;
        if (!at)
                return false;
        at += strlen("gzip");
        at += strspn(at, " ");
        return strncmp(at, ";q=0", 4) != 0 || (at[4] == '.' && at[5 + strspn(at + 5, "0")] >= '1');
}

static void reply_with(struct httpd_request *r, int i)
{
        const char *known = httpd_header(r, "If-None-Match");
        const struct page_file *f = &embedded_page[i];
        const bool packed = f->packed_len > 0 && takes_gzip(r), same = known && strstr(known, etags[i]);
        struct httpd_field fields[SAFE_FIELDS + 4];
        size_t n = SAFE_FIELDS;
        memcpy(fields, safe_fields, sizeof(safe_fields[0]) * SAFE_FIELDS);
        fields[n++] = (struct httpd_field){"ETag", etags[i]};
        /* Asked about each time: the page and its parts are of one version. */
        fields[n++] = (struct httpd_field){"Cache-Control", "no-cache"};
        fields[n++] = (struct httpd_field){"Vary", "Accept-Encoding"};
        if (packed && !same)
                fields[n++] = (struct httpd_field){"Content-Encoding", "gzip"};
        struct text body = {0};
        if (!same)
                body = packed ? (struct text){f->packed, f->packed_len} : (struct text){f->text, f->len};
        httpd_reply(r, &(struct httpd_reply){.status = same ? 304 : 200,
                                             .type = same ? NULL : type_of(f->name),
                                             .field = fields,
                                             .fields = n,
                                             .body = body,
                                             .lasting = true});
}

void asset_reply(struct httpd_request *r)
{
        const char *path = httpd_path(r), *last = strrchr(path, '/');
        int i = *path == '/' ? find(path + 1) : -1;
        if (i < 0 && last && !strchr(last, '.'))
                i = find("index.html");
        if (i >= 0) {
                reply_with(r, i);
                return;
        }
        httpd_reply(r, &(struct httpd_reply){.status = 404,
                                             .type = "text/plain; charset=utf-8",
                                             .field = safe_fields,
                                             .fields = SAFE_FIELDS,
                                             .body = TEXT("there is no such page\n"),
                                             .lasting = true});
}
