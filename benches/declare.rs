//! Speed of declaring: nanoseconds per line over a generated script of about 20,000 lines, and per build of a tiny one.
//!
//! `cargo bench --bench declare`; an argument that is a number sets how many further types the API has.

use std::sync::Arc;
use std::time::{Duration, Instant};

use angel::base::{Diagnostics, Interner};
use angel::context::Context;
use angel::ffi::{Register, TypeOptions};
use angel::semantic::declare::declare;
use angel::semantic::{Build, CompileOptions, Registry};
use angel::syntax::{ParseOptions, parse_script};
use angel::types::{BehaviorKind, FfiRegistry, NativeFunction, ObjectFlags};
use bumpalo::Bump;

/// Declarations of ordinary game code with empty bodies padded to the usual number of lines; `n` makes names distinct.
fn unit(n: usize) -> String {
    let body = "\n        int a = 1;\n        a += 2;\n        a *= 3;\n        if (a > 4) a = 5;\n";
    format!(
        r#"
enum State{n} {{
    IDLE_{n},
    PATROL_{n} = 5,
    ATTACK_{n} = PATROL_{n} << 1,
    DEAD_{n}
}}
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
    Enemy{n}(const string &in name, const Vector3 &in position) {{{body}    }}
    ~Enemy{n}() {{{body}    }}
    int health {{
        get const {{ return m_health; }}
        set {{ m_health = value; }}
    }}
    void update(float dt) override {{{body}    }}
    Entity@ find(Filter{n}@ filter, float range = 10.0f) {{{body}    }}
    private void attack(Entity@ target, int damage) {{{body}    }}
    array<Entity@>@ visible(const Vector3 &in from) const {{{body}    }}
}}
const int LIMIT{n} = 10 * {n};
float g_time{n} = 0;
array<Enemy{n}@> g_enemies{n};
int spawn{n}(const string &in name, int count = LIMIT{n}) {{{body}}}
void tick{n}(float dt) {{{body}}}
"#
    )
}

const BASE: &str = "
interface IEntity { void update(float dt); }
class Vector3 { float x, y, z; Vector3() {} Vector3(float a, float b, float c) {} }
class Entity : IEntity {
    string m_name; Vector3 position; bool isDead;
    Entity() {} Entity(const string &in name) {}
    void update(float dt) {} void damage(int amount) {}
}
";

fn api(extra: usize) -> Arc<FfiRegistry> {
    let code = NativeFunction::generic(0x1000, 0);
    let mut c = Context::new();
    let managed = ObjectFlags::MANAGED.with(ObjectFlags::GC);
    c.register_type("string", TypeOptions::value(16)).expect("string");
    c.register_behavior("string", BehaviorKind::Construct, "void f()", code).expect("constructor");
    c.register_behavior("string", BehaviorKind::Destruct, "void f()", code).expect("destructor");
    c.register_type("array<class T>", TypeOptions::reference().with(managed)).expect("array");
    c.register_behavior("array<T>", BehaviorKind::Factory, "array<T>@ f(int &in)", code).expect("factory");
    c.register_type("dictionary", TypeOptions::reference().with(managed)).expect("dictionary");
    c.register_behavior("dictionary", BehaviorKind::Factory, "dictionary@ f()", code).expect("factory");
    for i in 0..extra {
        c.register_type(&format!("Api{i}"), TypeOptions::pod(8)).expect("a type");
        c.register_method(&format!("Api{i}"), "int value(int) const", code).expect("a method");
        c.register_function(&format!("void use{i}(const Api{i} &in)"), code).expect("a function");
    }
    match c.sealed() {
        Ok(api) => api,
        Err(e) => panic!("{e}"),
    }
}

/// The best time of declaring a script, without parsing it; and of making and dropping the empty script tier.
fn measure(api: &Arc<FfiRegistry>, text: &str, rounds: usize) -> (Duration, Duration) {
    let mut best = Duration::MAX;
    let mut best_whole = Duration::MAX;
    let mut arena = Bump::new();
    for _ in 0..rounds {
        arena.reset();
        let mut build = Build {
            arena: &arena,
            names: Interner::new(api.interner().clone(), &arena),
            registry: Registry::new(api.clone()),
            diags: Diagnostics::new(),
            options: CompileOptions::default(),
            externals: Default::default(),
        };
        let script =
            parse_script(&arena, &mut build.names, text.as_bytes(), 0, &ParseOptions::default(), &mut build.diags);
        let begin = Instant::now();
        build.registry = Registry::new(api.clone());
        declare(&mut build, &[script]);
        best = best.min(begin.elapsed());
        if let Some(first) = build.diags.list().first() {
            panic!("the script of the benchmark has errors: {first:?}");
        }
        drop(build.registry);
        best_whole = best_whole.min(begin.elapsed());
    }
    (best, best_whole)
}

fn main() {
    let extra = std::env::args().skip(1).find_map(|a| a.parse::<usize>().ok()).unwrap_or(0);
    let api = api(extra);
    let mut text = BASE.to_string();
    for n in 0..250 {
        text.push_str(&unit(n));
    }
    let lines = text.lines().count();
    let (time, whole) = measure(&api, &text, 60);
    println!(
        "{lines} lines: {time:?}, {:.1} ns per line; dropped after {whole:?}",
        time.as_nanos() as f64 / lines as f64
    );
    let (time, whole) = measure(&api, "int main(int a) { return a; }", 20000);
    println!("one function: {time:?}, dropped after {whole:?}");
    let (time, whole) = measure(&api, "class A { int x; void f() {} }", 20000);
    println!("one class: {time:?}, dropped after {whole:?}");
}
