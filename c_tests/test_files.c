/* `file` and `filesystem`: FILE-01 to FILE-14, FS-01 to FS-08. */
#if defined(__unix__) || defined(__APPLE__)
#define _XOPEN_SOURCE 700
#endif
#include "harness.h"

#if defined(__unix__) || defined(__APPLE__)
#include <sys/stat.h>
#include <unistd.h>

static const char script[] =
    "int failures = 0;\n"
    "void check(bool ok, int line) { if (!ok) { failures++; print('script check ' + line + ' failed\\n'); } }\n"
    "int files() {\n"
    "  file f;\n"
    "  check(f.close() == -1 && f.getSize() == -1 && f.getPos() == -1 && f.isEndOfFile(), 1);\n" /* FILE-01, FILE-03 */
    "  check(f.readString(5) == '' && f.readLine() == '' && f.readInt(4) == 0 && f.writeString('x') == -1, 2);\n"
    "  check(f.setPos(0) == -1 && f.movePos(0) == -1 && f.writeInt(1, 4) == 0 && f.readDouble() == 0, 3);\n"
    "  check(f.open('a.txt', 'rw') == -1 && f.open('a.txt', 'r') == -1 && f.open('', 'w') == -1, 4);\n" /* FILE-02 */
    "  check(f.open('a.txt', 'w') == 0 && f.writeString('one\\ntwo\\nlast') == 12, 5);\n"               /* FILE-10 */
    "  check(f.getSize() == 12 && f.getPos() == 12 && f.readString(3) == '', 6);\n"
    "  check(f.close() == 0 && f.close() == -1, 7);\n"
    "  check(f.open('a.txt', 'r') == 0 && f.writeString('no') == 0 && f.writeInt(1, 1) == 0, 8);\n"
    "  check(f.readLine() == 'one\\n' && f.getPos() == 4 && !f.isEndOfFile(), 9);\n"                    /* FILE-07 */
    "  check(f.readString(8) == 'two\\nlast' && !f.isEndOfFile(), 10);\n"                               /* FILE-05, FILE-06 */
    "  check(f.readString(1) == '' && f.isEndOfFile(), 11);\n"
    "  check(f.setPos(4) == 0 && !f.isEndOfFile() && f.movePos(-2) == 0 && f.getPos() == 2, 12);\n"     /* FILE-04 */
    "  check(f.setPos(-1) == -1 && f.movePos(-100) == -1 && f.readString(0xFFFFFFFF).length() == 10, 13);\n"
    "  check(f.isEndOfFile() && f.open('a.txt', 'a') == 0 && f.getPos() == 12, 14);\n"
    "  check(f.writeString('!') == 1 && f.close() == 0 && f.open('a.txt', 'r') == 0 && f.getSize() == 13, 15);\n"
    "  { file g; check(g.open('closed.txt', 'w') == 0, 16); g.writeString('kept'); }\n"                 /* FILE-01 */
    "  check(f.open('closed.txt', 'r') == 0 && f.readLine() == 'kept' && f.isEndOfFile(), 17);\n"
    "  check(f.open('a.txt', 'w') == 0 && f.getSize() == 0, 18);\n"
    "  return failures;\n"
    "}\n"
    "int numbers() {\n" /* FILE-08, FILE-09, FILE-11, FILE-12 */
    "  for (int order = 0; order < 2; order++) {\n"
    "    file f; f.mostSignificantByteFirst = order == 1;\n"
    "    check(f.open('n', 'w') == 0, 20);\n"
    "    check(f.writeInt(-2, 1) == 1 && f.writeInt(-3, 3) == 1 && f.writeUInt(0x01020304, 4) == 1, 21);\n"
    "    check(f.writeFloat(1.5f) == 1 && f.writeDouble(-2.25) == 1 && f.writeInt(-5, 20) == 1 && f.writeInt(1, 0) == 0, 22);\n"
    "    check(f.getSize() == 1 + 3 + 4 + 4 + 8 + 8, 23);\n"
    "    f.open('n', 'r');\n"
    "    check(f.readInt(1) == -2 && f.readInt(3) == -3 && f.readUInt(4) == 0x01020304, 24);\n"
    "    check(f.readFloat() == 1.5f && f.readDouble() == -2.25 && f.readInt(20) == -5, 25);\n"
    "    check(f.readInt(0) == 0 && !f.isEndOfFile() && f.readInt(1) == 0 && f.isEndOfFile(), 26);\n"
    "    f.setPos(4); check(f.readString(1) == (order == 1 ? '\\x01' : '\\x04'), 27);\n"
    "    f.setPos(1); check(f.readUInt(3) == 0xfffffd, 28);\n"
    "  }\n"
    "  return failures;\n"
    "}\n";

static const char script_of_systems[] =
    "int systems() {\n"
    "  filesystem fs, other; file f;\n"
    "  check(fs.getCurrentPath() == '/' && fs.getDirs().length() == 0, 30);\n" /* FS-01 */
    "  check(fs.makeDir('d') == 0 && fs.makeDir('d') == -1 && fs.makeDir('no/d') == -1 && fs.makeDir('d\\\\e') == 0, 31);\n"
    "  check(fs.changeCurrentPath('d/') && fs.getCurrentPath() == '/d' && other.getCurrentPath() == '/', 32);\n" /* FS-03 */
    "  check(!fs.changeCurrentPath('none') && fs.changeCurrentPath('\\\\d\\\\e') && fs.getCurrentPath() == '/d/e', 33);\n"
    "  check(fs.changeCurrentPath('..') && fs.getCurrentPath() == '/d/e/..' && fs.isDir('e'), 34);\n"
    "  check(fs.changeCurrentPath('/d'), 35);\n" /* FS-02 */
    "  f.open('/d/x', 'w'); f.writeString('12345'); f.close();\n"
    "  f.open('d/.hidden', 'w'); f.close();\n"
    "  check(fs.getFiles().length() == 1 && fs.getFiles()[0] == 'x' && fs.getDirs()[0] == 'e', 36);\n" /* FS-04 */
    "  check(fs.isDir('e') && !fs.isDir('x') && !fs.isLink('x') && !fs.isDir('none'), 37);\n"          /* FS-05 */
    "  check(fs.getSize('x') == 5 && fs.getSize('none') == -1, 38);\n"                                 /* FS-06 */
    "  check(fs.copyFile('x', 'y') == 0 && fs.getSize('/d/y') == 5 && fs.copyFile('none', 'z') == -1, 39);\n" /* FS-07 */
    "  check(fs.copyFile('x', 'x') == -1 && fs.getSize('x') == 5 && fs.copyFile('e', 'z') == -1, 40);\n"
    "  check(fs.move('y', 'e/y') == 0 && fs.getSize('e/y') == 5 && fs.getSize('y') == -1 && fs.move('y', 'z') == -1, 41);\n"
    "  check(fs.removeDir('e') == -1 && fs.deleteFile('e/y') == 0 && fs.deleteFile('e/y') == -1 && fs.removeDir('e') == 0, 42);\n"
    "  check(fs.deleteFile('e') == -1 && fs.removeDir('/') == -1 && fs.removeDir('') == -1, 43);\n"
    "  datetime now; check(now - fs.getModifyDateTime('x') < 100 && now - fs.getCreateDateTime('x') < 100, 44);\n" /* FS-08 */
    "  bool raised = false;\n"
    "  try { fs.getModifyDateTime('none'); } catch { raised = true; }\n"
    "  check(raised, 45);\n"
    "  return failures;\n"
    "}\n"
    "int escapes() {\n"
    "  filesystem fs; file f;\n"
    "  string[] outs = {'../outside.txt', '/../outside.txt', 'd/../../outside.txt', 'out/outside.txt', 'outfile', '\\\\..\\\\outside.txt',\n"
    "    'C:/x', 'loop', 'dangling', 'pipe', 'd', ''};\n"
    "  for (uint i = 0; i < outs.length(); i++) {\n"
    "    check(f.open(outs[i], 'r') == -1 && f.open(outs[i], 'w') == -1 && f.open(outs[i], 'a') == -1, 100 + i);\n"
    "    check(fs.copyFile(outs[i], 'stolen') == -1 && fs.copyFile('good', outs[i]) == -1, 200 + i);\n"
    "    if (i < 4) check(fs.getSize(outs[i]) == -1 && fs.deleteFile(outs[i]) == -1 && fs.makeDir(outs[i]) == -1\n"
    "      && fs.move(outs[i], 'stolen') == -1 && fs.move('good', outs[i]) == -1, 300 + i);\n"
    "  }\n"
    "  check(!fs.changeCurrentPath('..') && !fs.changeCurrentPath('out') && !fs.isDir('out') && fs.isLink('out'), 50);\n"
    "  check(fs.getSize('outfile') == -1 && fs.isLink('outfile') && fs.isLink('inlink') && fs.getSize('inlink') == 4, 51);\n"
    "  check(f.open('inlink', 'r') == 0 && f.readLine() == 'good', 52);\n"
    "  check(f.open('/etc/passwd', 'r') == -1, 53);\n"
    "  string[]@ dirs = fs.getDirs(); check(dirs.length() == 3 && dirs[0] == 'd', 54);\n"
    "  check(fs.move('outfile', 'moved') == -1 && fs.isLink('outfile') && fs.move('out', 'moved') == -1, 61);\n"
    "  check(fs.move('withlink', 'moved') == -1 && fs.isDir('withlink') && fs.move('nolink', 'moved') == 0, 62);\n"
    "  check(fs.isDir('moved/inner') && fs.move('moved', 'nolink') == 0, 63);\n"
    "  check(fs.deleteFile('outfile') == 0 && !fs.isLink('outfile'), 55);\n" /* the link, not what it leads to */
    "  return failures;\n"
    "}\n";

static char directory[64];

static const char *path(const char *name) {
    static char text[256];
    snprintf(text, sizeof text, "%s/%s", directory, name);
    return text;
}

static void write_file(const char *name, const char *text) {
    FILE *f = fopen(path(name), "wb");
    CHECK(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0);
}

static as_context *make_context(void) {
    as_context *context = as_context_new(AS_VERSION);
    CHECK_OK(as_context_install(context, AS_ADDON_ALL, &error));
    return context;
}

static void run(as_vm *vm, as_unit *unit, const char *name) {
    as_call *call = as_call_new(vm, as_unit_find_function(unit, name));
    as_run how = as_call_run(call);
    CHECK(how == AS_RUN_FINISHED);
    if (how == AS_RUN_EXCEPTION) {
        fprintf(stderr, "%s: %.*s\n", name, AS_STR_ARG(as_call_exception_text(call)));
    }
    CHECK(as_call_get_int(call) == 0);
    as_call_free(call);
}

static void working(void) {
    as_context *context = make_context();
    CHECK_OK(as_context_install_files(context, path("root"), 0, &error));
    as_unit *unit = as_unit_new(context);
    as_unit_add_source(unit, "files.as", script, strlen(script));
    as_unit_add_source(unit, "systems.as", script_of_systems, strlen(script_of_systems));
    CHECK_OK(as_unit_build(unit, &error));
    for (size_t i = 0; i < as_unit_diagnostic_count(unit); i++) {
        fprintf(stderr, "%.*s", AS_STR_ARG(as_diagnostic_rendered(as_unit_diagnostic_at(unit, i))));
    }
    as_vm *vm = harness_vm(context, unit);
    run(vm, unit, "files");
    run(vm, unit, "numbers");
    run(vm, unit, "systems");
    write_file("root/good", "good");
    CHECK(symlink("..", path("root/out")) == 0);
    CHECK(mkdir(path("root/withlink"), 0700) == 0 && mkdir(path("root/withlink/inner"), 0700) == 0);
    CHECK(symlink("../../..", path("root/withlink/inner/link")) == 0);
    CHECK(mkdir(path("root/nolink"), 0700) == 0 && mkdir(path("root/nolink/inner"), 0700) == 0);
    CHECK(symlink("../outside.txt", path("root/outfile")) == 0);
    CHECK(symlink("loop", path("root/loop")) == 0);
    CHECK(symlink("nowhere", path("root/dangling")) == 0);
    CHECK(symlink("d/../good", path("root/inlink")) == 0);
    CHECK(mkfifo(path("root/pipe"), 0600) == 0);
    run(vm, unit, "escapes");
    as_vm_free(vm);
    as_unit_release(unit);
    as_context_release(context);
    FILE *f = fopen(path("outside.txt"), "rb");
    char text[16] = {0};
    CHECK(f != NULL && fread(text, 1, 15, f) == 6 && strcmp(text, "secret") == 0);
    if (f != NULL) {
        fclose(f);
    }
}

/* FILE-13: without the functions that write. */
static void reading_only(void) {
    as_context *context = make_context();
    CHECK_OK(as_context_install_files(context, path("root"), AS_FILES_READ_ONLY, &error));
    as_unit *unit = harness_build(context, "int look() { file f; filesystem fs; return f.open('good', 'r') + f.close()\n"
                                           "  + (f.open('good', 'w') == -1 && f.open('new', 'a') == -1 && fs.getSize('good') == 4 ? 0 : 1); }");
    as_vm *vm = harness_vm(context, unit);
    run(vm, unit, "look");
    as_vm_free(vm);
    as_unit_release(unit);
    const char *missing[] = {"void f() { file f; f.writeString('x'); }", "void f() { filesystem f; f.deleteFile('x'); }"};
    for (size_t i = 0; i < 2; i++) {
        unit = as_unit_new(context);
        as_unit_add_source(unit, "m.as", missing[i], strlen(missing[i]));
        CHECK(as_unit_build(unit, NULL) == AS_ERROR_BUILD_FAILED);
        as_unit_release(unit);
    }
    as_context_release(context);
}

static void mistakes(void) {
    as_context *context = make_context();
    CHECK_STATUS(AS_ERROR_NULL, as_context_install_files(context, NULL, 0, &error));
    CHECK_STATUS(AS_ERROR_NULL, as_context_install_files(NULL, directory, 0, &error));
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_context_install_files(context, path("none"), 0, &error));
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_context_install_files(context, path("outside.txt"), 0, &error));
    CHECK_STATUS(AS_ERROR_INVALID_ARGUMENT, as_context_install_files(context, directory, 2, &error));
    CHECK_OK(as_context_install_files(context, directory, 0, &error));
    CHECK_STATUS(AS_ERROR_ALREADY_REGISTERED, as_context_install_files(context, directory, 0, &error));
    as_context_release(context);
    context = as_context_new(AS_VERSION);
    CHECK_STATUS(AS_ERROR_NOT_SUPPORTED, as_context_install_files(context, directory, 0, &error));
    CHECK_OK(as_context_install(context, AS_ADDON_STRING, &error));
    CHECK_OK(as_context_install_files(context, directory, 0, &error));
    as_error *error = NULL;
    CHECK(as_context_seal(context, &error) != AS_OK);
    CHECK_CONTAINS("datetime", as_error_message(error));
    as_error_free(error);
    as_context_release(context);
    /* Off unless asked for. */
    context = make_context();
    as_context_seal(context, NULL);
    CHECK(as_context_find_type(context, "file") == NULL && as_context_find_type(context, "filesystem") == NULL);
    as_context_release(context);
}

static void clean(void) {
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", directory);
    CHECK(system(command) == 0);
}

int main(void) {
    snprintf(directory, sizeof directory, "/tmp/angel-files-XXXXXX");
    if (mkdtemp(directory) == NULL || mkdir(path("root"), 0700) != 0) {
        return EXIT_FAILURE;
    }
    write_file("outside.txt", "secret");
    RUN(working);
    RUN(reading_only);
    RUN(mistakes);
    clean();
    return harness_result();
}

#else

int main(void) { return EXIT_SUCCESS; }

#endif
