/* Templates: cases after the published mustache specification (MIT), then what is ours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "publish/mustache.h"

struct row {
    const char *name;
    const char *template, *partial; /* the partial is called "part" */
    const char *value;              /* JSON */
    const char *want;
};

static enum dy_code render(struct dy_arena *mem, const struct row *row, const char **out,
                           struct dy_err *err)
{
    const char *partial = row->partial ? row->partial : "";
    const struct dy_template_source sources[] = {{"main", row->template, strlen(row->template)},
                                                 {"part", partial, strlen(partial)}};
    const struct dy_templates *set = NULL;
    struct dy_writer to = {.mem = mem};
    enum dy_code code = dy_templates_read(mem, 2, sources, &set, err);
    if (code)
        return code;
    json_t *value = json_loads(row->value, 0, NULL);
    assert_non_null(value);
    const json_t *stack[] = {value};
    const struct dy_template_values values = {1, stack, NULL};
    code = dy_template_render(set, "main", &values, &to, err);
    json_decref(value);
    *out = to.of ? to.of : "";
    return code;
}

static const struct row ROWS[] = {
    {"no interpolation", "Hello from {Mustache}!\n", NULL, "{}", "Hello from {Mustache}!\n"},
    {"basic interpolation", "Hello, {{subject}}!\n", NULL, "{\"subject\":\"world\"}",
     "Hello, world!\n"},
    {"html escaping", "{{forbidden}}", NULL, "{\"forbidden\":\"& \\\" < > '\"}",
     "&amp; &quot; &lt; &gt; &#39;"},
    {"integer interpolation", "\"{{mph}} miles an hour!\"", NULL, "{\"mph\":85}",
     "\"85 miles an hour!\""},
    {"null interpolation", "I ({{cannot}}) be seen!", NULL, "{\"cannot\":null}", "I () be seen!"},
    {"context miss", "I ({{cannot}}) be seen!", NULL, "{}", "I () be seen!"},
    {"dotted names", "\"{{person.name}}\" == \"{{#person}}{{name}}{{/person}}\"", NULL,
     "{\"person\":{\"name\":\"Joe\"}}", "\"Joe\" == \"Joe\""},
    {"dotted names, arbitrary depth", "{{a.b.c.d.e.name}}", NULL,
     "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"name\":\"Phil\"}}}}}}", "Phil"},
    {"dotted names, broken chain", "({{a.b.c.name}})", NULL,
     "{\"a\":{\"b\":{}},\"c\":{\"name\":\"Jim\"}}", "()"},
    {"dotted names, initial resolution", "{{#a}}{{b.c}}{{/a}}", NULL,
     "{\"a\":{\"b\":{}},\"b\":{\"c\":\"ERROR\"}}", ""},
    {"implicit iterator", "{{#list}}({{.}}){{/list}}", NULL, "{\"list\":[\"a\",\"<\",3]}",
     "(a)(&lt;)(3)"},
    {"surrounding whitespace stays", "| {{string}} |", NULL, "{\"string\":\"---\"}", "| --- |"},
    {"interpolation with padding", "|{{ string }}|", NULL, "{\"string\":\"---\"}", "|---|"},
    {"truthy section", "{{#boolean}}This should be rendered.{{/boolean}}", NULL,
     "{\"boolean\":true}", "This should be rendered."},
    {"falsey section", "({{#boolean}}no{{/boolean}})", NULL, "{\"boolean\":false}", "()"},
    {"null is falsey", "({{#null}}no{{/null}})", NULL, "{\"null\":null}", "()"},
    {"context", "{{#context}}Hi {{name}}.{{/context}}", NULL, "{\"context\":{\"name\":\"Joe\"}}",
     "Hi Joe."},
    {"parent contexts", "{{#sec}}{{a}}, {{b}}, {{c.d}}{{/sec}}", NULL,
     "{\"a\":\"foo\",\"b\":\"wrong\",\"sec\":{\"b\":\"bar\"},\"c\":{\"d\":\"baz\"}}",
     "foo, bar, baz"},
    {"variable test", "{{#foo}}{{.}} is {{foo}}{{/foo}}", NULL, "{\"foo\":\"bar\"}", "bar is bar"},
    {"list", "{{#list}}{{item}}{{/list}}", NULL,
     "{\"list\":[{\"item\":1},{\"item\":2},{\"item\":3}]}", "123"},
    {"empty list", "({{#list}}Yay lists!{{/list}})", NULL, "{\"list\":[]}", "()"},
    {"nested (truthy)", "| A {{#bool}}B {{#bool}}C{{/bool}} D{{/bool}} E |", NULL,
     "{\"bool\":true}", "| A B C D E |"},
    {"standalone lines", "| This Is\n{{#boolean}}\n|\n{{/boolean}}\n| A Line\n", NULL,
     "{\"boolean\":true}", "| This Is\n|\n| A Line\n"},
    {"indented standalone lines", "| This Is\n  {{#boolean}}\n|\n  {{/boolean}}\n| A Line\n", NULL,
     "{\"boolean\":true}", "| This Is\n|\n| A Line\n"},
    {"standalone line endings", "|\r\n{{#boolean}}\r\n{{/boolean}}\r\n|", NULL,
     "{\"boolean\":true}", "|\r\n|"},
    {"standalone without previous line", "  {{#boolean}}\n#{{/boolean}}\n/", NULL,
     "{\"boolean\":true}", "#\n/"},
    {"standalone without newline", "#{{#boolean}}\n/\n  {{/boolean}}", NULL, "{\"boolean\":true}",
     "#\n/\n"},
    {"internal whitespace", " | {{#boolean}} {{! a }}\n {{/boolean}} | \n", NULL,
     "{\"boolean\":true}", " |  \n  | \n"},
    {"inverted falsey", "{{^boolean}}yes{{/boolean}}", NULL, "{\"boolean\":false}", "yes"},
    {"inverted truthy", "({{^boolean}}no{{/boolean}})", NULL, "{\"boolean\":true}", "()"},
    {"inverted empty list", "{{^list}}Empty list{{/list}}", NULL, "{\"list\":[]}", "Empty list"},
    {"inverted context miss", "[{{^missing}}Cannot find key{{/missing}}]", NULL, "{}",
     "[Cannot find key]"},
    {"inline comment", "12345{{! Comment Block! }}67890", NULL, "{}", "1234567890"},
    {"multiline comment", "12345{{!\n  This is a\n  comment...\n}}67890\n", NULL, "{}",
     "1234567890\n"},
    {"standalone comment", "Begin.\n{{! Comment Block! }}\nEnd.\n", NULL, "{}", "Begin.\nEnd.\n"},
    {"basic partial", "\"{{>part}}\"", "from partial", "{}", "\"from partial\""},
    {"partial context", "\"{{>part}}\"", "*{{text}}*", "{\"text\":\"content\"}", "\"*content*\""},
    {"partial recursion", "{{>part}}", "{{content}}<{{#nodes}}{{>part}}{{/nodes}}>",
     "{\"content\":\"X\",\"nodes\":[{\"content\":\"Y\",\"nodes\":[]}]}", "X<Y<>>"},
    {"partial, surrounding whitespace", "| {{>part}} |", "\t|\t", "{}", "| \t|\t |"},
    {"standalone partial", "|\n{{>part}}\n|\n", "x\n", "{}", "|\nx\n|\n"},
    {"ours: an empty text is false", "({{#a}}no{{/a}}{{^a}}yes{{/a}})", NULL, "{\"a\":\"\"}",
     "(yes)"},
    {"ours: zero is a number", "({{#a}}{{.}}{{/a}})", NULL, "{\"a\":0}", "(0)"},
    {"ours: has_ asks for an array with something in it",
     "{{#has_a}}a{{/has_a}}{{#has_b}}b{{/has_b}}", NULL, "{\"a\":[1],\"b\":[]}", "a"},
    {"ours: has_ of an inner empty array does not look outwards",
     "{{#a}}{{#has_a}}no{{/has_a}}{{/a}}", NULL, "{\"a\":[{\"a\":[]}]}", ""},
    {"ours: a picture is not escaped", "{{{svg.x}}}{{svg.x}}", NULL, "{\"svg\":{\"x\":\"<g/>\"}}",
     "<g/>&lt;g/&gt;"},
    {"ours: tags in a value are text", "{{a}}", NULL, "{\"a\":\"{{b}}\",\"b\":\"no\"}", "{{b}}"},
};

static void follows_the_specification(void **state)
{
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(ROWS); i++) {
        struct dy_arena mem;
        struct dy_err err = {0};
        const char *out = NULL;
        dy_arena_init(&mem);
        enum dy_code code = render(&mem, &ROWS[i], &out, &err);
        if (code || strcmp(out, ROWS[i].want) != 0)
            fail_msg("%s: \"%s\" and not \"%s\" %s", ROWS[i].name, code ? "" : out, ROWS[i].want,
                     err.msg);
        dy_arena_finish(&mem);
    }
}

static const struct {
    const char *name, *template;
    uint32_t line;
    const char *says;
} WRONG[] = {
    {"an unclosed section", "a\n{{#b}}\n", 2, "not closed"},
    {"a stray end", "a\n\n{{/b}}", 3, "was not opened"},
    {"crossed sections", "{{#a}}{{#b}}\n{{/a}}{{/b}}", 2, "another section is open"},
    {"an unknown partial", "\n{{>nobody}}", 2, "is no template"},
    {"an unclosed tag", "x {{name\n", 1, "is not closed"},
    {"an unescaped name", "{{{name}}}", 1, "not escaped"},
    {"an ampersand", "{{&name}}", 1, "do not have"},
    {"other delimiters", "{{=<% %>=}}", 1, "do not have"},
    {"an empty name", "{{ }}", 1, "is no name"},
    {"a name with a space", "{{a b}}", 1, "is no name"},
};

static void what_is_wrong_is_said_with_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(WRONG); i++) {
        struct dy_arena mem;
        struct dy_err err = {0};
        const char *out = NULL;
        struct row row = {.template = WRONG[i].template, .value = "{}"};
        dy_arena_init(&mem);
        enum dy_code code = render(&mem, &row, &out, &err);
        if (code != DY_E_INPUT || err.at.line != WRONG[i].line || !strstr(err.msg, WRONG[i].says))
            fail_msg("%s: %d, line %u: %s", WRONG[i].name, (int)code, err.at.line, err.msg);
        dy_arena_finish(&mem);
    }
}

static void endless_templates_end(void **state)
{
    struct dy_arena mem;
    struct dy_err err = {0};
    const char *out = NULL;
    (void)state;
    dy_arena_init(&mem);
    struct row twice = {NULL, "{{>part}}", "{{>part}}{{>part}}", "{}", NULL};
    assert_int_equal(render(&mem, &twice, &out, &err), DY_E_LIMIT);
    dy_arena_finish(&mem);
}

static void every_allocation_may_fail(void **state)
{
    enum dy_code code = DY_E_NOMEM;
    (void)state;
    for (uint64_t n = 1; code == DY_E_NOMEM; n++) {
        struct dy_arena mem;
        struct dy_err err = {0};
        const char *out = NULL;
        struct row row = {NULL, "{{#a}}\n{{>part}}{{/a}}", "{{.}}!", "{\"a\":[1,2]}", NULL};
        dy_arena_init(&mem);
        mem.fail_at = n;
        code = render(&mem, &row, &out, &err);
        if (!code)
            assert_string_equal(out, "1!2!");
        dy_arena_finish(&mem);
    }
    assert_int_equal(code, DY_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(follows_the_specification),
        cmocka_unit_test(what_is_wrong_is_said_with_its_line),
        cmocka_unit_test(endless_templates_end),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
