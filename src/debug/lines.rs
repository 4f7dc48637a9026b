//! Where the lines of sources are in the code.
#![forbid(unsafe_code)]

use crate::bytecode::FunctionCode;
use crate::vm::Program;

/// The name of a source without its directories.
fn base_name(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or(file)
}

/// The statements of a function that lie in a source: the instruction each begins at, and its line.
fn statements<'p>(program: &'p Program, function: &'p FunctionCode, file: &str) -> Vec<(u32, u32)> {
    let Some(source) = program.source() else { return Vec::new() };
    let in_file = |pos: u32| source.location(pos).filter(|l| base_name(l.file) == base_name(file)).map(|l| l.line);
    function.tables.lines.iter().filter_map(|l| Some((l.at, in_file(l.pos)?))).collect()
}

/// The line of a source at or after `line` that has code, within the function that `line` lies in; 0 if there is none. If no
/// function lies around it, the first line with code of the next function.
pub fn next_line_with_code(program: &Program, file: &str, line: u32) -> u32 {
    places_of_line(program, file, line).0
}

/// The line with code that a breakpoint at a line is moved to, and the statements where it stops: for each function the
/// first one of each group that follow each other in that line. Line 0 if there is none.
pub(super) fn places_of_line(program: &Program, file: &str, line: u32) -> (u32, Vec<(u32, u32)>) {
    let functions = &program.unit().functions;
    let candidates: Vec<_> = (0..functions.len() as u32)
        .filter(|&f| functions[f as usize].len > 0)
        .map(|f| (f, statements(program, &functions[f as usize], file)))
        .filter(|(_, lines)| !lines.is_empty())
        .collect();
    let all_lines = || candidates.iter().flat_map(|(_, lines)| lines.iter().map(|l| l.1));
    let exact = all_lines().any(|l| l == line);
    let next = if exact { Some(line) } else { all_lines().filter(|&l| l > line).min() };
    let Some(next) = next else { return (0, Vec::new()) };
    let mut places = Vec::new();
    for (function, lines) in &candidates {
        let mut before = 0;
        for &(at, l) in lines {
            if l == next && before != next {
                places.push((*function, at));
            }
            before = l;
        }
    }
    (next, places)
}

/// The line of the first statement of the functions of a name, and these statements.
pub(super) fn places_of_function(program: &Program, name: &str) -> (u32, Vec<(u32, u32)>) {
    let functions = &program.unit().functions;
    let (scope, name) = name.trim().rsplit_once("::").unwrap_or(("", name.trim()));
    let fits = |f: &FunctionCode| {
        *f.name == *name && (scope.is_empty() || *f.scope == *scope || f.scope.ends_with(&format!("::{scope}")))
    };
    let mut line = 0;
    let mut places = Vec::new();
    for (number, function) in functions.iter().enumerate() {
        let Some(first) = function.tables.lines.first().filter(|_| function.len > 0 && fits(function)) else {
            continue;
        };
        if line == 0 {
            line = program.source().and_then(|s| s.location(first.pos)).map_or(0, |l| l.line);
        }
        places.push((number as u32, first.at));
    }
    (line, places)
}
