//! Regular expressions: the usual part of ECMAScript's syntax, on bytes, by backtracking. Ways that have failed are
//! remembered, so that a search takes time in proportion to the text and the pattern; only patterns with back references and the
//! inside of look-aheads can take longer, up to a limit of steps.
//!
//! Alternatives, groups (capturing, `(?:…)`, look-ahead `(?=…)` and `(?!…)`), quantifiers with their lazy forms,
//! classes with ranges, `\d \w \s` and their opposites, `[:alpha:]`-like names, `.`, `^`, `$`, `\b`, `\B`, back references
//! and the escapes `\t \n \v \f \r \0 \xHH \uHHHH \cX`.

/// A pattern that is wrong, or too costly for a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegexError;

/// Steps that one search may take where it is not known to end soon.
const MAX_STEPS: usize = 20_000_000;
/// After so many steps a search begins to remember.
const STEPS_TO_REMEMBER: usize = 2_000;
/// More than this are seldom taken from one split to the next.
const STEPS_BETWEEN_SPLITS: usize = 16;
/// Bytes for what is remembered.
const MAX_MEMORY: usize = 32 << 20;
/// Nodes of a pattern, counted with repetitions.
const MAX_NODES: usize = 100_000;
const MAX_DEPTH: usize = 250;

/// A set of bytes.
#[derive(Clone, PartialEq, Eq)]
struct Set([u64; 4]);

impl Set {
    const EMPTY: Set = Set([0; 4]);

    fn add(&mut self, b: u8) {
        self.0[b as usize / 64] |= 1 << (b % 64);
    }

    fn has(&self, b: u8) -> bool {
        self.0[b as usize / 64] >> (b % 64) & 1 == 1
    }

    fn of(test: impl Fn(u8) -> bool) -> Set {
        let mut set = Set::EMPTY;
        (0..=255).filter(|&b| test(b)).for_each(|b| set.add(b));
        set
    }

    fn union(&mut self, other: &Set) {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a |= b);
    }

    fn inverted(&self) -> Set {
        Set(self.0.map(|w| !w))
    }
}

fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t'..=b'\r')
}

fn class_of(letter: u8) -> Option<Set> {
    let set = match letter.to_ascii_lowercase() {
        b'd' => Set::of(|b| b.is_ascii_digit()),
        b'w' => Set::of(is_word),
        b's' => Set::of(is_space),
        _ => return None,
    };
    Some(if letter.is_ascii_uppercase() { set.inverted() } else { set })
}

fn named_class(name: &[u8]) -> Option<Set> {
    Some(Set::of(match name {
        b"alpha" => |b: u8| b.is_ascii_alphabetic(),
        b"digit" | b"d" => |b: u8| b.is_ascii_digit(),
        b"alnum" => |b: u8| b.is_ascii_alphanumeric(),
        b"upper" => |b: u8| b.is_ascii_uppercase(),
        b"lower" => |b: u8| b.is_ascii_lowercase(),
        b"space" | b"s" => is_space,
        b"blank" => |b: u8| b == b' ' || b == b'\t',
        b"punct" => |b: u8| b.is_ascii_punctuation(),
        b"xdigit" => |b: u8| b.is_ascii_hexdigit(),
        b"cntrl" => |b: u8| b.is_ascii_control(),
        b"print" => |b: u8| (0x20..0x7F).contains(&b),
        b"graph" => |b: u8| b.is_ascii_graphic(),
        b"w" => is_word,
        _ => return None,
    }))
}

enum Node {
    Byte(u8),
    Set(Set),
    Start,
    End,
    /// `\b`, or `\B`
    Word(bool),
    Group(Box<Node>, Option<usize>),
    Back(usize),
    /// Look-ahead, negative or not.
    Ahead(Box<Node>, bool),
    Repeat {
        node: Box<Node>,
        min: u32,
        max: u32,
        lazy: bool,
        groups: (usize, usize),
    },
    Sequence(Vec<Node>),
    Choice(Vec<Node>),
}

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    groups: usize,
    depth: usize,
    highest_back: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn eat(&mut self, b: u8) -> bool {
        let found = self.peek() == Some(b);
        self.at += found as usize;
        found
    }

    fn next(&mut self) -> Result<u8, RegexError> {
        let b = self.peek().ok_or(RegexError)?;
        self.at += 1;
        Ok(b)
    }

    fn choice(&mut self) -> Result<Node, RegexError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(RegexError);
        }
        let mut list = vec![self.sequence()?];
        while self.eat(b'|') {
            list.push(self.sequence()?);
        }
        self.depth -= 1;
        match list.pop() {
            Some(only) if list.is_empty() => Ok(only),
            last => {
                list.extend(last);
                Ok(Node::Choice(list))
            }
        }
    }

    fn sequence(&mut self) -> Result<Node, RegexError> {
        let mut list = Vec::new();
        while let Some(b) = self.peek() {
            if b == b'|' || b == b')' {
                break;
            }
            let first_group = self.groups;
            let node = self.atom()?;
            list.push(self.quantified(node, first_group)?);
        }
        Ok(Node::Sequence(list))
    }

    fn quantified(&mut self, node: Node, first_group: usize) -> Result<Node, RegexError> {
        let (min, max) = match self.peek() {
            Some(b'*') => (0, u32::MAX),
            Some(b'+') => (1, u32::MAX),
            Some(b'?') => (0, 1),
            Some(b'{') => {
                self.at += 1;
                let min = self.number()?;
                let max = match (self.eat(b','), self.peek()) {
                    (false, _) => min,
                    (true, Some(b'}')) => u32::MAX,
                    (true, _) => self.number()?,
                };
                if self.peek() != Some(b'}') || max < min {
                    return Err(RegexError);
                }
                (min, max)
            }
            _ => return Ok(node),
        };
        self.at += 1;
        if matches!(node, Node::Start | Node::End | Node::Word(_)) {
            return Err(RegexError);
        }
        let lazy = self.eat(b'?');
        if matches!(self.peek(), Some(b'*' | b'+' | b'?' | b'{')) {
            return Err(RegexError);
        }
        Ok(Node::Repeat { node: Box::new(node), min, max, lazy, groups: (first_group, self.groups) })
    }

    fn number(&mut self) -> Result<u32, RegexError> {
        let start = self.at;
        let mut n = 0u32;
        while let Some(b @ b'0'..=b'9') = self.peek() {
            n = n
                .checked_mul(10)
                .and_then(|n| n.checked_add((b - b'0') as u32))
                .filter(|&n| n <= 10_000)
                .ok_or(RegexError)?;
            self.at += 1;
        }
        if self.at == start { Err(RegexError) } else { Ok(n) }
    }

    fn atom(&mut self) -> Result<Node, RegexError> {
        match self.next()? {
            b'^' => Ok(Node::Start),
            b'$' => Ok(Node::End),
            b'.' => Ok(Node::Set(Set::of(|b| b != b'\n' && b != b'\r'))),
            b'[' => self.class(),
            b'(' => self.group(),
            b'*' | b'+' | b'?' | b'{' => Err(RegexError),
            b'\\' => self.escape(),
            b => Ok(Node::Byte(b)),
        }
    }

    fn group(&mut self) -> Result<Node, RegexError> {
        let mut wrap: fn(Box<Node>) -> Node = |n| Node::Group(n, None);
        let mut number = None;
        if self.eat(b'?') {
            match self.next()? {
                b':' => {}
                b'=' => wrap = |n| Node::Ahead(n, false),
                b'!' => wrap = |n| Node::Ahead(n, true),
                _ => return Err(RegexError),
            }
        } else {
            self.groups += 1;
            number = Some(self.groups - 1);
        }
        let inner = Box::new(self.choice()?);
        if !self.eat(b')') {
            return Err(RegexError);
        }
        Ok(match number {
            Some(_) => Node::Group(inner, number),
            None => wrap(inner),
        })
    }

    fn escape(&mut self) -> Result<Node, RegexError> {
        let b = self.next()?;
        if let Some(set) = class_of(b) {
            return Ok(Node::Set(set));
        }
        match b {
            b'b' => Ok(Node::Word(true)),
            b'B' => Ok(Node::Word(false)),
            b'1'..=b'9' => {
                self.at -= 1;
                let n = self.number()? as usize;
                self.highest_back = self.highest_back.max(n);
                Ok(Node::Back(n - 1))
            }
            _ => {
                self.at -= 1;
                Ok(Node::Byte(self.escaped_byte()?))
            }
        }
    }

    fn hex(&mut self, digits: u32) -> Result<u8, RegexError> {
        let mut n = 0u32;
        for _ in 0..digits {
            n = n << 4 | (self.next()? as char).to_digit(16).ok_or(RegexError)?;
        }
        u8::try_from(n).map_err(|_| RegexError)
    }

    fn escaped_byte(&mut self) -> Result<u8, RegexError> {
        Ok(match self.next()? {
            b't' => b'\t',
            b'n' => b'\n',
            b'v' => 0x0B,
            b'f' => 0x0C,
            b'r' => b'\r',
            b'0' => 0,
            b'x' => self.hex(2)?,
            b'u' => self.hex(4)?,
            b'c' => match self.next()? {
                b if b.is_ascii_alphabetic() => b % 32,
                _ => return Err(RegexError),
            },
            b if b.is_ascii_alphanumeric() => return Err(RegexError),
            b => b,
        })
    }

    fn class(&mut self) -> Result<Node, RegexError> {
        let inverted = self.eat(b'^');
        let mut set = Set::EMPTY;
        while !self.eat(b']') {
            let Some(low) = self.class_item(&mut set)? else { continue };
            let is_range = self.peek() == Some(b'-') && self.text.get(self.at + 1).is_some_and(|&b| b != b']');
            if !is_range {
                set.add(low);
                continue;
            }
            self.at += 1;
            let high = self.class_item(&mut set)?.ok_or(RegexError)?;
            if high < low {
                return Err(RegexError);
            }
            (low..=high).for_each(|b| set.add(b));
        }
        Ok(Node::Set(if inverted { set.inverted() } else { set }))
    }

    /// A single byte, or nothing if a whole class was added.
    fn class_item(&mut self, set: &mut Set) -> Result<Option<u8>, RegexError> {
        match self.next()? {
            b'\\' => {
                let b = self.peek().ok_or(RegexError)?;
                if let Some(class) = class_of(b) {
                    self.at += 1;
                    set.union(&class);
                    return Ok(None);
                }
                if b == b'b' {
                    self.at += 1;
                    return Ok(Some(8));
                }
                self.escaped_byte().map(Some)
            }
            b'[' if self.peek() == Some(b':') => {
                let rest = &self.text[self.at + 1..];
                let end = rest.windows(2).position(|w| w == b":]").ok_or(RegexError)?;
                set.union(&named_class(&rest[..end]).ok_or(RegexError)?);
                self.at += 1 + end + 2;
                Ok(None)
            }
            b => Ok(Some(b)),
        }
    }
}

/// What to do next; a program for a machine that tries alternatives in order.
enum Inst {
    Byte(u8),
    Set(Box<Set>),
    Start,
    End,
    Word(bool),
    /// Remembers the position.
    Save(usize),
    Back(usize),
    Jump(usize),
    /// Goes on at the first, later at the second.
    Split {
        first: usize,
        second: usize,
        /// Its number among those whose outcome depends on the position alone.
        number: Option<usize>,
    },
    /// Forgets groups, at the start of each repetition.
    Clear(usize, usize),
    /// Fails if nothing was read since the position in this register.
    NotEmpty(usize),
    /// Runs the instructions up to its `Match` ahead, then goes on behind them.
    Ahead {
        negative: bool,
        next: usize,
    },
    Match,
}

/// A compiled expression.
pub struct Regex {
    code: Vec<Inst>,
    slots: usize,
    /// How many splits have a number.
    splits: usize,
}

struct Compiler {
    code: Vec<Inst>,
    slots: usize,
    splits: usize,
    /// What is found depends on more than the position: there are back references, or it is inside a look-ahead.
    depends: bool,
}

impl Compiler {
    fn push(&mut self, inst: Inst) -> Result<usize, RegexError> {
        if self.code.len() >= MAX_NODES {
            return Err(RegexError);
        }
        self.code.push(inst);
        Ok(self.code.len() - 1)
    }

    fn split(&mut self, first: usize, second: usize) -> Inst {
        let number = (!self.depends).then_some(self.splits);
        self.splits += usize::from(number.is_some());
        Inst::Split { first, second, number }
    }

    fn node(&mut self, node: &Node) -> Result<(), RegexError> {
        match node {
            Node::Byte(b) => self.push(Inst::Byte(*b)).map(drop),
            Node::Set(set) => self.push(Inst::Set(Box::new(set.clone()))).map(drop),
            Node::Start => self.push(Inst::Start).map(drop),
            Node::End => self.push(Inst::End).map(drop),
            Node::Word(yes) => self.push(Inst::Word(*yes)).map(drop),
            Node::Back(group) => self.push(Inst::Back(2 * group)).map(drop),
            Node::Group(inner, None) => self.node(inner),
            Node::Group(inner, Some(group)) => {
                self.push(Inst::Save(2 * group))?;
                self.node(inner)?;
                self.push(Inst::Save(2 * group + 1)).map(drop)
            }
            Node::Ahead(inner, negative) => {
                let at = self.push(Inst::Ahead { negative: *negative, next: 0 })?;
                let depends = std::mem::replace(&mut self.depends, true);
                self.node(inner)?;
                self.depends = depends;
                self.push(Inst::Match)?;
                self.code[at] = Inst::Ahead { negative: *negative, next: self.code.len() };
                Ok(())
            }
            Node::Sequence(list) => list.iter().try_for_each(|n| self.node(n)),
            Node::Choice(list) => {
                let mut ends = Vec::new();
                for (i, n) in list.iter().enumerate() {
                    if i + 1 == list.len() {
                        self.node(n)?;
                        break;
                    }
                    let split = self.push(Inst::Match)?;
                    self.node(n)?;
                    ends.push(self.push(Inst::Match)?);
                    self.code[split] = self.split(split + 1, self.code.len());
                }
                let end = self.code.len();
                ends.into_iter().for_each(|at| self.code[at] = Inst::Jump(end));
                Ok(())
            }
            Node::Repeat { node, min, max, lazy, groups } => self.repeat(node, *min, *max, *lazy, *groups),
        }
    }

    fn repeat(
        &mut self,
        node: &Node,
        min: u32,
        max: u32,
        lazy: bool,
        groups: (usize, usize),
    ) -> Result<(), RegexError> {
        let once = |c: &mut Compiler| -> Result<(), RegexError> {
            if groups.0 < groups.1 {
                c.push(Inst::Clear(2 * groups.0, 2 * groups.1))?;
            }
            c.node(node)
        };
        let order = |c: &mut Compiler, first: usize, other: usize| {
            if lazy { c.split(other, first) } else { c.split(first, other) }
        };
        for _ in 0..min {
            once(self)?;
        }
        if max == u32::MAX {
            let register = self.slots;
            self.slots += 1;
            let split = self.push(Inst::Match)?;
            self.push(Inst::Save(register))?;
            once(self)?;
            self.push(Inst::NotEmpty(register))?;
            self.push(Inst::Jump(split))?;
            self.code[split] = order(self, split + 1, self.code.len());
            return Ok(());
        }
        let mut splits = Vec::new();
        for _ in min..max {
            splits.push(self.push(Inst::Match)?);
            once(self)?;
        }
        let end = self.code.len();
        splits.into_iter().for_each(|at| self.code[at] = order(self, at + 1, end));
        Ok(())
    }
}

const NOWHERE: usize = usize::MAX;

/// What to undo or to try when a way has failed.
enum Retry {
    At(usize, usize),
    Restore(usize, usize),
    /// The end of a look-ahead's own list.
    Barrier,
}

struct Machine<'a> {
    code: &'a [Inst],
    text: &'a [u8],
    slots: Vec<usize>,
    steps: usize,
    /// Steps after which it gives up.
    limit: usize,
    /// How many splits have a number.
    splits: usize,
    /// A bit for each of them and each position: it was gone through there. Empty at first.
    seen: Vec<u64>,
}

impl Machine<'_> {
    /// Whether a split was gone through at a position before, so that nothing is to be found there.
    fn was_seen(&mut self, number: usize, at: usize) -> bool {
        if self.seen.is_empty() {
            let bits = self.splits.saturating_mul(self.text.len() + 1);
            if self.steps < STEPS_TO_REMEMBER || bits / 8 > MAX_MEMORY {
                return false;
            }
            self.seen = vec![0; bits.div_ceil(64)];
        }
        let bit = number * (self.text.len() + 1) + at;
        let (word, mask) = (&mut self.seen[bit / 64], 1 << (bit % 64));
        let seen = *word & mask != 0;
        *word |= mask;
        if !seen {
            // Each is gone through once, so that they are no reason to give up.
            self.limit += STEPS_BETWEEN_SPLITS;
        }
        seen
    }

    fn set(&mut self, retries: &mut Vec<Retry>, slot: usize, value: usize) {
        retries.push(Retry::Restore(slot, self.slots[slot]));
        self.slots[slot] = value;
    }

    /// Runs from an instruction at a position until `Match`; gives the position there.
    fn run(&mut self, retries: &mut Vec<Retry>, mut pc: usize, mut at: usize) -> Result<Option<usize>, RegexError> {
        retries.push(Retry::Barrier);
        loop {
            self.steps += 1;
            if self.steps > self.limit {
                return Err(RegexError);
            }
            let ok = match &self.code[pc] {
                Inst::Byte(b) => {
                    self.text.get(at) == Some(b) && {
                        at += 1;
                        true
                    }
                }
                Inst::Set(set) => {
                    self.text.get(at).is_some_and(|&b| set.has(b)) && {
                        at += 1;
                        true
                    }
                }
                Inst::Start => at == 0,
                Inst::End => at == self.text.len(),
                Inst::Word(yes) => {
                    let before = at > 0 && is_word(self.text[at - 1]);
                    let after = self.text.get(at).is_some_and(|&b| is_word(b));
                    (before != after) == *yes
                }
                Inst::Save(slot) => {
                    self.set(retries, *slot, at);
                    true
                }
                Inst::Back(slot) => {
                    let (start, end) = (self.slots[*slot], self.slots[*slot + 1]);
                    // A group that has not matched is empty.
                    let part = if start == NOWHERE || end == NOWHERE { &[] } else { &self.text[start..end] };
                    self.text[at..].starts_with(part) && {
                        at += part.len();
                        true
                    }
                }
                Inst::Jump(to) => {
                    pc = *to;
                    continue;
                }
                Inst::Split { first, second, number } => {
                    let seen = number.is_some_and(|number| self.was_seen(number, at));
                    if !seen {
                        retries.push(Retry::At(*second, at));
                        pc = *first;
                        continue;
                    }
                    false
                }
                Inst::Clear(from, to) => {
                    (*from..*to).for_each(|slot| self.set(retries, slot, NOWHERE));
                    true
                }
                Inst::NotEmpty(register) => self.slots[*register] != at,
                Inst::Ahead { negative, next } => {
                    let (negative, next) = (*negative, *next);
                    let mark = retries.len();
                    let found = self.run(retries, pc + 1, at)?.is_some();
                    if found == negative {
                        self.undo(retries, mark);
                        false
                    } else {
                        // Ways inside are not tried again, but what was saved is still undone later.
                        let mut kept = mark;
                        for i in mark..retries.len() {
                            if matches!(retries[i], Retry::Restore(..)) {
                                retries.swap(kept, i);
                                kept += 1;
                            }
                        }
                        retries.truncate(kept);
                        pc = next;
                        continue;
                    }
                }
                Inst::Match => return Ok(Some(at)),
            };
            if ok {
                pc += 1;
                continue;
            }
            loop {
                match retries.pop() {
                    Some(Retry::At(to, position)) => {
                        (pc, at) = (to, position);
                        break;
                    }
                    Some(Retry::Restore(slot, value)) => self.slots[slot] = value,
                    Some(Retry::Barrier) | None => return Ok(None),
                }
            }
        }
    }

    fn undo(&mut self, retries: &mut Vec<Retry>, mark: usize) {
        while retries.len() > mark {
            if let Some(Retry::Restore(slot, value)) = retries.pop() {
                self.slots[slot] = value;
            }
        }
    }
}

impl Regex {
    /// Compiles a pattern.
    pub fn new(pattern: &[u8]) -> Result<Regex, RegexError> {
        let mut parser = Parser { text: pattern, at: 0, groups: 0, depth: 0, highest_back: 0 };
        let node = parser.choice()?;
        if parser.at != pattern.len() || parser.highest_back > parser.groups {
            return Err(RegexError);
        }
        let depends = parser.highest_back > 0;
        let mut compiler = Compiler { code: Vec::new(), slots: 2 * parser.groups, splits: 0, depends };
        compiler.node(&node)?;
        compiler.push(Inst::Match)?;
        Ok(Regex { code: compiler.code, slots: compiler.slots, splits: compiler.splits })
    }

    /// The first match: its position and length.
    pub fn find(&self, text: &[u8]) -> Result<Option<(usize, usize)>, RegexError> {
        let slots = vec![NOWHERE; self.slots];
        let mut machine = Machine {
            code: &self.code,
            text,
            slots,
            steps: 0,
            limit: MAX_STEPS,
            splits: self.splits,
            seen: Vec::new(),
        };
        let mut retries = Vec::new();
        for start in 0..=text.len() {
            if let Some(Inst::Byte(first)) = self.code.first() {
                if text.get(start) != Some(first) {
                    continue;
                }
            }
            retries.clear();
            machine.slots.fill(NOWHERE);
            if let Some(end) = machine.run(&mut retries, 0, start)? {
                return Ok(Some((start, end - start)));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(pattern: &str, text: &str) -> Option<(usize, usize)> {
        Regex::new(pattern.as_bytes()).expect("a right pattern").find(text.as_bytes()).expect("a cheap pattern")
    }

    #[test]
    fn matches() {
        let cases: &[(&str, &str, Option<(usize, usize)>)] = &[
            ("[0-9]+", "xx12yy345", Some((2, 2))),
            ("a|ab", "ab", Some((0, 1))),
            ("(a|ab)(c|bcd)$", "abcd", Some((0, 4))),
            ("a*?b", "aaab", Some((0, 4))),
            ("a{2,3}", "aaaa", Some((0, 3))),
            ("a{2,3}?", "aaaa", Some((0, 2))),
            ("a{2}", "a aa", Some((2, 2))),
            ("a{2,}", "aaaaa", Some((0, 5))),
            ("^b", "ab", None),
            ("b$", "ab", Some((1, 1))),
            (r"\bfoo\b", "a foo b", Some((2, 3))),
            (r"\Boo", "foo", Some((1, 2))),
            (r"(\w)\1", "abccd", Some((2, 2))),
            (r"(a*)*", "aaab", Some((0, 3))),
            (r"(a*)+b", "aaab", Some((0, 4))),
            (r"(?:a|b)+?c", "abac", Some((0, 4))),
            (r"foo(?=bar)", "foobaz foobar", Some((7, 3))),
            (r"foo(?!bar)", "foobar foobaz", Some((7, 3))),
            (r"(?=(a+))a*b\1", "baaabac", Some((3, 3))),
            (r"[^a-c\d]", "abc1x", Some((4, 1))),
            (r"[[:alpha:]_-]+", "12a_-b3", Some((2, 4))),
            (r"[\]]", "a]", Some((1, 1))),
            (r"\x41\u0042\t", "AB\t", Some((0, 3))),
            (".", "\n\rx", Some((2, 1))),
            ("", "abc", Some((0, 0))),
            ("x*", "abc", Some((0, 0))),
            ("a||b", "b", Some((0, 0))),
            (r"[a\-z]+", "-az", Some((0, 3))),
            (r"\.", "a.b", Some((1, 1))),
            ("(z)((a+)?(b+)?(c))*", "zaacbbbcac", Some((0, 10))),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(find(pattern, text), *expected, "{pattern} in {text}");
        }
    }

    #[test]
    fn wrong_patterns() {
        for pattern in [
            "[",
            "(",
            ")",
            "*a",
            "a**",
            "a{2",
            "a{3,2}",
            "\\",
            "[z-a]",
            "(?<a)",
            r"\1",
            "[[:what:]]",
            "a{99999}",
            r"\q",
        ] {
            assert!(Regex::new(pattern.as_bytes()).is_err(), "{pattern}");
        }
        assert!(Regex::new("(".repeat(10_000).as_bytes()).is_err());
        assert!(Regex::new("((((a{1000}){1000}){1000}){1000})".as_bytes()).is_err());
    }

    #[test]
    fn costly_searches_end() {
        // Back references and look-aheads have a limit.
        let text = "a".repeat(60) + "b";
        for pattern in [r"(x?)(a|a)*\1$", r"(?=(a|a)*$)"] {
            let regex = Regex::new(pattern.as_bytes()).expect("a right pattern");
            assert_eq!(regex.find(text.as_bytes()), Err(RegexError), "{pattern}");
        }
        let long = "a".repeat(1_000_000);
        let plain = Regex::new(b"a*b").expect("a right pattern");
        assert_eq!(plain.find(&long.as_bytes()[..1000]), Ok(None));
        assert_eq!(Regex::new(b"a+").expect("a right pattern").find(long.as_bytes()), Ok(Some((0, 1_000_000))));
    }

    #[test]
    fn searches_take_time_in_proportion() {
        let text = "a".repeat(200_000) + "b";
        for pattern in ["(a|a)*c", "(a+)+$", r"[\s\S]*x", r"\w+@\w+", "a*?x", "(a|b|ab)*c", "(?:a?){20}x", "(a*)*c"] {
            assert_eq!(find(pattern, &text), None, "{pattern}");
            assert_eq!(find(&format!("{pattern}|a{{3}}b"), &text), Some((199_997, 4)), "{pattern}");
        }
    }
}
