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

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rounds = args.iter().find_map(|a| a.parse::<usize>().ok()).unwrap_or(60).max(1);
    let file = args.iter().find(|a| !a.starts_with('-') && a.parse::<usize>().is_err());
    let text = match file {
        Some(path) => std::fs::read(path).expect("a readable script"),
        None => {
            let mut text = String::new();
            let mut n = 0;
            while text.len() < 1_000_000 {
                text += &unit(n);
                n += 1;
            }
            text.into_bytes()
        }
    };
    let megabytes = text.len() as f64 / 1e6;

    // As a build does it: arena and tables come from a pool.
    let mut arena = Bump::new();
    let mut space = InternerSpace::default();
    let mut pooled = f64::INFINITY;
    for _ in 0..rounds {
        arena.reset();
        let (seconds, used) = run(&arena, space, &text);
        space = used;
        pooled = pooled.min(seconds);
    }
    let bytes = arena.allocated_bytes();

    // With memory that nobody has touched.
    let mut fresh = f64::INFINITY;
    for _ in 0..rounds {
        let arena = Bump::new();
        fresh = fresh.min(run(&arena, InternerSpace::default(), &text).0);
    }
    println!(
        "frontend: {megabytes:.2} MB, pooled arena {:.0} MB/s, fresh arena {:.0} MB/s, {:.1} MB of tree",
        megabytes / pooled,
        megabytes / fresh,
        bytes as f64 / 1e6
    );
}
