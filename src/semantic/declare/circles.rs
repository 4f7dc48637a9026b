//! Circles among classes: objects that would contain themselves, and objects that may come to refer to themselves.

use crate::base::TypeId;
use crate::types::{DataType, TypeFlags, TypeKind};

use super::{Declarer, without};

impl Declarer<'_, '_> {
    /// Looks for circles of containment (ERR-060) and finds out which classes the collector must watch.
    pub(super) fn containment(&mut self) {
        if self.classes.is_empty() {
            return;
        }
        self.report_containment();
        self.clear_gc();
    }

    /// The class a member variable holds by value.
    fn held(&self, ty: DataType) -> Option<TypeId> {
        (!ty.is_handle && self.kind(ty.type_id) == TypeKind::Class).then_some(ty.type_id)
    }

    /// Reports classes that contain themselves by value. Walks from every class into its base and its members.
    fn report_containment(&mut self) {
        // 0 is new, 1 under way, 2 done; by index of the type.
        let mut states = vec![0u8; self.build.registry.types.len()];
        // Classes under way, each with the next of its own member variables to look at.
        let mut path: Vec<(TypeId, u32)> = Vec::new();
        for c in 0..self.classes.len() {
            let from = self.classes[c].id;
            if states[self.type_index(from)] != 0 {
                continue;
            }
            let _ = self.enter(from, &mut states, &mut path);
            while let Some(&mut (class, ref mut at)) = path.last_mut() {
                let properties = self.build.registry.ty(class).properties;
                if *at == properties.len {
                    states[self.type_index(class)] = 2;
                    path.pop();
                    continue;
                }
                let property = properties.of(&self.build.registry.properties)[*at as usize];
                *at += 1;
                if property.owner != class {
                    continue;
                }
                let Some(held) = self.held(property.ty) else { continue };
                let circle = match states[self.type_index(held)] {
                    0 => self.enter(held, &mut states, &mut path),
                    state => state == 1,
                };
                if circle {
                    let name = self.type_name(held);
                    let text = format!("an object of class '{name}' would contain another one of that class");
                    let error = self.build.error(60, property.span, text);
                    error.help("use a handle ('@') to refer to the object");
                }
            }
        }
    }

    /// Begins with a class and its bases, of which its objects consist as well; true if one of these is under way.
    fn enter(&self, class: TypeId, states: &mut [u8], path: &mut Vec<(TypeId, u32)>) -> bool {
        let mut at = class;
        while at.is_some() {
            let state = &mut states[self.type_index(at)];
            if *state != 0 {
                return *state == 1;
            }
            *state = 1;
            path.push((at, 0));
            at = self.build.registry.ty(at).base;
        }
        false
    }

    /// Takes the mark of possible circles off the classes that cannot be part of one.
    fn clear_gc(&mut self) {
        let registry = &self.build.registry;
        let refers = |class: TypeId| registry.properties(class).iter().any(|p| p.ty.type_id.0 >= 12);
        let plain = self.classes.iter().all(|c| !refers(c.id) && !registry.ty(c.id).flags.has(TypeFlags::SHARED));
        // Classes of numbers only need no graph.
        let circular = if plain { Vec::new() } else { Graph::new(self).circular() };
        for (i, class) in self.classes.iter().enumerate() {
            if plain || !circular[i] {
                let def = self.build.registry.ty_mut(class.id);
                def.flags = without(def.flags, TypeFlags::GC);
            }
        }
    }
}

/// Which objects may come to refer to which. Node `i` is an object of exactly class `i`; node `classes + i` is whatever a
/// handle to script type `i` (class or interface) may lead to; the last node is everything that is not known.
struct Graph {
    classes: usize,
    nodes: usize,
    /// Edges as pairs, sorted by their start.
    edges: Vec<(u32, u32)>,
    /// Where the edges of each node begin.
    starts: Vec<u32>,
}

impl Graph {
    fn new(d: &Declarer<'_, '_>) -> Graph {
        let registry = &d.build.registry;
        let classes = d.classes.len();
        let types = registry.types.len();
        let nodes = classes + types + 1;
        let anything = (nodes - 1) as u32;
        let mut class_of = vec![u32::MAX; types];
        for (i, class) in d.classes.iter().enumerate() {
            class_of[d.type_index(class.id)] = i as u32;
        }
        let handle = |id: TypeId| (classes + d.type_index(id)) as u32;
        let mut edges = Vec::new();
        for (i, class) in d.classes.iter().enumerate() {
            let (i, def) = (i as u32, registry.ty(class.id));
            edges.push((anything, i));
            // A handle to the class leads to its objects and to whatever a handle to a derived class leads to.
            edges.push((handle(class.id), i));
            if def.base.is_some() {
                edges.push((handle(def.base), handle(class.id)));
            }
            if def.flags.has(TypeFlags::SHARED) && !def.flags.has(TypeFlags::FINAL) {
                // Other units may derive from it.
                edges.push((handle(class.id), anything));
            }
            for &interface in registry.interfaces(class.id) {
                if registry.is_script_type(interface) {
                    edges.push((handle(interface), handle(class.id)));
                }
            }
            let mut last = TypeId::NONE;
            for property in registry.properties(class.id) {
                // Runs of members of one type are frequent.
                if property.ty.type_id != last || property.ty.is_handle {
                    add_reference(d, property.ty, i, &class_of, classes, anything, &mut edges);
                    last = property.ty.type_id;
                }
            }
        }
        for interface in &d.interfaces {
            if registry.ty(interface.id).flags.has(TypeFlags::SHARED) {
                edges.push((handle(interface.id), anything));
            }
        }
        edges.sort_unstable();
        edges.dedup();
        let mut starts = vec![0u32; nodes + 1];
        for &(from, _) in &edges {
            starts[from as usize + 1] += 1;
        }
        for n in 0..nodes {
            starts[n + 1] += starts[n];
        }
        Graph { classes, nodes, edges, starts }
    }

    /// For each class, whether its objects may come to refer to themselves by way of others: whether it lies in a
    /// strongly connected part of more than one node or refers to itself (Tarjan's algorithm, without recursion).
    fn circular(&self) -> Vec<bool> {
        let mut circular = vec![false; self.classes];
        let mut index = vec![u32::MAX; self.nodes];
        let mut low = vec![0u32; self.nodes];
        let mut on_stack = vec![false; self.nodes];
        let mut stack: Vec<u32> = Vec::new();
        let mut path: Vec<(u32, u32)> = Vec::new();
        let mut next = 0;
        for root in 0..self.classes {
            if index[root] != u32::MAX {
                continue;
            }
            path.push((root as u32, self.starts[root]));
            while let Some(&mut (node, ref mut edge)) = path.last_mut() {
                let n = node as usize;
                if index[n] == u32::MAX {
                    index[n] = next;
                    low[n] = next;
                    next += 1;
                    stack.push(node);
                    on_stack[n] = true;
                }
                if *edge < self.starts[n + 1] {
                    let to = self.edges[*edge as usize].1 as usize;
                    *edge += 1;
                    if index[to] == u32::MAX {
                        path.push((to as u32, self.starts[to]));
                    } else if on_stack[to] {
                        low[n] = low[n].min(index[to]);
                    }
                    if to == n && n < self.classes {
                        circular[n] = true;
                    }
                    continue;
                }
                path.pop();
                if let Some(&(parent, _)) = path.last() {
                    let p = parent as usize;
                    low[p] = low[p].min(low[n]);
                }
                if low[n] == index[n] {
                    let from = stack.iter().rposition(|&s| s == node).unwrap_or(0);
                    let several = stack.len() - from > 1;
                    for member in stack.drain(from..) {
                        on_stack[member as usize] = false;
                        if several && (member as usize) < self.classes {
                            circular[member as usize] = true;
                        }
                    }
                }
            }
        }
        circular
    }
}

/// Adds what an object of class `from` may refer to by a member of this type.
fn add_reference(
    d: &Declarer<'_, '_>,
    ty: DataType,
    from: u32,
    class_of: &[u32],
    classes: usize,
    anything: u32,
    edges: &mut Vec<(u32, u32)>,
) {
    let registry = &d.build.registry;
    let def = registry.ty(ty.type_id);
    match def.kind {
        TypeKind::Class if ty.is_handle => edges.push((from, (classes + d.type_index(ty.type_id)) as u32)),
        TypeKind::Class => edges.push((from, class_of[d.type_index(ty.type_id)])),
        TypeKind::Interface if registry.is_script_type(ty.type_id) => {
            edges.push((from, (classes + d.type_index(ty.type_id)) as u32));
        }
        // Delegates hold objects of any class, and who implements a registered interface may be of another unit.
        TypeKind::Interface | TypeKind::Funcdef => edges.push((from, anything)),
        _ if def.is_instance() => {
            for &arg in &def.args {
                add_reference(d, arg, from, class_of, classes, anything, edges);
            }
        }
        _ if def.flags.has(TypeFlags::GC) => edges.push((from, anything)),
        _ => {}
    }
}
