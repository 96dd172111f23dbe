/* libyaml's events into a tree; everything that the strict subset leaves out is refused here. */
#include "data/yaml.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "data/file.h"

struct builder {
    struct dy_arena *mem;
    const char *file;
    struct dy_yaml_limits limits;
    yaml_parser_t parser;
    struct dy_err *err;
};

static struct dy_span place(const struct builder *in, yaml_mark_t mark)
{
    return (struct dy_span){.file = in->file,
                            .byte = mark.index + 1,
                            .line = (uint32_t)mark.line + 1,
                            .column = (uint32_t)mark.column + 1};
}

static enum dy_code refuse(struct builder *in, yaml_mark_t mark, const char *path, const char *what)
{
    return dy_fail(in->err, DY_E_INPUT, place(in, mark), path, "%s", what);
}

static enum dy_code parser_failed(struct builder *in)
{
    const yaml_parser_t *parser = &in->parser;
    if (parser->error == YAML_MEMORY_ERROR)
        return dy_no_memory(in->err);
    const char *problem = parser->problem ? parser->problem : "cannot be read";
    return dy_fail(in->err, DY_E_INPUT, place(in, parser->problem_mark), NULL,
                   "is not well-formed YAML: %s", problem);
}

static enum dy_code next_event(struct builder *in, yaml_event_t *event)
{
    return yaml_parser_parse(&in->parser, event) ? DY_OK : parser_failed(in);
}

static enum dy_code check_plain(struct builder *in, const yaml_event_t *event, const char *path)
{
    const yaml_char_t *anchor = NULL, *tag = NULL;
    if (event->type == YAML_ALIAS_EVENT)
        return refuse(in, event->start_mark, path,
                      "is an alias; aliases are not used here, write the value out");
    if (event->type == YAML_SCALAR_EVENT) {
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
    }
    if (anchor)
        return refuse(in, event->start_mark, path,
                      "has an anchor; anchors are not used here, write the value out");
    if (tag)
        return refuse(in, event->start_mark, path,
                      "has a tag; tags are not used here, write the plain value");
    return DY_OK;
}

static enum dy_code build(struct builder *in, yaml_event_t *event, const char *path, unsigned depth,
                          struct dy_yaml **out);

static enum dy_code build_scalar(struct builder *in, const yaml_event_t *event,
                                 struct dy_yaml *node)
{
    const char *text = (const char *)event->data.scalar.value;
    size_t n = event->data.scalar.length;
    if (memchr(text, '\0', n))
        return refuse(in, event->start_mark, node->path,
                      "holds a NUL character; text cannot hold one");
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    node->text = dy_arena_copy(in->mem, text, n);
    return node->text ? DY_OK : dy_no_memory(in->err);
}

static enum dy_code build_list(struct builder *in, struct dy_yaml *node, unsigned depth)
{
    struct dy_vec items = {0};
    enum dy_code code = DY_OK;
    for (bool done = false; !done && !code;) {
        yaml_event_t event;
        if ((code = next_event(in, &event)))
            return code;
        done = event.type == YAML_SEQUENCE_END_EVENT;
        if (!done) {
            struct dy_yaml **item = dy_vec_push(in->mem, &items, sizeof(struct dy_yaml *));
            char *path = dy_arena_format(in->mem, "%s/%zu", node->path, items.n - 1);
            code = item && path ? build(in, &event, path, depth + 1, item) : dy_no_memory(in->err);
        }
        yaml_event_delete(&event);
    }
    node->items = items.items;
    node->n = items.n;
    return code;
}

static enum dy_code build_key(struct builder *in, const yaml_event_t *event,
                              const struct dy_vec *entries, const struct dy_yaml *map,
                              struct dy_yaml_entry *entry)
{
    enum dy_code code = check_plain(in, event, map->path);
    if (code)
        return code;
    if (event->type != YAML_SCALAR_EVENT || event->data.scalar.length == 0)
        return refuse(in, event->start_mark, map->path, "needs a plain word as its key");
    const char *key = (const char *)event->data.scalar.value;
    if (strlen(key) != event->data.scalar.length)
        return refuse(in, event->start_mark, map->path, "has a key with a NUL character");
    if (strcmp(key, "<<") == 0)
        return refuse(in, event->start_mark, map->path,
                      "merges another map; merge keys are not used here, write the keys out");
    const struct dy_yaml_entry *of = entries->items;
    for (size_t i = 0; i + 1 < entries->n; i++)
        if (strcmp(of[i].key, key) == 0)
            return dy_fail(in->err, DY_E_INPUT, place(in, event->start_mark), map->path,
                           "has the key \"%.60s\" twice; the first is in line %u", key,
                           of[i].at.line);
    entry->at = place(in, event->start_mark);
    entry->key = dy_arena_copy(in->mem, key, strlen(key));
    return entry->key ? DY_OK : dy_no_memory(in->err);
}

static enum dy_code build_map(struct builder *in, struct dy_yaml *node, unsigned depth)
{
    struct dy_vec entries = {0};
    enum dy_code code = DY_OK;
    for (bool done = false; !done && !code;) {
        yaml_event_t event;
        if ((code = next_event(in, &event)))
            return code;
        done = event.type == YAML_MAPPING_END_EVENT;
        if (!done) {
            struct dy_yaml_entry *entry =
                dy_vec_push(in->mem, &entries, sizeof(struct dy_yaml_entry));
            code = entry ? build_key(in, &event, &entries, node, entry) : dy_no_memory(in->err);
            yaml_event_delete(&event);
            if (code || (code = next_event(in, &event)))
                return code;
            char *path = dy_arena_format(in->mem, "%s/%.60s", node->path, entry->key);
            code = path ? build(in, &event, path, depth + 1, &entry->value) : dy_no_memory(in->err);
        }
        yaml_event_delete(&event);
    }
    node->entries = entries.items;
    node->n = entries.n;
    return code;
}

static enum dy_code build(struct builder *in, yaml_event_t *event, const char *path, unsigned depth,
                          struct dy_yaml **out)
{
    enum dy_code code = check_plain(in, event, path);
    if (code)
        return code;
    if (depth > in->limits.depth)
        return dy_fail(in->err, DY_E_LIMIT, place(in, event->start_mark), NULL,
                       "is nested deeper than %u levels", in->limits.depth);
    struct dy_yaml *node = DY_NEW(in->mem, struct dy_yaml, 1);
    if (!node)
        return dy_no_memory(in->err);
    node->at = place(in, event->start_mark);
    node->path = path;
    *out = node;
    if (event->type == YAML_SEQUENCE_START_EVENT) {
        node->kind = DY_YAML_LIST;
        return build_list(in, node, depth);
    }
    if (event->type == YAML_MAPPING_START_EVENT) {
        node->kind = DY_YAML_MAP;
        return build_map(in, node, depth);
    }
    return build_scalar(in, event, node);
}

/* Events up to the first value: stream, document without directives. */
static enum dy_code open_document(struct builder *in, yaml_event_t *event)
{
    enum dy_code code = next_event(in, event);
    if (code)
        return code;
    yaml_event_delete(event);
    if ((code = next_event(in, event)))
        return code;
    if (event->type == YAML_STREAM_END_EVENT)
        code = refuse(in, event->start_mark, NULL, "is empty; a map of keys is needed");
    else if (event->data.document_start.version_directive ||
             event->data.document_start.tag_directives.start !=
                 event->data.document_start.tag_directives.end)
        code = refuse(in, event->start_mark, NULL, "has directives (%); none are used here");
    yaml_event_delete(event);
    return code ? code : next_event(in, event);
}

static enum dy_code close_document(struct builder *in)
{
    yaml_event_t event;
    enum dy_code code = next_event(in, &event);
    if (code)
        return code;
    yaml_event_delete(&event);
    if ((code = next_event(in, &event)))
        return code;
    if (event.type != YAML_STREAM_END_EVENT)
        code = refuse(in, event.start_mark, NULL, "holds a second document; one is needed");
    yaml_event_delete(&event);
    return code;
}

static enum dy_code check_bytes(const char *file, const char *bytes, size_t n,
                                struct dy_yaml_limits limits, struct dy_err *err)
{
    struct dy_span at = {.file = file, .line = 1, .column = 1};
    if (n > limits.bytes)
        return dy_fail(err, DY_E_LIMIT, (struct dy_span){.file = file}, NULL,
                       "has %zu bytes; at most %zu are read", n, limits.bytes);
    size_t good = dy_utf8_valid(bytes, n);
    if (good == n)
        return DY_OK;
    for (size_t i = 0; i < good; i++) {
        at.column = bytes[i] == '\n' ? 1 : at.column + 1;
        at.line += bytes[i] == '\n';
    }
    at.byte = good + 1;
    return dy_fail(err, DY_E_INPUT, at, NULL,
                   bytes[good] ? "is not UTF-8 here; save the file as UTF-8"
                               : "holds a NUL byte; a text file is needed");
}

enum dy_code dy_yaml_parse(struct dy_arena *mem, const char *file, const char *bytes, size_t n,
                           struct dy_yaml_limits limits, struct dy_yaml **out, struct dy_err *err)
{
    struct builder in = {.mem = mem, .file = file, .limits = limits, .err = err};
    struct dy_yaml *root = NULL;
    yaml_event_t event;
    enum dy_code code = check_bytes(file, bytes, n, limits, err);
    if (code)
        return code;
    if (!yaml_parser_initialize(&in.parser))
        return dy_no_memory(err);
    yaml_parser_set_input_string(&in.parser, (const unsigned char *)bytes, n);
    yaml_parser_set_encoding(&in.parser, YAML_UTF8_ENCODING);
    code = open_document(&in, &event);
    if (!code) {
        code = build(&in, &event, "", 0, &root);
        yaml_event_delete(&event);
    }
    if (!code)
        code = close_document(&in);
    yaml_parser_delete(&in.parser);
    if (!code)
        *out = root;
    return code;
}

enum dy_code dy_yaml_read(struct dy_arena *mem, const char *path, struct dy_yaml_limits limits,
                          struct dy_yaml **out, struct dy_err *err)
{
    char *bytes;
    size_t n;
    enum dy_code code = dy_file_read(mem, path, limits.bytes, &bytes, &n, err);
    return code ? code : dy_yaml_parse(mem, path, bytes, n, limits, out, err);
}
