/* SPDX-License-Identifier: Apache-2.0
 *
 * http_url.c - what a URL is made of, as libcurl takes it apart.
 */
#include "core/lib/http_client.h"

#include <string.h>

enum { WORD_MOST = 15 }; /* of a path: a longer one may be a token */

static bool has(CURLU *u, CURLUPart part)
{
        char *text = NULL;
        const bool found = curl_url_get(u, part, &text, 0) == CURLUE_OK && *text;
        curl_free(text);
        return found;
}

static bool has_long_word(CURLU *u)
{
        char *path = NULL;
        bool found = false;
        if (curl_url_get(u, CURLUPART_PATH, &path, 0) != CURLUE_OK)
                return false;
        for (const char *p = path; *p && !found;) {
                const size_t len = strcspn(p, "/");
                found = len > WORD_MOST;
                p += len + (p[len] == '/');
        }
        curl_free(path);
        return found;
}

static bool is_web(CURLU *u)
{
        char *scheme = NULL;
        const bool web = curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
                         (!strcmp(scheme, "http") || !strcmp(scheme, "https"));
        curl_free(scheme);
        return web;
}

enum fault http_url_check(const char *url, bool *secret, struct err *e)
{
        CURLU *u = curl_url();
        if (!u)
                out_of_memory(0);
        const CURLUcode code = curl_url_set(u, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME);
        const bool good = code == CURLUE_OK && is_web(u) && has(u, CURLUPART_HOST);
        *secret = has(u, CURLUPART_USER) || has(u, CURLUPART_PASSWORD) || has(u, CURLUPART_QUERY) ||
                  has(u, CURLUPART_FRAGMENT) || has_long_word(u);
        curl_url_cleanup(u);
        if (good)
                return OK;
        return fail(e, USAGE,
                    "this is no address of a webhook (%s): allowed is http://HOST/… or https://HOST/…",
                    code == CURLUE_OK ? "another scheme, or no host" : curl_url_strerror(code));
}
