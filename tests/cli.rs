//! The command-line tool: exit statuses and the form of what it writes.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A script in a file of its own, removed at the end.
struct Script(PathBuf);

impl Script {
    fn new(name: &str, text: &str) -> Script {
        let path = std::env::temp_dir().join(format!("angel-{}-{name}.as", std::process::id()));
        std::fs::write(&path, text).unwrap();
        Script(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn angel(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_angel")).args(args).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_script_runs_to_its_end() {
    let script = Script::new("end", "void main() { print(\"one\\n\"); print(\"two\\n\"); }");
    let out = angel(&["run", script.path()]);
    assert_eq!((out.status.code(), &*text(&out.stdout), &*text(&out.stderr)), (Some(0), "one\ntwo\n", ""));
}

#[test]
fn main_gives_the_exit_status() {
    let script = Script::new("status", "int main() { return 6 * 7; }");
    assert_eq!(angel(&["run", script.path()]).status.code(), Some(42));
}

#[test]
fn files_are_one_program() {
    let one = Script::new("one", "int main() { return twice(21); }");
    let two = Script::new("two", "int twice(int x) { return 2 * x; }");
    assert_eq!(angel(&["run", one.path(), two.path()]).status.code(), Some(42));
}

#[test]
fn a_rejected_script_is_told_with_places() {
    let script = Script::new("rejected", "void main() {\n  print(\"never\");\n  int x = yy;\n  nope();\n}\n");
    for command in ["run", "check"] {
        let out = angel(&[command, script.path()]);
        assert_eq!((out.status.code(), &*text(&out.stdout)), (Some(2), ""));
        let err = text(&out.stderr);
        assert!(err.contains(&format!("{}:3:11: error: ", script.path())), "{err}");
        assert!(err.contains(&format!("{}:4:3: error: ", script.path())), "{err}");
        assert!(err.contains("  int x = yy;"), "{err}");
    }
}

#[test]
fn check_does_not_run() {
    let script = Script::new("check", "void main() { print(\"never\"); }");
    let out = angel(&["check", script.path()]);
    assert_eq!((out.status.code(), &*text(&out.stdout), &*text(&out.stderr)), (Some(0), "", ""));
}

/// HELP-04
#[test]
fn an_exception_is_told_with_its_stack() {
    let script = Script::new(
        "exception",
        "class A { int x; void go() {\n  A@ none;\n  none.x = 1;\n} }\nvoid main() {\n  print(\"so far\");\n  A a;\n  a.go();\n}\n",
    );
    let out = angel(&["run", script.path()]);
    assert_eq!((out.status.code(), &*text(&out.stdout)), (Some(3), "so far"));
    let err = text(&out.stderr);
    let mut lines = err.lines();
    assert_eq!(lines.next(), Some("exception: Null pointer access at A::go:3"));
    assert!(lines.next().unwrap().contains("void A::go()"), "{err}");
    assert!(lines.next().unwrap().contains(":8:"), "{err}");
}

/// What is told of an exception does not depend on whether `main` had begun.
#[test]
fn an_exception_while_globals_are_initialised_is_told_with_its_stack() {
    let script = Script::new(
        "init",
        "int zero = 0;\nnamespace N { int half(int x) {\n  return x / zero;\n} }\nint bad =\n  N::half(4);\nvoid main() { print(\"never\"); }\n",
    );
    let expected = format!(
        "exception: Divide by zero at N::half:3\n  int N::half(int x) ({0}:3:3)\n  bad ({0}:6:3)\n",
        script.path()
    );
    let out = angel(&["run", script.path()]);
    assert_eq!((out.status.code(), &*text(&out.stdout), &*text(&out.stderr)), (Some(3), "", &*expected));
    // Also in the initialiser itself.
    let script = Script::new("init-self", "int zero = 0;\nint bad = 1 / zero;\nvoid main() {}\n");
    let err = text(&angel(&["run", script.path()]).stderr);
    assert!(err.starts_with("exception: Divide by zero at bad:2\n  bad ("), "{err}");
}

/// The ends of a deep call stack are shown, and how much is between them.
#[test]
fn a_deep_stack_is_shortened() {
    let body = "int down(int n) { return n == 0 ? 1 / n : down(n - 1) + 1; }\n";
    for main in ["void main() { down(499); }", "int bad = down(499);\nvoid main() {}"] {
        let script = Script::new("deep", &format!("{body}{main}\n"));
        let err = text(&angel(&["run", script.path()]).stderr);
        let lines: Vec<&str> = err.lines().collect();
        assert!(lines[0].starts_with("exception: Divide by zero at down:1"), "{err}");
        assert_eq!((lines.len(), lines[21]), (42, "  … 461 more …"), "{err}");
        assert!(lines[20].contains("int down(int n)") && lines[40].contains("int down(int n)"), "{err}");
        assert!(!lines[41].contains("down"), "{err}");
    }
}

/// Tools that read messages find a place at the beginning of each.
#[test]
fn every_message_begins_with_a_place() {
    let one = Script::new(
        "place",
        "int count; void g(int a) {} void g(string s, int b) {}\nclass A { private int v; }\nvoid f() { cuont = 1; g(1, 2, 3); A a; a.v = 1; a.vv = 2; }\nvoid f() { int x = 1.5; }\n",
    );
    let nomain = Script::new("place-main", "int f() { return 1; }");
    for (args, least) in
        [(&["check", one.path()][..], 8), (&["run", nomain.path(), one.path()], 8), (&["run", nomain.path()], 1)]
    {
        let err = text(&angel(args).stderr);
        let mut messages = 0;
        for line in err.lines() {
            // Source lines and the marks below them.
            if line.trim_start_matches([' ', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']).starts_with("| ") {
                continue;
            }
            let rest = [&one, &nomain].iter().find_map(|s| line.strip_prefix(s.path())?.strip_prefix(':'));
            let mut parts = rest.unwrap_or_else(|| panic!("{line}\n{err}")).splitn(3, ':');
            let mut number = || parts.next().unwrap().parse::<u32>().unwrap_or(0);
            assert!(number() > 0 && number() > 0, "{line}");
            let what = parts.next().unwrap();
            assert!([" error: ", " warning: ", " note: "].iter().any(|w| what.starts_with(w)), "{line}");
            messages += 1;
        }
        assert!(messages >= least, "{err}");
    }
    let err = text(&angel(&["run", nomain.path()]).stderr);
    assert_eq!(err, format!("{}:1:1: error: there is neither void main() nor int main()\n", nomain.path()));
}

/// Names that scripts use for other things are there on demand only.
#[test]
fn add_ons_are_chosen() {
    let script = Script::new(
        "usual",
        "int main() {\n  int grid = 1, complex = 2, datetime = 3;\n  string s = \"x\"; int[] a = {grid}; array<int> b = a;\n\
         \x20 dictionary d = {{\"k\", 1}}; any v; ref r; weakref<C> w; assert(abs(-1.0f) == 1);\n\
         \x20 try { throw(\"t\"); } catch { s = getExceptionInfo(); }\n  return grid + complex + datetime;\n}\nclass C {}\n",
    );
    let out = angel(&["run", script.path()]);
    assert_eq!((out.status.code(), &*text(&out.stderr)), (Some(6), ""));
    let grid = Script::new("grid", "int main() { grid<int> g(2, 3); return g.width() * g.height(); }");
    let complex = Script::new("complex", "int main() { complex c(3, 4); datetime d; return int(c.abs()); }");
    assert_eq!(angel(&["run", grid.path()]).status.code(), Some(2));
    assert_eq!(angel(&["run", "--with", "grid", grid.path()]).status.code(), Some(6));
    assert_eq!(angel(&["run", "--with", "complex", grid.path()]).status.code(), Some(2));
    assert_eq!(angel(&["run", "--with", "complex", "--with", "datetime", complex.path()]).status.code(), Some(5));
    assert_eq!(angel(&["run", "--with", "all", complex.path()]).status.code(), Some(5));
    assert_eq!(angel(&["check", "--with", "all", script.path()]).status.code(), Some(2));
    let dump = |args: &[&str]| text(&angel(&[&["dump"], args].concat()).stdout);
    assert!(!dump(&[]).contains("datetime") && dump(&["--with", "datetime"]).contains("datetime"));
    for wrong in
        [&["run", "--with", "nothing", grid.path()][..], &["run", "--with", "grid", "--host", "x", grid.path()]]
    {
        let out = angel(wrong);
        assert_eq!(out.status.code(), Some(1), "{wrong:?}");
        assert!(text(&out.stderr).contains("add-on") || text(&out.stderr).contains("--with"), "{wrong:?}");
    }
}

#[test]
fn times_are_told_on_demand() {
    let script = Script::new("time", "void main() {}");
    let err = text(&angel(&["run", "--time", script.path()]).stderr);
    assert!(err.contains("build: ") && err.contains("run: ") && err.contains(" ms"), "{err}");
}

#[test]
fn wrong_usage_is_answered() {
    let script = Script::new("usage", "void main() {}");
    let wrong: &[&[&str]] =
        &[&[], &["run"], &["frob", script.path()], &["run", "--frob", script.path()], &["run", "/no/such/file.as"]];
    for args in wrong {
        let out = angel(args);
        assert_eq!((out.status.code(), &*text(&out.stdout)), (Some(1), ""), "{args:?}");
        assert!(!out.stderr.is_empty());
    }
    assert_eq!(angel(&["--help"]).status.code(), Some(0));
    assert!(text(&angel(&["--version"]).stdout).starts_with("angel "));
}

#[test]
fn a_script_without_main_is_rejected() {
    let script = Script::new("nomain", "int f() { return 1; }");
    let out = angel(&["run", script.path()]);
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out.stderr).contains("main"));
    assert_eq!(angel(&["check", script.path()]).status.code(), Some(0));
}

/// The API of a host, with one line that is wrong.
const HOST: &str = "enum Mood\nenumval Mood Calm 3\nenumval Mood Calm 4\nfunc \"void speak(Mood, int = 1)\"\n";

#[test]
fn scripts_are_checked_against_the_api_of_a_host() {
    let host = Script::new("host", HOST);
    let good = Script::new("host-good", "void main() { speak(Calm); }");
    let out = angel(&["check", "--host", host.path(), good.path()]);
    let err = text(&out.stderr);
    assert_eq!((out.status.code(), &*text(&out.stdout)), (Some(0), ""), "{err}");
    assert!(err.contains(&format!("{}:3:1: warning: ", host.path())) && err.contains("enumval Mood Calm 4"), "{err}");
    // The tool's own functions are not there.
    let bad = Script::new("host-bad", "void main() { speak(1, 2, 3); print(\"x\"); }");
    let out = angel(&["check", "--host", host.path(), bad.path()]);
    assert_eq!(out.status.code(), Some(2));
    let err = text(&out.stderr);
    assert!(err.contains("candidate: void speak(Mood, int)") && err.contains("'print'"), "{err}");
    let out = angel(&["run", "--host", host.path(), good.path()]);
    assert_eq!(out.status.code(), Some(3));
    assert!(text(&out.stderr).contains("'void speak(Mood, int = 1)' at main:1"), "{}", text(&out.stderr));

    let wrong = Script::new("host-wrong", "func \"Nothing f()\"\nfunc \"Never g()\"\n");
    let out = angel(&["check", "--host", wrong.path(), good.path()]);
    assert_eq!(out.status.code(), Some(1));
    let err = text(&out.stderr);
    let place = format!("{}:1:1: ", wrong.path());
    assert!(
        err.starts_with(&format!("{place}error: ")) && err.matches(&format!("\n{place}note: ")).count() == 2,
        "{err}"
    );
    assert!(err.contains("unknown type 'Nothing'") && err.contains("unknown type 'Never'"), "{err}");
}

#[test]
fn apis_are_dumped() {
    let host = Script::new("dump", HOST);
    let dump = |format: &str| {
        let out = angel(&["dump", "--host", host.path(), "--format", format]);
        assert_eq!(out.status.code(), Some(0));
        text(&out.stdout)
    };
    let config = dump("config");
    assert!(config.contains("enumval Mood Calm 3\n") && config.contains("func \"void speak(Mood, int = 1)\"\n"));
    let again = Script::new("dump-again", &config);
    assert_eq!(text(&angel(&["dump", "--host", again.path()]).stdout), config);
    assert!(dump("predefined").contains("void speak(Mood, int = 1);\n"));
    assert!(dump("json").starts_with("{\"format\":\"angel-api\""));
    assert!(text(&angel(&["dump"]).stdout).contains("func \"void print(const string &in"));
    for args in [
        &["dump", "--format", "xml"][..],
        &["dump", host.path()],
        &["dump", "--host"],
        &["check", "--format", "json", host.path()],
    ] {
        assert_eq!(angel(args).status.code(), Some(1), "{args:?}");
    }
}

#[test]
fn a_saved_unit_runs_like_its_sources() {
    let one = Script::new("saved-one", "int main() { print(\"sum\\n\"); return twice(21); }");
    let two = Script::new("saved-two", "int twice(int x) { if (x < 0) { int z = 0; x /= z; } return 2 * x; }");
    let saved = Script::new("saved-out", "");
    for strip in [&[][..], &["--strip"]] {
        let out = angel(&[&["build", one.path(), two.path(), "-o", saved.path()], strip].concat());
        assert_eq!((out.status.code(), &*text(&out.stdout), &*text(&out.stderr)), (Some(0), "", ""));
        let out = angel(&["run", saved.path()]);
        assert_eq!((out.status.code(), &*text(&out.stdout), &*text(&out.stderr)), (Some(42), "sum\n", ""));
        assert_eq!(angel(&["check", saved.path()]).status.code(), Some(0));
    }
    let bytes = std::fs::read(saved.path()).unwrap();
    std::fs::write(saved.path(), &bytes[..bytes.len() - 1]).unwrap();
    let out = angel(&["run", saved.path()]);
    assert_eq!((out.status.code(), &*text(&out.stdout)), (Some(2), ""));
    assert!(text(&out.stderr).contains("truncated"), "{}", text(&out.stderr));
    for wrong in [&["run", one.path(), saved.path()][..], &["build", one.path()], &["run", one.path(), "-o", "x"]] {
        assert_eq!(angel(wrong).status.code(), Some(1), "{wrong:?}");
    }
    assert_eq!(angel(&["build", one.path(), two.path(), "-o", "/nowhere/at/all"]).status.code(), Some(1));
}

#[test]
fn a_stripped_unit_tells_functions_but_no_lines() {
    let script = Script::new("strip", "void fails(int x) {\n  x = 1 / x;\n}\nvoid main() { fails(0); }");
    let saved = Script::new("strip-out", "");
    assert_eq!(angel(&["build", script.path(), "-o", saved.path()]).status.code(), Some(0));
    let full = text(&angel(&["run", saved.path()]).stderr);
    assert_eq!(full, text(&angel(&["run", script.path()]).stderr));
    assert!(full.starts_with("exception: Divide by zero at fails:2\n"), "{full}");
    assert_eq!(angel(&["build", script.path(), "-o", saved.path(), "--strip"]).status.code(), Some(0));
    let stripped = text(&angel(&["run", saved.path()]).stderr);
    assert!(stripped.starts_with("exception: Divide by zero at fails:0\n  void fails(int"), "{stripped}");
}

#[test]
fn options_are_given_by_name() {
    let script = Script::new("option", "enum E : uint8 { A = 2'5 }\nint main() { return int(A); }");
    let out = angel(&["run", script.path()]);
    assert_eq!(out.status.code(), Some(2));
    let allowed = ["run", "--option", "enum_base_types", "--option", "digit_separators=1", script.path()];
    let out = angel(&allowed);
    assert_eq!((out.status.code(), &*text(&out.stderr)), (Some(25), ""));
    for wrong in ["no_such", "digit_separators=x", "property_accessor_mode=9"] {
        let out = angel(&["check", "--option", wrong, script.path()]);
        assert_eq!(out.status.code(), Some(1), "{wrong}: {}", text(&out.stderr));
    }
    // Those that matter while scripts run (ENGP-31).
    let script =
        Script::new("deep", "int n = 0; void f() { n++; f(); } int main() { try { f(); } catch { } return n; }");
    let out = angel(&["run", "--option", "max_call_stack_size=50", script.path()]);
    assert_eq!(out.status.code(), Some(50));
}

/// Nobody has to read to the end, and what cannot be written is an error that has an exit status.
#[cfg(target_os = "linux")]
#[test]
fn output_that_nobody_reads_is_no_crash() {
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let angel = || Command::new(env!("CARGO_BIN_EXE_angel"));
    let help = angel().arg("--help").stdout(full()).output().unwrap();
    assert_eq!(help.status.code(), Some(1));
    assert!(text(&help.stderr).starts_with("angel: cannot write"), "{}", text(&help.stderr));
    let wrong = angel().arg("nothing").stderr(full()).status().unwrap();
    assert_eq!(wrong.code(), Some(1));
    let dump = angel().arg("dump").stdout(full()).output().unwrap();
    assert_eq!(dump.status.code(), Some(1));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let closed = angel().arg("--help").stdout(writer).output().unwrap();
    assert_eq!((closed.status.code(), text(&closed.stderr)), (Some(0), String::new()));
}

#[test]
fn files_include_files_beside_them() {
    let folder = std::env::temp_dir().join(format!("angel-{}-include", std::process::id()));
    std::fs::create_dir_all(folder.join("lib")).unwrap();
    let main = "#!/usr/bin/env angel\n#include \"lib/one.as\"\nint main() { return one(); }\n";
    std::fs::write(folder.join("main.as"), main).unwrap();
    let one = "#include \"../lib/two.as\"\nint one() {\n#if FAST\n return two();\n#else\n return 1;\n#endif\n}\n";
    std::fs::write(folder.join("lib/one.as"), one).unwrap();
    std::fs::write(folder.join("lib/two.as"), "#include \"one.as\"\nint two() { return 2; }\n").unwrap();
    let path = folder.join("main.as");
    let path = path.to_str().unwrap();
    assert_eq!(angel(&["run", path]).status.code(), Some(1));
    assert_eq!(angel(&["run", "-D", "FAST", path]).status.code(), Some(2));
    assert_eq!(angel(&["run", "-DFAST", path]).status.code(), Some(2));
    std::fs::write(folder.join("lib/two.as"), "#include \"three.as\"\nint two() { return 2; }\n").unwrap();
    let out = angel(&["check", path]);
    std::fs::remove_dir_all(&folder).unwrap();
    let err = text(&out.stderr);
    assert_eq!(out.status.code(), Some(2));
    let place = folder.join("lib/two.as");
    assert!(err.starts_with(&format!("{}:1:1: error: 'three.as' cannot be included: ", place.display())), "{err}");
}

#[test]
fn a_profile_is_written_as_folded_stacks() {
    let script = Script::new(
        "profile.as",
        "int work(int n) { int x = 0; for (int i = 0; i < n; i++) { x += i % 7; } return x; }\n\
         void main() { int sum = 0; for (int i = 0; i < 20; i++) { sum += work(200000); } }\n",
    );
    let folded = Script::new("profile.folded", "");
    let out = angel(&["run", "--profile", folded.path(), script.path()]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    let profile = std::fs::read_to_string(folded.path()).unwrap();
    let samples = profile.lines().find_map(|l| l.strip_prefix("main;work ")).expect(&profile);
    assert!(samples.parse::<u64>().unwrap() > 5, "{profile}");
    for wrong in [&["check", "--profile", "x", script.path()][..], &["run", script.path(), "--profile"]] {
        assert_eq!(angel(wrong).status.code(), Some(1));
    }
}

#[test]
fn scripts_get_the_files_of_one_directory_if_asked() {
    let root = std::env::temp_dir().join(format!("angel-{}-files", std::process::id()));
    std::fs::create_dir_all(&root).unwrap();
    let script = Script::new(
        "files",
        "int main() { file f; return f.open('x', 'w') == 0 && f.writeString('text') == 4 && f.open('../x', 'w') == -1 ? 3 : 4; }",
    );
    let out = angel(&["run", "--files", root.to_str().unwrap(), script.path()]);
    assert_eq!((out.status.code(), &*text(&out.stderr)), (Some(3), ""));
    assert_eq!(std::fs::read(root.join("x")).unwrap(), b"text");
    std::fs::remove_dir_all(&root).unwrap();
    assert_eq!(angel(&["run", script.path()]).status.code(), Some(2));
    let out = angel(&["run", "--files", root.to_str().unwrap(), script.path()]);
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out.stderr).contains("cannot be used"), "{}", text(&out.stderr));
    assert_eq!(angel(&["run", "--files"]).status.code(), Some(1));
    assert_eq!(angel(&["run", "--files", "x", "--host", "y", script.path()]).status.code(), Some(1));
}

#[test]
fn scripts_are_debugged_by_commands() {
    let script = Script::new(
        "debug",
        "int twice(int x) {\n  return 2 * x;\n}\nint main() {\n  int a = 3;\n  int b = twice(a);\n  return b;\n}\n",
    );
    let debug = |typed: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_angel"));
        command
            .args(["run", "--debug", script.path()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        let out = child.wait_with_output().unwrap();
        (out.status.code(), text(&out.stderr))
    };
    let (code, shown) = debug("b twice\nc\np x\nw\nc\n");
    assert_eq!(code, Some(6), "{shown}");
    for part in
        [":5 in int main()\n    int a = 3;\n", "breakpoint 1: ", "(angel) 3\n", "line 2\n", " 1 ", ":6 in int main()\n"]
    {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    // Ended by a command; run to the end when nobody types any more.
    assert_eq!(debug("a\n").0, Some(1));
    let (code, shown) = debug("b 6\nb twice");
    assert_eq!((code, shown.matches("(angel)").count()), (Some(6), 3), "{shown}");
    for wrong in [&["check", "--debug", script.path()][..], &["run", "--debug", "--profile", "x", script.path()]] {
        assert_eq!(angel(wrong).status.code(), Some(1));
    }
}
