/* A served election as it is now. */
#include "web/view.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "publish/entry_proof.h"
#include "publish/names.h"
#include "record/sha256.h"
#include "state/record.h"

/* --- tags --- */

enum { FOLDER_DEPTH = 4 };

struct hashing {
    struct dy_arena *mem;
    uint8_t of[DY_SHA256_BYTES];
    bool failed;
};

static void hash_text(struct hashing *to, const char *text)
{
    if (text)
        dy_sha256(to->of, sizeof to->of, text, strlen(text), to->of);
    to->failed |= !text;
}

static int not_hidden(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Names, sizes and times of all files below, in order. */
static void hash_path(struct hashing *to, const char *path, unsigned depth)
{
    struct stat about;
    struct dirent **entries = NULL;
    if (stat(path, &about) != 0) {
        hash_text(to, "?");
        return;
    }
    hash_text(to, dy_arena_format(to->mem, "%s %jd %jd.%09ld", dy_file_name(path),
                                  S_ISDIR(about.st_mode) ? (intmax_t)0 : (intmax_t)about.st_size,
                                  (intmax_t)about.st_mtim.tv_sec, about.st_mtim.tv_nsec));
    if (!S_ISDIR(about.st_mode) || depth == FOLDER_DEPTH)
        return;
    int n = scandir(path, &entries, not_hidden, alphasort);
    for (int i = 0; i < n; i++) {
        const char *below = dy_arena_format(to->mem, "%s/%s", path, entries[i]->d_name);
        if (below)
            hash_path(to, below, depth + 1);
        to->failed |= !below;
        free(entries[i]);
    }
    free(entries);
}

/* Of the folder and of the law's own folder: its calendar stands there too. */
static bool folder_tag(const struct dy_web_election *of, struct dy_arena *mem, char out[65])
{
    struct hashing to = {.mem = mem};
    hash_path(&to, of->path, 0);
    hash_path(&to, of->options.law_root, 0);
    dy_hex(to.of, sizeof to.of, out);
    return !to.failed;
}

static void record_tag(const struct dy_record_head *head, char out[65])
{
    dy_hex(head->root, sizeof head->root, out);
}

/* --- records --- */

struct last {
    struct dy_arena *mem;
    const char *text;
    size_t n;
};

static enum dy_code take_last(void *self, uint64_t number, struct dy_bytes item, struct dy_err *err)
{
    struct last *to = self;
    (void)number;
    to->text = dy_arena_copy(to->mem, item.of, item.n);
    to->n = item.n;
    return to->text ? DY_OK : dy_no_memory(err);
}

enum dy_code dy_view_entry(const struct dy_view *view, struct dy_arena *mem, uint64_t number,
                           struct dy_bytes *out, struct dy_err *err)
{
    struct last last = {.mem = mem};
    if (!view->record || number >= view->about.size)
        return dy_fail(err, DY_E_INPUT, (struct dy_span){0}, NULL, "there is no such entry");
    enum dy_code code = dy_store_read(view->record->store, DY_SHELF_ENTRIES, number, number + 1,
                                      take_last, &last, err);
    *out = (struct dy_bytes){last.text, last.n};
    return code;
}

static enum dy_code describe_record(struct dy_view *view, const struct dy_web_election *of,
                                    struct dy_err *err)
{
    struct dy_record_head head = dy_record_head(view->record);
    struct dy_verifier key;
    struct last last = {.mem = &view->mem};
    char root[65];
    record_tag(&head, view->tag);
    record_tag(&head, root);
    view->proofs = dy_entry_proofs_of(view->record);
    view->about.size = head.size;
    view->about.file = dy_file_name(of->path);
    view->about.root = dy_arena_copy(&view->mem, root, strlen(root));
    enum dy_code code = dy_record_log_key(view->record, &view->mem, &key, err);
    if (!code)
        code = dy_store_head(view->record->store, DY_SHELF_CHECKPOINTS, &view->about.n_checkpoints,
                             err);
    if (!code && view->about.n_checkpoints)
        code =
            dy_store_read(view->record->store, DY_SHELF_CHECKPOINTS, view->about.n_checkpoints - 1,
                          view->about.n_checkpoints, take_last, &last, err);
    if (code)
        return code;
    view->about.checkpoint = last.text;
    view->about.key = dy_verifier_format(&view->mem, &key);
    return view->about.key && view->about.root ? DY_OK : dy_no_memory(err);
}

static enum dy_code open_record(struct dy_view *view, const struct dy_web_election *of,
                                const struct dy_election_options *options,
                                const struct dy_election **out, struct dy_err *err)
{
    struct dy_record_options how = {.election = *options};
    enum dy_code code = dy_record_open(&view->mem, of->path, &how, &view->record, err);
    if (!code)
        code = describe_record(view, of, err);
    if (!code)
        code = dy_record_calendar(view->record, &view->calendar, err);
    return code ? code : dy_record_election(view->record, out, err);
}

static enum dy_code open_folder(struct dy_view *view, const struct dy_web_election *of,
                                const struct dy_election_options *options,
                                const struct dy_election **out, struct dy_err *err)
{
    if (!folder_tag(of, &view->mem, view->tag))
        return dy_no_memory(err);
    enum dy_code code = dy_election_read(&view->mem, of->path, options, out, err);
    return code ? code : dy_law_calendar(&view->mem, (*out)->law->act, &view->calendar, err);
}

/* --- opening --- */

/* The official protocols or, where there are none, the first source there is. */
static const char *source_of(const struct dy_election *election)
{
    const char *out = "official";
    for (size_t i = election->n_protocols; i > 0; i--) {
        if (strcmp(election->protocols[i - 1].source, "official") == 0)
            return "official";
        out = election->protocols[i - 1].source;
    }
    return out;
}

enum dy_code dy_view_open(const struct dy_web_election *of, const char *law_id,
                          struct dy_date law_day, struct dy_view *out, struct dy_err *err)
{
    struct dy_election_options options = of->options;
    const struct dy_election *election = NULL;
    struct dy_state *state = NULL;
    const struct dy_outcome *outcome = NULL;
    *out = (struct dy_view){.tag = ""};
    dy_arena_init(&out->mem);
    options.law_id = law_id;
    options.law_day = law_day;
    enum dy_code code = of->is_record ? open_record(out, of, &options, &election, err)
                                      : open_folder(out, of, &options, &election, err);
    if (!code)
        code = dy_state_fold(&out->mem, election, source_of(election), true, &state, err);
    if (!code)
        code = dy_count(&out->mem, election, state->source, state->n_tallies, state->tallies,
                        &outcome, err);
    out->state = state;
    out->outcome = outcome;
    if (code)
        dy_err_format(err, out->why, sizeof out->why);
    return code;
}

void dy_view_close(struct dy_view *view)
{
    if (!view)
        return;
    dy_record_close(view->record);
    view->record = NULL;
    view->outcome = NULL;
    dy_arena_finish(&view->mem);
}

bool dy_view_is_fresh(const struct dy_web_election *of, struct dy_view *view)
{
    struct dy_err err = {0};
    struct dy_arena mem;
    char tag[65];
    uint64_t n = 0, n_checkpoints = 0;
    if (!view->outcome)
        return false;
    if (view->record)
        return !dy_store_head(view->record->store, DY_SHELF_ENTRIES, &n, &err) &&
               !dy_store_head(view->record->store, DY_SHELF_CHECKPOINTS, &n_checkpoints, &err) &&
               n == view->about.size && n_checkpoints == view->about.n_checkpoints;
    dy_arena_init(&mem);
    bool same = folder_tag(of, &mem, tag) && strcmp(tag, view->tag) == 0;
    dy_arena_finish(&mem);
    return same;
}
