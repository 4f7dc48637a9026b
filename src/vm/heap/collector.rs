//! One cycle of the collector; see the [module above](super) for how it works.

use std::ffi::c_void;

use rustc_hash::FxHashMap;

use super::Heap;
use crate::vm::object::{self, ObjHeader, gc};
use crate::vm::{Behavior, RuntimeKind, RuntimeType, Vm, value_ops};

/// Objects that one cycle can know: as many as there are numbers in the header bits of the collector.
const MAX_NODES: usize = 1 << (32 - gc::COLLECTOR_SHIFT);
const INDEX_MASK: u32 = u32::MAX << gc::COLLECTOR_SHIFT;

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
    live: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Walk,
    Scan,
    Collect,
}

/// One cycle.
pub(super) struct Cycle {
    nodes: Vec<Node>,
    hosts: FxHashMap<*mut u8, u32>,
    phase: Phase,
    cursor: usize,
    live: Vec<u32>,
    announced: Vec<u32>,
    pub(super) walked: usize,
    pub(super) found: usize,
}

impl Cycle {
    pub(super) fn new() -> Cycle {
        Cycle {
            nodes: Vec::new(),
            hosts: FxHashMap::default(),
            phase: Phase::Walk,
            cursor: 0,
            live: Vec::new(),
            announced: Vec::new(),
            walked: 0,
            found: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
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
            self.nodes.push(Node { object: object.cast(), host: None, internal: 0, own: 0, live: false });
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
        self.nodes.push(Node { object, host: Some(ty), internal: 0, own: 1, live: false });
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
    pub(super) fn step(&mut self, vm: &Vm, heap: &Heap, mut budget: usize) -> bool {
        while self.phase == Phase::Walk {
            if self.cursor == self.nodes.len() {
                (self.phase, self.cursor, self.walked) = (Phase::Scan, 0, self.nodes.len());
                break;
            }
            if budget == 0 {
                return false;
            }
            budget -= 1;
            self.walk_next(vm);
        }
        while self.phase == Phase::Scan {
            if budget == 0 {
                return false;
            }
            budget -= 1;
            if let Some(index) = self.live.pop() {
                self.mark_children(vm, index as usize);
            } else if self.cursor < self.nodes.len() {
                let index = self.cursor;
                self.cursor += 1;
                if !self.nodes[index].live
                    && !self.is_dead(index)
                    && self.references(vm, index) > self.nodes[index].internal
                {
                    self.mark(index as u32);
                }
            } else {
                self.phase = Phase::Collect;
            }
        }
        self.drop_garbage(vm);
        self.let_go(vm, heap);
        true
    }

    fn walk_next(&mut self, vm: &Vm) {
        let index = self.cursor;
        self.cursor += 1;
        if self.is_dead(index) {
            return;
        }
        let mut found = Vec::new();
        // SAFETY: the object is live, and so are those it refers to.
        unsafe {
            self.children(vm, index, &mut |child, ty| found.push((child, ty)));
            for (child, ty) in found {
                let node = if ty.is_managed() { self.managed(child.cast()) } else { self.host(vm, child, ty) };
                if let Some(node) = node {
                    self.nodes[node as usize].internal += 1;
                }
            }
        }
    }

    fn mark(&mut self, index: u32) {
        let node = &mut self.nodes[index as usize];
        if !node.live {
            node.live = true;
            self.live.push(index);
        }
    }

    fn mark_children(&mut self, vm: &Vm, index: usize) {
        if self.is_dead(index) {
            return;
        }
        let mut found = Vec::new();
        // SAFETY: the object is live, and so are those it refers to.
        unsafe {
            self.children(vm, index, &mut |child, ty| found.extend(self.known(child, ty)));
        }
        found.into_iter().for_each(|child| self.mark(child));
    }

    /// Keeps of `set` what is referred to from `set` only, by counting anew. Nothing runs meanwhile but enumerations.
    fn closed(&mut self, vm: &Vm, set: &mut Vec<u32>) {
        set.retain(|&i| !self.nodes[i as usize].live && !self.is_dead(i as usize));
        for &i in set.iter() {
            self.nodes[i as usize].internal = 0;
        }
        for &i in set.iter() {
            let mut found = Vec::new();
            // SAFETY: the object is live, and so are those it refers to.
            unsafe { self.children(vm, i as usize, &mut |child, ty| found.extend(self.known(child, ty))) };
            for child in found {
                self.nodes[child as usize].internal += 1;
            }
        }
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

    fn drop_garbage(&mut self, vm: &Vm) {
        let mut set: Vec<u32> = (0..self.nodes.len() as u32).collect();
        self.closed(vm, &mut set);
        if set.is_empty() {
            return;
        }
        // A reference of the collector's own keeps each of them while destructors run and contents are dropped.
        for &i in &set {
            let node = &mut self.nodes[i as usize];
            if node.host.is_none() {
                node.own += 1;
                // SAFETY: the object is live.
                unsafe { object::add_ref(node.object.cast()) };
            }
        }
        self.found = set.len();
        let mut ran = false;
        for &i in &set {
            let node = &self.nodes[i as usize];
            if node.host.is_none() {
                let object = node.object.cast::<ObjHeader>();
                // SAFETY: the object is live.
                unsafe {
                    if (*object).gc & gc::WEAK != 0 {
                        vm.expire_weak_flag(object);
                    }
                    if object::has_pending_destructor(object) {
                        object::run_destructors(vm, object);
                        ran = true;
                    }
                }
            }
        }
        if ran {
            let all = set.clone();
            self.closed(vm, &mut set);
            self.found = set.len();
            for i in all {
                if self.nodes[i as usize].live {
                    self.give_back(vm, i as usize);
                }
            }
        }
        for &i in &set {
            let node = &self.nodes[i as usize];
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
        for &i in &set {
            self.give_back(vm, i as usize);
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

    /// Forgets all objects; the memory of those that died meanwhile is freed.
    fn let_go(&mut self, vm: &Vm, heap: &Heap) {
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
        for node in self.nodes.drain(..) {
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
                    Some(ty) => value_ops::release_counted(vm, ty, node.object),
                }
            }
        }
        self.hosts.clear();
    }
}
