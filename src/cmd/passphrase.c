/* Where a passphrase comes from: --passphrase-file, DAUYS_PASSPHRASE_FILE, else the terminal. */
#include "cmd/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/say.h"
#include "cmd/terminal.h"
#include "data/file.h"

/*
 * From here on the program has secrets: it leaves no core, and no other program of the same user
 * may look into it. (The leak sanitizer has to.)
 */
static void keep_secrets(void)
{
    (void)setrlimit(RLIMIT_CORE, &(struct rlimit){0});
#ifndef __SANITIZE_ADDRESS__
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

/* A passphrase that can be typed again anywhere. file: NULL = from the terminal. */
static enum dy_code check_text(const char *file, const char *text, size_t n, struct dy_err *err)
{
    struct dy_span at = {.file = file};
    const char *what = NULL;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
            what = "has a control character (a second line, a tab, an arrow key?)";
    if (n == 0)
        what = "is empty";
    if (!what)
        return DY_OK;
    return dy_fail(err, DY_E_INPUT, at, NULL, "the passphrase %s; one line of text is needed",
                   what);
}

/* A pipe may be anybody's; a file must be as well kept as the key. */
static enum dy_code check_kept(int fd, const char *path, struct dy_err *err)
{
    struct stat about;
    if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode) && (about.st_mode & (S_IRWXG | S_IRWXO)))
        return dy_fail(err, DY_E_INPUT, (struct dy_span){.file = path}, NULL,
                       "holds a passphrase that others may read (mode %04o); mode 0600 is needed",
                       (unsigned)about.st_mode & 07777U);
    return DY_OK;
}

static enum dy_code from_file(const char *path, char *out, struct dy_err *err)
{
    size_t n = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return dy_fail(err, errno == ENOENT ? DY_E_INPUT : DY_E_IO, (struct dy_span){.file = path},
                       NULL, "cannot be read: %s", strerror(errno));
    enum dy_code code = check_kept(fd, path, err);
    if (!code)
        code = dy_file_fill(fd, path, out, DY_PASSPHRASE_BYTES, &n, err);
    close(fd);
    if (code)
        return code;
    n -= n > 0 && out[n - 1] == '\n';
    if (n == DY_PASSPHRASE_BYTES)
        return dy_fail(err, DY_E_LIMIT, (struct dy_span){.file = path}, NULL,
                       "the passphrase is longer than %d bytes", DY_PASSPHRASE_BYTES - 1);
    out[n] = '\0';
    return check_text(path, out, n, err);
}

static enum dy_code from_terminal(struct dy_cmd *cmd, const char *message, const char *path,
                                  char *out)
{
    struct dy_err inner = {0};
    struct dy_param params[] = {{"file", path}};
    const char *prompt =
        dy_say_params(cmd->mem, cmd->print.lang, message, DY_COUNT_OF(params), params);
    if (!prompt)
        return dy_no_memory(&cmd->err);
    enum dy_code code = dy_terminal_ask(prompt, out, DY_PASSPHRASE_BYTES, &inner);
    if (code == DY_E_IO)
        return dy_fail(&cmd->err, code, (struct dy_span){.file = path}, NULL,
                       "needs a passphrase: %s; --passphrase-file can name a file", inner.msg);
    if (code)
        return dy_fail(&cmd->err, code, (struct dy_span){0}, NULL, "the passphrase: %s", inner.msg);
    return check_text(NULL, out, strlen(out), &cmd->err);
}

const char *dy_cmd_passphrase_file(const struct dy_cmd *cmd)
{
    const char *asked = cmd->options[DY_OPT_PASSPHRASE_FILE];
    return asked ? asked : getenv("DAUYS_PASSPHRASE_FILE");
}

static char *guarded_text(void)
{
    keep_secrets();
    return sodium_init() < 0 ? NULL : sodium_malloc(DY_PASSPHRASE_BYTES);
}

static enum dy_code ask_twice(struct dy_cmd *cmd, const char *path, char *out)
{
    char *second = guarded_text();
    if (!second)
        return dy_no_memory(&cmd->err);
    enum dy_code code = from_terminal(cmd, N_("New passphrase for {file}: "), path, out);
    if (!code)
        code = from_terminal(cmd, N_("The same once more: "), path, second);
    if (!code && strcmp(out, second) != 0)
        code = dy_fail(&cmd->err, DY_E_INPUT, (struct dy_span){0}, NULL,
                       "the two passphrases differ; nothing was written");
    sodium_free(second);
    return code;
}

enum dy_code dy_cmd_new_passphrase(struct dy_cmd *cmd, const char *file, const char *path,
                                   char **out)
{
    char *text = guarded_text();
    if (!text)
        return dy_no_memory(&cmd->err);
    enum dy_code code = file ? from_file(file, text, &cmd->err) : ask_twice(cmd, path, text);
    if (code)
        sodium_free(text);
    else
        *out = text;
    return code;
}

enum dy_code dy_cmd_key(struct dy_cmd *cmd, const char *path, struct dy_key *out)
{
    struct dy_key_about about;
    char *text = NULL;
    *out = (struct dy_key){0};
    if (!path)
        path = cmd->options[DY_OPT_KEY] ? cmd->options[DY_OPT_KEY] : getenv("DAUYS_KEY");
    if (!path || !*path)
        return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL,
                       "no key is named; --key FILE (or DAUYS_KEY) is needed");
    keep_secrets();
    enum dy_code code = dy_key_read_about(cmd->mem, path, &about, &cmd->err);
    if (!code && about.passes) {
        const char *file = dy_cmd_passphrase_file(cmd);
        text = guarded_text();
        code = !text  ? dy_no_memory(&cmd->err)
               : file ? from_file(file, text, &cmd->err)
                      : from_terminal(cmd, N_("Passphrase for {file}: "), path, text);
    }
    if (!code)
        code = dy_key_open(cmd->mem, path, text, out, &cmd->err);
    sodium_free(text);
    return code;
}
