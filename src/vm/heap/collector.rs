//! One cycle of the collector; see the [module above](super) for how it works.

use std::ffi::c_void;

use rustc_hash::FxHashMap;

use super::Heap;
use crate::vm::object::{self, ObjHeader, gc};
use crate::vm::{Behavior, RuntimeKind, RuntimeType, Vm, value_ops};

/// Objects that one cycle can know: as many as there are numbers in the header bits of the collector.
const MAX_NODES: usize = 1 << (32 - gc::COLLECTOR_SHIFT);
const INDEX_MASK: u32 = u32::MAX << gc::COLLECTOR_SHIFT;

/// Suspects that are looked at together at least, if there are so many: the more, the longer a program stops for it.
const FULL_BATCH: usize = 2_000;
/// In [`Node::internal`] of a group of suspects: it has no batch yet.
const NO_BATCH: u32 = u32::MAX;

/// What a host's behaviour for enumerating references gets as its argument: it reports each reference it holds.
#[repr(C)]
pub struct GcVisitor {
    report: unsafe extern "C" fn(visitor: *mut GcVisitor, object: *mut c_void, ty: *const RuntimeType),
    data: *mut c_void,
}

impl GcVisitor {
    /// Reports a reference. `ty` is the type of the object, or of the value for value types that hold references.
    ///
    /// # Safety
    ///
    /// `object` is null or a live object of type `ty`, which the visited object holds.
    pub unsafe fn report(&mut self, object: *mut u8, ty: &'static RuntimeType) {
        if !object.is_null() {
            // SAFETY: the visitor is alive during the behaviour's call.
            unsafe { (self.report)(self, object.cast(), ty) }
        }
    }
}

type Visit<'a> = dyn FnMut(*mut u8, &'static RuntimeType) + 'a;

/// Where a visitor leads: the VM and the function that is told.
struct Target<'a, 'b> {
    vm: &'a Vm,
    visit: &'a mut Visit<'b>,
}

unsafe extern "C" fn report(visitor: *mut GcVisitor, object: *mut c_void, ty: *const RuntimeType) {
    // SAFETY: made by `call_enumerate`, whose frame is below this one; `ty` is a valid type.
    unsafe {
        let target = &mut *(*visitor).data.cast::<Target<'_, '_>>();
        edge(target.vm, object.cast(), &*ty, target.visit);
    }
}

/// Calls an enumerating behaviour on an object or value.
unsafe fn call_enumerate(vm: &Vm, behavior: Behavior, object: *mut u8, visit: &mut Visit<'_>) {
    let Some(plan) = behavior.plan() else { return };
    let mut target = Target { vm, visit };
    let mut visitor = GcVisitor { report, data: (&raw mut target).cast() };
    // SAFETY: the behaviour takes the object and the visitor.
    unsafe { plan.call(vm.as_raw(), [object as u64, (&raw mut visitor) as u64, 0].as_mut_ptr()) };
}

/// A reference: to an object that takes part, or to a value that holds references in turn.
unsafe fn edge(vm: &Vm, object: *mut u8, ty: &'static RuntimeType, visit: &mut Visit<'_>) {
    // SAFETY: the object is a live one of the type (managed ones: of some managed type).
    unsafe {
        if ty.is_managed() {
            if (*object.cast::<ObjHeader>()).gc & gc::CYCLIC != 0 {
                visit(object, ty);
            }
        } else if ty.kind == RuntimeKind::Value {
            call_enumerate(vm, ty.behaviors().gc_enum_refs, object, visit);
        } else if ty.kind == RuntimeKind::Counted && ty.may_form_circles {
            visit(object, ty);
        }
    }
}

/// An object that a cycle knows.
struct Node {
    object: *mut u8,
    /// Its type if the host counts it; none for managed ones.
    host: Option<&'static RuntimeType>,
    /// References from known objects.
    internal: u32,
    /// References that the collector itself holds.
    own: u32,
    /// Of suspects: one that it is connected with; at the end of the path is the one that stands for all of them.
    group: u32,
    live: bool,
}

/// The objects of a cycle, in pieces: to move a million of them when memory grows would stop the program.
#[derive(Default)]
struct Nodes {
    pieces: Vec<Vec<Node>>,
    len: usize,
}

impl Nodes {
    const PIECE: usize = 4096;

    fn len(&self) -> usize {
        self.len
    }

    fn push(&mut self, node: Node) {
        if self.len % Nodes::PIECE == 0 {
            self.pieces.push(Vec::with_capacity(Nodes::PIECE));
        }
        if let Some(last) = self.pieces.last_mut() {
            last.push(node);
            self.len += 1;
        }
    }

    fn pop(&mut self) -> Option<Node> {
        let node = self.pieces.last_mut()?.pop();
        self.len -= usize::from(node.is_some());
        if self.len % Nodes::PIECE == 0 {
            self.pieces.pop();
        }
        node
    }
}

impl std::ops::Index<usize> for Nodes {
    type Output = Node;

    fn index(&self, index: usize) -> &Node {
        &self.pieces[index / Nodes::PIECE][index % Nodes::PIECE]
    }
}

impl std::ops::IndexMut<usize> for Nodes {
    fn index_mut(&mut self, index: usize) -> &mut Node {
        &mut self.pieces[index / Nodes::PIECE][index % Nodes::PIECE]
    }
}

/// What a cycle is at. All phases but `Seize` can be interrupted after any object.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The candidates become known.
    Roots,
    /// What is reached from them becomes known.
    Walk,
    /// What others refer to is marked as live, and all that is reached from it.
    Scan,
    /// What is left is listed.
    Sift,
    /// What refers to each other is found.
    Connect,
    /// Batches are made of it, which know nothing of each other.
    Divide,
    /// What of a batch nobody can reach is found: at once.
    Seize,
    /// Its destructors run.
    Destruct,
    /// Its contents are dropped.
    Clear,
    /// It dies.
    GiveBack,
    /// Everything is forgotten.
    LetGo,
}

/// One cycle.
pub(super) struct Cycle {
    /// Candidates that are not known yet. They keep [`gc::BUFFERED`] until they are.
    roots: Vec<*mut ObjHeader>,
    nodes: Nodes,
    hosts: FxHashMap<*mut u8, u32>,
    phase: Phase,
    cursor: usize,
    live: Vec<u32>,
    /// What is not known to be live.
    suspects: Vec<u32>,
    /// The suspects in batches.
    batches: Vec<Vec<u32>>,
    /// Suspects that are garbage: only the collector has references to them that count.
    garbage: Vec<u32>,
    has_destructors: bool,
    announced: Vec<u32>,
    /// Memory for the references of one object.
    references: Vec<(*mut u8, &'static RuntimeType)>,
    pub(super) walked: usize,
    pub(super) found: usize,
}

impl Cycle {
    pub(super) fn new(roots: Vec<*mut ObjHeader>) -> Cycle {
        Cycle {
            roots,
            nodes: Nodes::default(),
            hosts: FxHashMap::default(),
            phase: Phase::Roots,
            cursor: 0,
            live: Vec::new(),
            suspects: Vec::new(),
            batches: Vec::new(),
            garbage: Vec::new(),
            has_destructors: false,
            announced: Vec::new(),
            references: Vec::new(),
            walked: 0,
            found: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Announced objects that are known.
    pub(super) fn announced(&self) -> usize {
        self.announced.len()
    }

    /// # Safety
    ///
    /// `object` is a live object of a collected type.
    pub(super) unsafe fn add_root(&mut self, object: *mut ObjHeader) {
        // SAFETY: promised by the caller.
        unsafe { self.managed(object) };
    }

    /// # Safety
    ///
    /// `object` is a live object that the host counts, and the collector owns a reference.
    pub(super) unsafe fn add_announced(&mut self, vm: &Vm, object: *mut u8, ty: &'static RuntimeType) {
        // SAFETY: promised by the caller.
        if let Some(index) = unsafe { self.host(vm, object, ty) } {
            self.nodes[index as usize].own += 1;
            self.announced.push(index);
        }
    }

    /// The number of a managed object, which becomes known if it was not.
    unsafe fn managed(&mut self, object: *mut ObjHeader) -> Option<u32> {
        // SAFETY: the object is live.
        unsafe {
            if (*object).gc & gc::PINNED != 0 {
                return Some((*object).gc >> gc::COLLECTOR_SHIFT);
            }
            if self.nodes.len() >= MAX_NODES {
                return None;
            }
            let index = self.nodes.len() as u32;
            (*object).gc = (*object).gc & !INDEX_MASK | index << gc::COLLECTOR_SHIFT | gc::PINNED;
            self.nodes.push(Node { object: object.cast(), host: None, internal: 0, own: 0, group: 0, live: false });
            Some(index)
        }
    }

    /// The number of an object that the host counts.
    unsafe fn host(&mut self, vm: &Vm, object: *mut u8, ty: &'static RuntimeType) -> Option<u32> {
        if let Some(&index) = self.hosts.get(&object) {
            return Some(index);
        }
        if self.nodes.len() >= MAX_NODES {
            return None;
        }
        let index = self.nodes.len() as u32;
        // SAFETY: the object is live; the reference keeps it until the cycle ends.
        unsafe { value_ops::add_ref_counted(vm, ty, object) };
        self.hosts.insert(object, index);
        self.nodes.push(Node { object, host: Some(ty), internal: 0, own: 1, group: 0, live: false });
        Some(index)
    }

    /// The number of an object if it is known.
    unsafe fn known(&self, object: *mut u8, ty: &RuntimeType) -> Option<u32> {
        if ty.is_managed() {
            // SAFETY: the object is live.
            let bits = unsafe { (*object.cast::<ObjHeader>()).gc };
            return (bits & gc::PINNED != 0).then_some(bits >> gc::COLLECTOR_SHIFT);
        }
        self.hosts.get(&object).copied()
    }

    /// Shows the references that a node holds.
    unsafe fn children(&self, vm: &Vm, index: usize, visit: &mut Visit<'_>) {
        let node = &self.nodes[index];
        // SAFETY: the node's object is live.
        unsafe {
            match node.host {
                None => object::enumerate(node.object.cast(), &mut |child, ty| edge(vm, child, ty, visit)),
                Some(ty) => call_enumerate(vm, ty.behaviors().gc_enum_refs, node.object, visit),
            }
        }
    }

    fn is_dead(&self, index: usize) -> bool {
        let node = &self.nodes[index];
        // SAFETY: the memory of known objects is kept.
        node.host.is_none() && unsafe { (*node.object.cast::<ObjHeader>()).gc } & gc::DEAD != 0
    }

    /// References to a node that are not the collector's own.
    fn references(&self, vm: &Vm, index: usize) -> u32 {
        let node = &self.nodes[index];
        let refs = match node.host {
            // SAFETY: the object is live.
            None => unsafe { (*node.object.cast::<ObjHeader>()).refs },
            Some(ty) => {
                let mut window = [node.object as u64, 0];
                match ty.behaviors().gc_get_ref_count.plan() {
                    // SAFETY: the behaviour takes the object and returns an int.
                    Some(plan) => unsafe { plan.call(vm.as_raw(), window.as_mut_ptr()) },
                    None => window[0] = u32::MAX as u64,
                }
                window[0] as u32
            }
        };
        refs.saturating_sub(node.own)
    }

    /// Works on about `budget` objects; `true` when the cycle is complete.
    pub(super) fn step(&mut self, vm: &Vm, heap: &Heap, budget: usize) -> bool {
        let mut left = budget;
        loop {
            let Some(rest) = left.checked_sub(1) else { return false };
            left = rest;
            match self.phase {
                Phase::Roots => match self.roots.pop() {
                    // SAFETY: candidates keep their memory, and this one is in no other list.
                    Some(object) => unsafe {
                        if !heap.forget_if_dead(object) {
                            (*object).gc &= !gc::BUFFERED;
                            self.add_root(object);
                        }
                    },
                    None => self.enter(Phase::Walk),
                },
                Phase::Walk if self.cursor < self.nodes.len() => left = left.saturating_sub(self.walk_next(vm) / 4),
                Phase::Walk => {
                    self.walked = self.nodes.len();
                    self.enter(Phase::Scan);
                }
                Phase::Scan => match self.live.pop() {
                    Some(index) => left = left.saturating_sub(self.mark_children(vm, index as usize) / 4),
                    None if self.cursor < self.nodes.len() => {
                        let index = self.cursor;
                        self.cursor += 1;
                        if !self.nodes[index].live
                            && !self.is_dead(index)
                            && self.references(vm, index) > self.nodes[index].internal
                        {
                            self.mark(index as u32);
                        }
                    }
                    None => self.enter(Phase::Sift),
                },
                Phase::Sift if self.cursor < self.nodes.len() => {
                    let index = self.cursor as u32;
                    let node = &mut self.nodes[self.cursor];
                    if !node.live {
                        (node.group, node.internal) = (index, NO_BATCH);
                        self.suspects.push(index);
                    }
                    self.cursor += 1;
                }
                Phase::Sift => self.enter(Phase::Connect),
                Phase::Connect => match self.suspects.get(self.cursor) {
                    Some(&index) => {
                        self.cursor += 1;
                        left = left.saturating_sub(self.connect(vm, index) / 4);
                    }
                    None => self.enter(Phase::Divide),
                },
                Phase::Divide => match self.suspects.pop() {
                    Some(index) => self.divide(index),
                    None => self.enter(Phase::Seize),
                },
                Phase::Seize => match self.batches.pop() {
                    Some(batch) => {
                        left = left.saturating_sub(batch.len());
                        self.seize(vm, batch);
                        if self.has_destructors {
                            self.enter(Phase::Destruct);
                        } else {
                            self.tell(vm);
                            self.enter(Phase::Clear);
                        }
                    }
                    None => {
                        self.forget_announced(vm, heap);
                        self.enter(Phase::LetGo);
                    }
                },
                Phase::Destruct => match self.garbage.get(self.cursor) {
                    Some(&index) => {
                        self.cursor += 1;
                        self.destruct(vm, index);
                    }
                    None => {
                        left = left.saturating_sub(self.garbage.len());
                        self.check_again(vm);
                        self.tell(vm);
                        self.enter(Phase::Clear);
                    }
                },
                Phase::Clear => match self.garbage.get(self.cursor) {
                    Some(&index) => {
                        self.cursor += 1;
                        self.clear(vm, index);
                    }
                    None => self.enter(Phase::GiveBack),
                },
                Phase::GiveBack => match self.garbage.pop() {
                    Some(index) => self.give_back(vm, index as usize),
                    None => self.enter(Phase::Seize),
                },
                Phase::LetGo => match self.nodes.pop() {
                    Some(node) => self.let_go(vm, heap, &node),
                    None => return true,
                },
            }
        }
    }

    fn enter(&mut self, phase: Phase) {
        (self.phase, self.cursor) = (phase, 0);
    }

    /// Makes known what the next object refers to; gives how many references it has.
    fn walk_next(&mut self, vm: &Vm) -> usize {
        let index = self.cursor;
        self.cursor += 1;
        if self.is_dead(index) {
            return 0;
        }
        let mut found = std::mem::take(&mut self.references);
        let count;
        // SAFETY: the object is live, and so are those it refers to.
        unsafe {
            self.children(vm, index, &mut |child, ty| found.push((child, ty)));
            count = found.len();
            for (child, ty) in found.drain(..) {
                let node = if ty.is_managed() { self.managed(child.cast()) } else { self.host(vm, child, ty) };
                if let Some(node) = node {
                    self.nodes[node as usize].internal += 1;
                }
            }
        }
        self.references = found;
        count
    }

    fn mark(&mut self, index: u32) {
        let node = &mut self.nodes[index as usize];
        if !node.live {
            node.live = true;
            self.live.push(index);
        }
    }

    /// Marks what an object refers to; gives how many references it has.
    fn mark_children(&mut self, vm: &Vm, index: usize) -> usize {
        if self.is_dead(index) {
            return 0;
        }
        let mut found = std::mem::take(&mut self.references);
        // SAFETY: the object is live, and so are those it refers to.
        unsafe { self.children(vm, index, &mut |child, ty| found.push((child, ty))) };
        let count = found.len();
        for (child, ty) in found.drain(..) {
            // SAFETY: the child is live.
            if let Some(child) = unsafe { self.known(child, ty) } {
                self.mark(child);
            }
        }
        self.references = found;
        count
    }

    /// Keeps of `set` what is referred to from `set` only, by counting anew. Nothing runs meanwhile but enumerations.
    fn closed(&mut self, vm: &Vm, set: &mut Vec<u32>) {
        set.retain(|&i| !self.nodes[i as usize].live && !self.is_dead(i as usize));
        for &i in set.iter() {
            self.nodes[i as usize].internal = 0;
        }
        let mut found = std::mem::take(&mut self.references);
        for &i in set.iter() {
            // SAFETY: the object is live, and so are those it refers to.
            unsafe {
                self.children(vm, i as usize, &mut |child, ty| found.push((child, ty)));
                for (child, ty) in found.drain(..) {
                    if let Some(child) = self.known(child, ty) {
                        self.nodes[child as usize].internal += 1;
                    }
                }
            }
        }
        self.references = found;
        for &i in set.iter() {
            if self.references(vm, i as usize) != self.nodes[i as usize].internal {
                self.mark(i);
            }
        }
        while let Some(index) = self.live.pop() {
            self.mark_children(vm, index as usize);
        }
        set.retain(|&i| !self.nodes[i as usize].live);
    }

    /// Puts a suspect together with those it refers to; gives how many references it has.
    fn connect(&mut self, vm: &Vm, index: u32) -> usize {
        if self.is_dead(index as usize) {
            return 0;
        }
        let mut found = std::mem::take(&mut self.references);
        // SAFETY: the object is live, and so are those it refers to.
        unsafe { self.children(vm, index as usize, &mut |child, ty| found.push((child, ty))) };
        let count = found.len();
        for (child, ty) in found.drain(..) {
            // SAFETY: the child is live.
            let Some(child) = (unsafe { self.known(child, ty) }) else { continue };
            if !self.nodes[child as usize].live {
                let (a, b) = (self.root(index), self.root(child));
                self.nodes[a.max(b) as usize].group = a.min(b);
            }
        }
        self.references = found;
        count
    }

    /// The suspect that stands for all those that this one is connected with.
    fn root(&mut self, mut index: u32) -> u32 {
        loop {
            let next = self.nodes[index as usize].group;
            if next == index {
                return index;
            }
            // The path is halved, so that it stays short.
            let after = self.nodes[next as usize].group;
            self.nodes[index as usize].group = after;
            index = after;
        }
    }

    /// Puts a suspect into the batch of its group; groups without a batch get the last one until it is full.
    fn divide(&mut self, index: u32) {
        let root = self.root(index) as usize;
        if self.nodes[root].internal == NO_BATCH {
            if self.batches.last().is_none_or(|b| b.len() >= FULL_BATCH) {
                self.batches.push(Vec::new());
            }
            self.nodes[root].internal = self.batches.len() as u32 - 1;
        }
        let batch = self.nodes[root].internal as usize;
        self.batches[batch].push(index);
    }

    /// Keeps those of a batch that nobody can reach, at one point in time; they belong to the collector from then on.
    fn seize(&mut self, vm: &Vm, mut set: Vec<u32>) {
        self.has_destructors = false;
        self.closed(vm, &mut set);
        for &i in &set {
            let node = &mut self.nodes[i as usize];
            if node.host.is_none() {
                // A reference of the collector's own keeps it while destructors run and contents are dropped.
                node.own += 1;
                let object = node.object.cast::<ObjHeader>();
                // SAFETY: the object is live.
                unsafe {
                    object::add_ref(object);
                    if (*object).gc & gc::WEAK != 0 {
                        vm.expire_weak_flag(object);
                    }
                    self.has_destructors |= object::has_pending_destructor(object);
                }
            }
        }
        self.found += set.len();
        self.garbage = set;
    }

    /// Runs the destructors of the next piece of garbage.
    fn destruct(&self, vm: &Vm, index: u32) {
        let node = &self.nodes[index as usize];
        if node.host.is_none() {
            let object = node.object.cast::<ObjHeader>();
            // SAFETY: the object is kept by the collector's reference.
            unsafe {
                if object::has_pending_destructor(object) {
                    object::run_destructors(vm, object);
                }
            }
        }
    }

    /// Destructors may have made garbage reachable again: that is given back to whom it may concern.
    fn check_again(&mut self, vm: &Vm) {
        let all = self.garbage.clone();
        let mut set = std::mem::take(&mut self.garbage);
        self.closed(vm, &mut set);
        self.found -= all.len() - set.len();
        self.garbage = set;
        for i in all {
            if self.nodes[i as usize].live {
                self.give_back(vm, i as usize);
            }
        }
    }

    /// Tells the host what is garbage, before any of it is taken apart.
    fn tell(&self, vm: &Vm) {
        let Some(hook) = vm.garbage_hook() else { return };
        for &index in &self.garbage {
            let node = &self.nodes[index as usize];
            // SAFETY: the object is live and kept by the collector's reference.
            hook(vm, node.object, node.host.unwrap_or_else(|| unsafe { ObjHeader::ty(node.object.cast()) }));
        }
    }

    /// Drops what an object refers to.
    fn clear(&self, vm: &Vm, index: u32) {
        let node = &self.nodes[index as usize];
        // SAFETY: the object is live and kept by the collector's reference.
        unsafe {
            match node.host {
                None => object::clear(vm, node.object.cast()),
                Some(ty) => {
                    let mut window = [node.object as u64, 0, 0];
                    if let Some(plan) = ty.behaviors().gc_release_refs.plan() {
                        plan.call(vm.as_raw(), window.as_mut_ptr());
                    }
                }
            }
        }
    }

    /// Drops the reference that kept a managed object.
    fn give_back(&mut self, vm: &Vm, index: usize) {
        let node = &mut self.nodes[index];
        if node.host.is_none() && node.own > 0 {
            node.own -= 1;
            let object = node.object.cast::<ObjHeader>();
            // SAFETY: the collector owns the reference; if others exist the object becomes a candidate again.
            unsafe { object::release(vm, object) };
        }
    }

    /// Gives up announced objects that nobody else has a reference to.
    fn forget_announced(&mut self, vm: &Vm, heap: &Heap) {
        let mut announced = Vec::new();
        for index in std::mem::take(&mut self.announced) {
            let node = &mut self.nodes[index as usize];
            let Some(ty) = node.host else { continue };
            let object = node.object;
            // The reference stays with the collector as long as somebody else has one.
            if self.references(vm, index as usize) > 0 {
                announced.push((object, ty));
            } else {
                // SAFETY: the reference is the collector's; the one of the cycle is still there.
                unsafe { value_ops::release_counted(vm, ty, object) };
            }
        }
        heap.announced.borrow_mut().append(&mut announced);
    }

    /// Forgets an object; the memory of one that died meanwhile is freed.
    fn let_go(&mut self, vm: &Vm, heap: &Heap, node: &Node) {
        // SAFETY: the memory of managed objects is still there; host objects are kept by the cycle's reference.
        unsafe {
            match node.host {
                None => {
                    let object = node.object.cast::<ObjHeader>();
                    (*object).gc &= !(gc::PINNED | INDEX_MASK);
                    if (*object).gc & (gc::DEAD | gc::BUFFERED) == gc::DEAD {
                        heap.free(node.object, ObjHeader::ty(object).size as usize);
                    }
                }
                Some(ty) => {
                    self.hosts.remove(&node.object);
                    value_ops::release_counted(vm, ty, node.object);
                }
            }
        }
    }
}
