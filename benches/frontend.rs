//! Speed of lexer and parser: MB/s over a generated script of about one megabyte.
//!
//! `cargo bench --bench frontend`; an argument that is a number sets how often it is run, one that names a file
//! measures that script.

use std::time::Instant;

use angel::base::{Diagnostics, FrozenInterner, Interner, InternerSpace};
use angel::syntax::{ParseOptions, parse_script};
use bumpalo::Bump;

/// A class, some functions and globals of ordinary game code; `n` makes the names distinct.
fn unit(n: usize) -> String {
    format!(
        r#"
// ---------------------------------------------------------------------------
// Enemy{n}: patrols between way points until it sees the player.
// ---------------------------------------------------------------------------
enum State{n} {{ IDLE_{n}, PATROL_{n} = 5, ATTACK_{n}, DEAD_{n} }}

funcdef bool Filter{n}(const Entity@ entity, float distance);

interface IEnemy{n} : IEntity {{
    void update(float dt);
    int health {{ get const; set; }}
}}

class Enemy{n} : Entity, IEnemy{n} {{
    private array<Vector3> m_points;
    private State{n} m_state = IDLE_{n};
    protected float m_speed = 2.5f, m_range = 30.0f;
    private int m_health = 100;
    private Entity@ m_target;
    dictionary m_memory;

    Enemy{n}(const string &in name, const Vector3 &in position) {{
        super(name);
        this.position = position;
        for (uint i = 0; i < 4; i++) {{
            float angle = float(i) * PI / 2.0f;
            m_points.insertLast(position + Vector3(cos(angle), 0, sin(angle)) * m_range);
        }}
    }}

    ~Enemy{n}() {{
        @m_target = null;
    }}

    int health {{
        get const {{ return m_health; }}
        set {{ m_health = value > 0 ? value : 0; }}
    }}

    /* Called by the world once per frame. The state machine is small on
       purpose: everything expensive is done by the perception system. */
    void update(float dt) override {{
        switch (m_state) {{
        case IDLE_{n}:
            if (findTarget(function(e, d) {{ return d < 10.0f && !e.isDead; }}) !is null)
                m_state = ATTACK_{n};
            else if (random() > 0.99)
                m_state = PATROL_{n};
            break;
        case PATROL_{n}: {{
            Vector3 delta = m_points[m_index % m_points.length()] - position;
            if (delta.lengthSquared() < 0.25f) {{
                m_index++;
            }} else {{
                position += delta.normalized() * m_speed * dt;
            }}
            break;
        }}
        case ATTACK_{n}:
            attack(cast<Player>(m_target), 1 + (m_level << 1), critical: random() < 0.05);
            break;
        default:
            print("Enemy{n}: unexpected state " + int(m_state) + "\n");
        }}
        m_memory["lastUpdate"] = world.time;
    }}

    Entity@ findTarget(Filter{n}@ filter) const {{
        Entity@ best = null;
        float bestDistance = 1e30f;
        array<Entity@>@ near = world.query(position, m_range);
        for (uint i = 0, count = near.length(); i < count; ++i) {{
            float distance = (near[i].position - position).length();
            if (distance < bestDistance && (filter is null || filter(near[i], distance))) {{
                bestDistance = distance;
                @best = near[i];
            }}
        }}
        return best;
    }}

    bool opEquals(const Enemy{n} &in other) const {{
        return m_state == other.m_state && m_health == other.m_health;
    }}
}}

const int LIMIT_{n} = 0xFF & ~(1 << 3);
float g_scale{n} = 1.0f;

float evaluate{n}(const array<float> &in weights, int depth = 3, bool exact = false) {{
    float sum = 0;
    int i = 0;
    while (i < int(weights.length())) {{
        sum += weights[i] * g_scale{n} - (depth * 0.5f + i) / (1.0f + abs(sum));
        if (sum > LIMIT_{n} || (exact && sum < -LIMIT_{n})) return sum;
        i += depth > 1 ? 2 : 1;
    }}
    return sum * sum + 3.0f * sum - 1.0f;
}}
"#
    )
}

/// Writes functions at random, so that nothing can be learnt from repetition: the branch predictor knows a repeated text
/// by heart.
struct Writer {
    state: u64,
    names: Vec<String>,
    types: Vec<String>,
    out: String,
}

impl Writer {
    fn new() -> Writer {
        let mut this =
            Writer { state: 0x9E37_79B9_7F4A_7C15, names: Vec::new(), types: Vec::new(), out: String::new() };
        for i in 0..1500 {
            let len = 1 + this.below(4) + this.below(5) + this.below(5);
            let mut name: String = (0..len).map(|_| char::from(b'a' + this.below(26) as u8)).collect();
            name.push_str(["", "", "_", "Count", "2"][this.below(5)]);
            if i % 12 == 0 {
                name[..1].make_ascii_uppercase();
                this.types.push(name);
            } else {
                // The prefix keeps it from being a reserved word.
                let prefix = ["m_", "x", "q"][this.below(3)];
                this.names.push(format!("{prefix}{name}"));
            }
        }
        this
    }

    fn below(&mut self, n: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 20) as usize % n
    }

    fn pick(&mut self, of: &[&str]) {
        let i = self.below(of.len());
        self.out += of[i];
    }

    fn name(&mut self) {
        let i = self.below(self.names.len()) * self.below(1000) / 1000;
        self.out += &self.names[i];
    }

    fn ty(&mut self) {
        match self.below(12) {
            0..=5 => self.pick(&["int", "float", "bool", "uint", "string", "double", "uint8"]),
            6 => {
                self.out += "array<";
                self.ty();
                self.out += ">";
            }
            7 => {
                self.out += "const ";
                let i = self.below(self.types.len());
                self.out += &self.types[i];
            }
            n => {
                let i = self.below(self.types.len());
                self.out += &self.types[i];
                if n > 9 {
                    self.out += "@";
                }
            }
        }
    }

    fn args(&mut self, depth: usize) {
        self.out += "(";
        for i in 0..self.below(4) {
            if i > 0 {
                self.out += ", ";
            }
            self.expr(depth);
        }
        self.out += ")";
    }

    fn expr(&mut self, depth: usize) {
        match if depth == 0 { self.below(9) } else { self.below(22) } {
            0..=4 => self.name(),
            5 => {
                let n = self.below(300);
                self.out += &n.to_string();
            }
            6 => {
                let n = self.below(3000);
                self.out += &format!("{}.{}f", n / 10, n % 10);
            }
            7 => self.pick(&["true", "false", "null", "0xFF", "this", "\"\"", "\"some text\\n\"", "'x'"]),
            8..=10 => {
                self.name();
                self.out += ".";
                self.name();
            }
            11..=13 => {
                self.name();
                self.args(depth - 1);
            }
            14 => {
                self.name();
                self.out += "[";
                self.expr(depth - 1);
                self.out += "]";
            }
            15 => {
                self.pick(&["-", "!", "@", "~"]);
                self.name();
            }
            16 => {
                self.out += "(";
                self.expr(depth - 1);
                self.out += ")";
            }
            _ => {
                self.expr(depth - 1);
                self.pick(&[
                    " + ", " - ", " * ", " / ", " == ", " < ", " > ", " && ", " || ", " != ", " | ", " is ", " << ",
                ]);
                self.expr(depth - 1);
            }
        }
    }

    fn line(&mut self, indent: usize) {
        self.out += "\n";
        for _ in 0..indent {
            self.out += "    ";
        }
    }

    fn stmt(&mut self, indent: usize) {
        self.line(indent);
        match self.below(if indent > 4 { 9 } else { 13 }) {
            0 | 1 => {
                self.ty();
                self.out += " ";
                self.name();
                self.out += " = ";
                self.expr(3);
                self.out += ";";
            }
            2..=4 => {
                self.name();
                self.pick(&[" = ", " += ", ".x = ", " *= "]);
                self.expr(3);
                self.out += ";";
            }
            5..=7 => {
                self.name();
                self.out += ".";
                self.name();
                self.args(2);
                self.out += ";";
            }
            8 => {
                self.out += "// ";
                for _ in 0..3 + self.below(8) {
                    self.name();
                    self.out += " ";
                }
            }
            9 => {
                self.out += "return ";
                self.expr(2);
                self.out += ";";
            }
            10 => {
                self.out += "for (uint i = 0; i < ";
                self.expr(1);
                self.out += "; i++)";
                self.block(indent);
            }
            n => {
                self.out += if n == 11 { "if (" } else { "while (" };
                self.expr(2);
                self.out += ")";
                self.block(indent);
            }
        }
    }

    fn block(&mut self, indent: usize) {
        self.out += " {";
        for _ in 0..1 + self.below(5) {
            self.stmt(indent + 1);
        }
        self.line(indent);
        self.out += "}";
    }

    fn function(&mut self) {
        self.out += "\n";
        self.ty();
        self.out += " ";
        self.name();
        self.out += "(";
        for i in 0..self.below(4) {
            if i > 0 {
                self.out += ", ";
            }
            self.ty();
            self.pick(&[" ", " &in ", " &out ", " "]);
            self.name();
        }
        self.out += ")";
        self.block(0);
        self.out += "\n";
    }
}

/// Parses once; gives the seconds it took.
/// Parses once; gives the seconds it took.
fn run(arena: &Bump, space: InternerSpace, text: &[u8]) -> (f64, InternerSpace) {
    let mut names = Interner::with_space(FrozenInterner::root(), arena, space);
    let mut diags = Diagnostics::new();
    let begin = Instant::now();
    let script = parse_script(arena, &mut names, text, 0, &ParseOptions::default(), &mut diags);
    let seconds = begin.elapsed().as_secs_f64();
    if let Some(first) = diags.list().first() {
        panic!("the script of the benchmark has errors: {first:?}");
    }
    assert!(!script.items.is_empty());
    (seconds, names.into_space())
}

/// Measures one text.
fn measure(label: &str, text: &[u8], rounds: usize) {
    // As a build does it: arena and tables come from a pool.
    let mut arena = Bump::new();
    let mut space = InternerSpace::default();
    let mut pooled = f64::INFINITY;
    for _ in 0..rounds {
        arena.reset();
        let (seconds, used) = run(&arena, space, text);
        space = used;
        pooled = pooled.min(seconds);
    }
    let mut fresh = f64::INFINITY;
    for _ in 0..rounds {
        let arena = Bump::new();
        fresh = fresh.min(run(&arena, InternerSpace::default(), text).0);
    }
    let megabytes = text.len() as f64 / 1e6;
    println!(
        "frontend {label}: {megabytes:.2} MB, pooled arena {:.0} MB/s, new arena {:.0} MB/s, {:.1} MB of tree",
        megabytes / pooled,
        megabytes / fresh,
        arena.allocated_bytes() as f64 / 1e6
    );
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rounds = args.iter().find_map(|a| a.parse::<usize>().ok()).unwrap_or(60).max(1);
    let file = args.iter().find(|a| !a.starts_with('-') && a.parse::<usize>().is_err());
    if let Some(path) = file {
        return measure(path, &std::fs::read(path).expect("a readable script"), rounds);
    }
    let mut text = String::new();
    let mut n = 0;
    while text.len() < 1_000_000 {
        text += &unit(n);
        n += 1;
    }
    measure("game code", text.as_bytes(), rounds);
    let mut writer = Writer::new();
    while writer.out.len() < 1_000_000 {
        writer.function();
    }
    measure("random code", writer.out.as_bytes(), rounds);
}
