//! Template instances that scripts name, shared by all builds over a registry.

use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use rustc_hash::FxBuildHasher;

use crate::base::TypeId;
use crate::types::{DataType, TypeDef};

/// Ids from here on are instances in a registry's cache: one comparison tells.
pub(crate) const FIRST_CACHED: u32 = 0x8000_0000;
/// How many bits of a cached id count within its layer; the bits between tell the layer.
const INDEX_BITS: u32 = 26;
/// How many layers of extended registries there may be.
pub(crate) const MAX_LAYERS: u32 = 31;
/// Instances in the first segment of storage; each further segment has twice as many.
const FIRST_SEGMENT: u32 = 32;
const SEGMENTS: usize = (INDEX_BITS - 5) as usize;
const ROOTS: usize = 64;

/// The layer a cached id belongs to.
#[inline]
pub(crate) fn layer_of(id: TypeId) -> u32 {
    (id.0 - FIRST_CACHED) >> INDEX_BITS
}

/// The hash by which instances are found.
pub(crate) fn hash_instance(template: TypeId, args: &[DataType]) -> u64 {
    let mut hasher = FxBuildHasher.build_hasher();
    template.hash(&mut hasher);
    for arg in args {
        arg.hash(&mut hasher);
    }
    // The table below takes its branches from the low bits.
    hasher.finish().rotate_left(26)
}

struct Node {
    template: TypeId,
    args: Box<[DataType]>,
    /// Made once, by the first thread that asks for it; other threads that want this very instance wait for it.
    made: OnceLock<Result<TypeId, String>>,
    children: [OnceLock<Box<Node>>; 4],
}

/// A concurrent append-only map from (template, arguments) to an instance. Readers and writers of different instances
/// never wait for each other: it is a trie by hash whose links are set once.
pub(crate) struct InstanceCache {
    layer: u32,
    roots: Box<[OnceLock<Box<Node>>]>,
    segments: [OnceLock<Box<[OnceLock<TypeDef>]>>; SEGMENTS],
    count: AtomicU32,
}

impl InstanceCache {
    pub fn new(layer: u32) -> InstanceCache {
        InstanceCache {
            layer,
            roots: (0..ROOTS).map(|_| OnceLock::new()).collect(),
            segments: std::array::from_fn(|_| OnceLock::new()),
            count: AtomicU32::new(0),
        }
    }

    /// How many instances there are.
    pub fn len(&self) -> u32 {
        self.count.load(Ordering::Acquire)
    }

    /// The instance with this id, which must be of this layer.
    #[inline]
    pub fn get(&self, id: TypeId) -> Option<&TypeDef> {
        let (segment, at) = place((id.0 - FIRST_CACHED) & ((1 << INDEX_BITS) - 1));
        self.segments.get(segment)?.get()?.get(at)?.get()
    }

    /// The instance of `template` over `args`; `make` gives its definition when it is asked for first, and is never
    /// called twice for one instance. What `make` refuses stays refused.
    pub fn get_or_make(
        &self,
        template: TypeId,
        args: &[DataType],
        make: impl FnOnce() -> Result<TypeDef, String>,
    ) -> Result<TypeId, String> {
        let mut hash = hash_instance(template, args);
        let mut link = &self.roots[hash as usize % ROOTS];
        hash >>= 6;
        loop {
            let node = match link.get() {
                Some(node) => node,
                None => {
                    let fresh = Node {
                        template,
                        args: args.into(),
                        made: OnceLock::new(),
                        children: std::array::from_fn(|_| OnceLock::new()),
                    };
                    link.get_or_init(|| Box::new(fresh))
                }
            };
            if node.template == template && *node.args == *args {
                return node.made.get_or_init(|| self.store(make()?)).clone();
            }
            link = &node.children[hash as usize % 4];
            // Rotating keeps two keys apart whose hashes differ anywhere, and equal hashes in one chain.
            hash = hash.rotate_right(2);
        }
    }

    fn store(&self, mut def: TypeDef) -> Result<TypeId, String> {
        let index = self.count.fetch_add(1, Ordering::AcqRel);
        let (segment, at) = place(index);
        if segment >= SEGMENTS {
            // Left where it is, so that the count cannot wrap around.
            self.count.fetch_sub(1, Ordering::AcqRel);
            return Err("too many template instances".into());
        }
        let id = TypeId(FIRST_CACHED | self.layer << INDEX_BITS | index);
        def.id = id;
        let size = (FIRST_SEGMENT as usize) << segment;
        let rows = self.segments[segment].get_or_init(|| (0..size).map(|_| OnceLock::new()).collect());
        // The index was given to this call alone.
        let _ = rows[at].set(def);
        Ok(id)
    }
}

/// Segment and position of an index.
#[inline]
fn place(index: u32) -> (usize, usize) {
    let shifted = index + FIRST_SEGMENT;
    let segment = shifted.ilog2() - FIRST_SEGMENT.ilog2();
    (segment as usize, (shifted - (FIRST_SEGMENT << segment)) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{NamespaceId, Symbol};
    use crate::types::TypeKind;

    fn def(args: &[DataType]) -> TypeDef {
        let mut def = TypeDef::new(TypeId::NONE, Symbol(1), NamespaceId::GLOBAL, TypeKind::Value);
        def.args = args.into();
        def
    }

    #[test]
    fn many_threads_get_one_id_for_one_instance() {
        let cache = InstanceCache::new(0);
        let made = AtomicU32::new(0);
        let ids: Vec<Vec<TypeId>> = std::thread::scope(|s| {
            let (cache, made) = (&cache, &made);
            let threads: Vec<_> = (0..4)
                .map(|_| {
                    s.spawn(move || {
                        (0..3000u32)
                            .map(|i| {
                                let args = [DataType::of(TypeId(i))];
                                let id = cache.get_or_make(TypeId(17), &args, || {
                                    made.fetch_add(1, Ordering::Relaxed);
                                    Ok(def(&args))
                                });
                                id.unwrap()
                            })
                            .collect()
                    })
                })
                .collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert!(ids.iter().all(|list| *list == ids[0]));
        assert_eq!(made.load(Ordering::Relaxed), 3000);
        assert_eq!(cache.len(), 3000);
        for (i, id) in ids[0].iter().enumerate() {
            assert!(id.0 >= FIRST_CACHED);
            assert_eq!(cache.get(*id).unwrap().args[0].type_id.0, i as u32);
        }
    }

    #[test]
    fn a_refusal_is_remembered() {
        let cache = InstanceCache::new(3);
        let args = [DataType::INT];
        assert_eq!(cache.get_or_make(TypeId(17), &args, || Err("no".into())), Err("no".into()));
        assert_eq!(cache.get_or_make(TypeId(17), &args, || panic!()), Err("no".into()));
        let id = cache.get_or_make(TypeId(18), &args, || Ok(def(&args))).unwrap();
        assert_eq!(layer_of(id), 3);
        assert_eq!(cache.get(id).unwrap().id, id);
    }

    #[test]
    fn indices_fill_the_segments() {
        assert_eq!(place(0), (0, 0));
        assert_eq!(place(31), (0, 31));
        assert_eq!(place(32), (1, 0));
        assert_eq!(place(95), (1, 63));
        assert_eq!(place(96), (2, 0));
        assert_eq!(place((1 << 26) - 33), (SEGMENTS - 1, (1 << 25) - 1));
    }
}
