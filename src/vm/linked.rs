//! Programs in a VM: their globals, function handles and imports.

use std::cell::Cell;
use std::sync::Arc;

use smallvec::{SmallVec, smallvec};

use crate::base::FunctionId;
use crate::bytecode::FunctionRef;

use super::inspect::StackFrame;
use super::native::Signature;
use super::object::{self, ObjHeader};
use super::program::Program;
use super::run_state::LinkedProgram;
use super::runtime_type::{RuntimeType, Storage, ValueType};
use super::{FunctionObject, Raised, Vm, value_ops};

/// Why a program could not be made to run in a VM.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InitError {
    /// The program belongs to another context.
    #[error("the program was built in another context")]
    OtherContext,
    /// The program is a snippet, and what it was compiled against is not linked.
    #[error("the unit that the snippet belongs to is not linked")]
    NoBase,
    /// The initialiser of a global variable raised an exception (GLOB-08).
    #[error("initialising global '{variable}' failed: {text}")]
    Global {
        /// The variable.
        variable: String,
        /// The text of the exception.
        text: String,
        /// Where it was raised.
        trace: Box<Trace>,
    },
}

/// Where an exception was raised and what had been called, kept beyond the run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// Where it was raised; `None` if it was before anything ran.
    pub place: Option<Place>,
    /// The call stack, the innermost function first. Of a deep one the middle is left out.
    pub stack: Vec<Place>,
    /// How many functions are left out in the middle of the stack.
    pub left_out: usize,
}

/// So many frames of a deep call stack are kept from either end.
const KEPT_FRAMES: usize = 50;

impl Trace {
    pub(super) fn new(place: Option<StackFrame<'_>>, frames: &[StackFrame<'_>]) -> Trace {
        let place = place.as_ref().map(Place::from);
        let left_out = frames.len().saturating_sub(2 * KEPT_FRAMES);
        let kept = |i: &usize| left_out == 0 || *i < KEPT_FRAMES || *i >= KEPT_FRAMES + left_out;
        let stack = (0..frames.len()).filter(kept).map(|i| Place::from(&frames[i])).collect();
        Trace { place, stack, left_out }
    }
}

/// A place in a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The function's name with its namespace and class.
    pub function: String,
    /// The function as it was declared.
    pub declaration: String,
    /// The source; empty if it is not known.
    pub file: String,
    /// 1-based; 0 if it is not known.
    pub line: u32,
    /// 1-based, in bytes; 0 if it is not known.
    pub column: u32,
}

impl From<&StackFrame<'_>> for Place {
    fn from(frame: &StackFrame<'_>) -> Place {
        let function = frame.function();
        let name = match &*function.scope {
            "" => function.name.to_string(),
            scope => format!("{scope}::{}", function.name),
        };
        let (file, line, column) = frame.location().map_or(("", 0, 0), |l| (l.file, l.line, l.column));
        Place { function: name, declaration: function.declaration.to_string(), file: file.into(), line, column }
    }
}

/// The initialised globals of a program that own something, in the order of their declaration: number, type, memory. Of
/// a snippet those that its base does not have.
fn owned_globals(state: &LinkedProgram) -> Vec<(usize, ValueType, *mut u64)> {
    let program = state.program();
    let unit = program.unit();
    let first = program.base().map_or(0, |base| base.unit().global_cells);
    let mut order: Vec<usize> = (0..unit.globals.len()).filter(|&g| unit.globals[g].cell >= first).collect();
    order.sort_by_key(|&g| unit.globals[g].pos);
    let owned = |number: usize| {
        let global = &unit.globals[number];
        let ty = program.value_type(global.ty)?;
        let owns = match ty.storage() {
            Storage::Plain => false,
            Storage::Value => global.init.is_some(),
            _ => true,
        };
        Some((number, ty, state.cell(global.cell).filter(|_| owns)?))
    };
    order.into_iter().filter_map(owned).collect()
}

/// How often what destructors write into globals that are released is released again.
const MOST_LEFTOVERS: usize = 8;

impl Vm {
    /// Makes a program part of the VM: its globals get memory and are initialised in order. A program that is part of
    /// the VM already is left as it is. The program belongs to the VM's context, or to one that this context extends.
    ///
    /// # Errors
    ///
    /// An initialiser failed: the globals are released again, and the others have not run.
    pub fn link(&self, program: &Arc<Program>) -> Result<(), InitError> {
        if !self.types().extends(program.runtime_types()) {
            return Err(InitError::OtherContext);
        }
        if program.base().is_some_and(|base| !self.is_linked(base)) {
            return Err(InitError::NoBase);
        }
        let state = self.find_state(Arc::as_ptr(program)).unwrap_or_else(|| self.add_state(program.clone()));
        // SAFETY: states live as long as the VM.
        let state = unsafe { &*state };
        if state.is_linked.replace(true) || !self.initialises_on_link.get() {
            return Ok(());
        }
        self.initialise(state)
    }

    /// Runs the initialisers of the globals.
    fn initialise(&self, state: &LinkedProgram) -> Result<(), InitError> {
        let program = state.program();
        for (number, global) in program.unit().globals.iter().enumerate() {
            if let Some(init) = global.init {
                let mut trace = Box::<Trace>::default();
                let failed = || *trace = self.trace();
                // SAFETY: initialisers take no arguments.
                let ended = unsafe { self.run_internal_watched(state, program.code_of(init), &[], failed) };
                if ended.is_err() {
                    let text = self.take_raised().unwrap_or_else(|| "aborted".into());
                    // What the initialiser left there is no value.
                    for &(number, ty, cell) in owned_globals(state).iter().filter(|g| g.1.storage() == Storage::Value) {
                        if number >= state.initialised.get() {
                            // SAFETY: the global has that many bytes.
                            unsafe { cell.cast::<u8>().write_bytes(0, ty.size()) };
                        }
                    }
                    self.release_globals(state);
                    self.release_leftovers(state);
                    return Err(InitError::Global { variable: global.name.to_string(), text, trace });
                }
            }
            state.initialised.set(number + 1);
        }
        Ok(())
    }

    /// Where the exception that ends the innermost run was raised.
    fn trace(&self) -> Trace {
        let mut frames = self.call_stack();
        // What comes behind is outside of the run.
        let len = frames.iter().position(|f| f.is_nested()).map_or(frames.len(), |i| i + 1);
        frames.truncate(len);
        Trace::new(self.exception_place(), &frames)
    }

    /// The programs that are linked to the VM, in the order in which they became part of it.
    pub fn programs(&self) -> Vec<Arc<Program>> {
        // SAFETY: the list is borrowed for this statement only.
        let states = unsafe { &*self.linked.get() };
        states.iter().filter(|s| s.is_linked.get()).map(|s| s.program.clone()).collect()
    }

    /// How many programs the VM has.
    pub fn program_count(&self) -> usize {
        // SAFETY: the list is borrowed for this statement only.
        unsafe { (&*self.linked.get()).len() }
    }

    /// Whether a program is part of the VM.
    pub fn is_linked(&self, program: &Program) -> bool {
        // SAFETY: states live as long as the VM.
        self.find_state(program).is_some_and(|state| unsafe { (*state).is_linked.get() })
    }

    /// Releases the globals of a program and forgets its function handles and bindings. Its code stays usable by objects
    /// that live on.
    pub fn unlink(&self, program: &Program) {
        if let Some(state) = self.find_state(program) {
            // SAFETY: states live as long as the VM.
            let state = unsafe { &*state };
            self.release_globals(state);
            self.release_functions(state);
            self.release_leftovers(state);
            state.is_linked.set(false);
            self.forget_unused();
        }
    }

    /// Frees the states of programs that were unlinked and that nothing can lead to any more: no call, no snippet that adds
    /// to them, no object. Nothing is freed while calls that stopped may have other programs in their frames, or while
    /// something runs: a later time does it.
    pub(super) fn forget_unused(&self) {
        if self.depth() > 0 || self.wide_stops.get() > 0 {
            return;
        }
        // What adds to others comes behind them, so one way through finds all.
        let mut index = self.program_count();
        while index > 0 {
            index -= 1;
            // SAFETY: the list is borrowed within these statements only, and nothing foreign runs meanwhile.
            let states = unsafe { &mut *self.linked.get() };
            let state = &states[index];
            let is_used = state.is_linked.get() || state.users.get() > 0 || state.program.may_be_named();
            if is_used || state.handles.iter().any(|h| !h.get().is_null()) {
                continue;
            }
            let state = states.remove(index);
            if let Some(base) = state.program.base().and_then(|base| self.find_state(Arc::as_ptr(base))) {
                // SAFETY: it is in the list.
                let users = unsafe { &(*base).users };
                users.set(users.get() - 1);
            }
            // Strings may view the bytes of literals.
            if let Some(literals) = &state.program.literals {
                // SAFETY: as above.
                unsafe { (*self.kept_literals.get()).push(literals.clone()) };
            }
            let address = Arc::as_ptr(&state.program);
            // SAFETY: nobody holds a reference to the exception.
            let exception = unsafe { &mut *self.exception.get() };
            exception.place.take_if(|place| std::ptr::eq(place.0, address));
            if std::ptr::eq(self.program.get(), address) {
                self.program.set(std::ptr::null());
            }
            // The host's literals may be released with it.
            drop(state);
        }
    }

    /// Releases the globals of a program and initialises them anew; of a snippet those that it has added.
    ///
    /// # Errors
    ///
    /// As [`Vm::link`].
    pub fn reset_globals(&self, program: &Arc<Program>) -> Result<(), InitError> {
        if !self.types().extends(program.runtime_types()) {
            return Err(InitError::OtherContext);
        }
        let state = self.find_state(Arc::as_ptr(program)).unwrap_or_else(|| self.add_state(program.clone()));
        // SAFETY: states live as long as the VM.
        let state = unsafe { &*state };
        state.is_linked.set(true);
        self.release_globals(state);
        self.release_leftovers(state);
        self.initialise(state)
    }

    /// The address of the first cell of a global variable.
    pub fn global_address(&self, program: &Program, global: u32) -> Option<*mut u8> {
        let state = self.find_state(program)?;
        let cell = program.unit().globals.get(global as usize)?.cell;
        // SAFETY: states live as long as the VM.
        unsafe { &*state }.cell(cell).map(<*mut u64>::cast)
    }

    /// Whether a global variable of a program has its value: the program is linked, and the variable's initialiser has run.
    pub fn is_initialised(&self, program: &Program, global: u32) -> bool {
        let Some(cell) = program.unit().globals.get(global as usize).map(|g| g.cell) else { return false };
        if let Some(base) = program.base().filter(|base| cell < base.unit().global_cells) {
            let there = base.unit().globals.iter().position(|g| g.cell == cell);
            return there.is_some_and(|there| self.is_initialised(base, there as u32));
        }
        // SAFETY: states live as long as the VM.
        self.find_state(program).is_some_and(|state| unsafe { (global as usize) < (*state).initialised.get() })
    }

    /// Binds an import to a function object, or to nothing; the object gets a reference more.
    ///
    /// # Safety
    ///
    /// `function` is null or a live function object of this VM, whose signature is the import's.
    pub unsafe fn bind_import(&self, program: &Program, import: u32, function: *mut FunctionObject) -> bool {
        let Some(state) = self.find_state(program) else { return false };
        // SAFETY: states live as long as the VM.
        let Some(cell) = unsafe { &*state }.imports.get(import as usize) else { return false };
        // SAFETY: the object is live.
        unsafe {
            object::add_ref(function.cast());
            object::release(self, cell.replace(function).cast());
        }
        true
    }

    pub(super) fn find_state(&self, program: *const Program) -> Option<*const LinkedProgram> {
        // SAFETY: the list is only borrowed for the length of this search.
        let states = unsafe { &*self.linked.get() };
        states.iter().find(|s| Arc::as_ptr(&s.program) == program).map(|s| &raw const **s)
    }

    /// The state of a program. One whose objects or functions came here without being linked is added with its globals
    /// as zero.
    ///
    /// # Safety
    ///
    /// `program` is alive and owned by an `Arc`.
    pub(super) unsafe fn state_of(&self, program: *const Program) -> *const LinkedProgram {
        if std::ptr::eq(self.program.get(), program) && !self.state.get().is_null() {
            return self.state.get();
        }
        match self.find_state(program) {
            Some(state) => state,
            // SAFETY: all programs are made by `Program::link`, which puts them in an `Arc`.
            None => self.add_state(unsafe {
                Arc::increment_strong_count(program);
                Arc::from_raw(program)
            }),
        }
    }

    fn add_state(&self, program: Arc<Program>) -> *const LinkedProgram {
        let unit = program.unit();
        let null = |_| Cell::new(std::ptr::null_mut());
        let zeros = |range: std::ops::Range<u32>| range.map(|_| Cell::new(0));
        let mut own = Box::<[Cell<u64>]>::default();
        let mut added = Box::<[*mut u64]>::default();
        let (globals, imports) = match program.base() {
            // SAFETY: the program keeps its base; states live as long as the VM.
            Some(base) => unsafe {
                let before = &*self.state_of(Arc::as_ptr(base));
                before.users.set(before.users.get() + 1);
                own = zeros(base.unit().global_cells..unit.global_cells).collect();
                added = before.added.iter().copied().chain(own.iter().map(Cell::as_ptr)).collect();
                (before.globals.clone(), before.imports.clone())
            },
            None => (zeros(0..unit.global_cells).collect(), (0..unit.imports.len()).map(null).collect()),
        };
        let state = Box::new(LinkedProgram {
            globals,
            own,
            added,
            initialised: Cell::new(0),
            is_linked: Cell::new(false),
            users: Cell::new(0),
            handles: (0..unit.function_refs.len()).map(null).collect(),
            imports,
            program,
        });
        let address = &raw const *state;
        // SAFETY: nobody borrows the list meanwhile.
        unsafe { (*self.linked.get()).push(state) };
        address
    }

    /// Releases the globals of a program in the order of their declaration: objects and handles, then values of the
    /// host's types, so that the destructors of those objects find the values whole.
    pub(super) fn release_globals(&self, state: &LinkedProgram) {
        let initialised = state.initialised.replace(0);
        let owned = owned_globals(state);
        for &(_, ty, cell) in owned.iter().filter(|g| g.1.storage() != Storage::Value) {
            // SAFETY: pointers are valid or null.
            unsafe {
                let mut held = cell.replace(0);
                value_ops::destroy(self, ty, (&raw mut held).cast());
            }
        }
        for &(_, ty, cell) in owned.iter().filter(|g| g.1.storage() == Storage::Value && g.0 < initialised) {
            // SAFETY: values exist if their initialiser has run. What a destructor sees of them later is zero, as before
            // the initialiser (GLOB-06).
            unsafe {
                value_ops::destroy(self, ty, cell.cast());
                cell.cast::<u8>().write_bytes(0, ty.size());
            }
        }
    }

    /// Releases what destructors have put into the globals of a program while these were released, and leaves all zero.
    pub(super) fn release_leftovers(&self, state: &LinkedProgram) {
        let owned = owned_globals(state);
        // What is released may write again, but not for ever.
        for _ in 0..MOST_LEFTOVERS {
            let mut found = false;
            for &(_, ty, cell) in &owned {
                let bytes = if ty.storage() == Storage::Value { ty.size() } else { size_of::<u64>() };
                let mut held: SmallVec<[u64; 4]> = smallvec![0; bytes.div_ceil(8)];
                // SAFETY: the global has that many bytes; they are a value that was assigned to zeros, or zeros. Values
                // are released where they are: only some may be moved.
                unsafe {
                    std::ptr::copy_nonoverlapping(cell.cast::<u8>(), held.as_mut_ptr().cast(), bytes);
                    if held.iter().all(|word| *word == 0) {
                        continue;
                    }
                    found = true;
                    if ty.storage() == Storage::Value {
                        value_ops::destroy(self, ty, cell.cast());
                        cell.cast::<u8>().write_bytes(0, bytes);
                    } else {
                        cell.write(0);
                        value_ops::destroy(self, ty, held.as_mut_ptr().cast());
                    }
                }
            }
            if !found {
                break;
            }
        }
        state.own_cells().iter().for_each(|cell| cell.set(0));
    }

    /// Makes the values of a program's globals anew, as their types make them: for destructors that run when the globals
    /// have been released. What could be made is added to the list.
    pub(super) fn renew_values(&self, state: &LinkedProgram, made: &mut Vec<(ValueType, *mut u8)>) {
        for (_, ty, cell) in owned_globals(state).into_iter().filter(|g| g.1.storage() == Storage::Value) {
            // SAFETY: the memory is the global's and holds no value.
            match unsafe { value_ops::default_construct(self, ty, cell.cast()) } {
                Ok(()) => made.push((ty, cell.cast())),
                Err(_) => drop(self.take_raised()),
            }
        }
    }

    /// Releases the function handles and bindings of a program.
    pub(super) fn release_functions(&self, state: &LinkedProgram) {
        let imports = if state.program().base().is_some() { &[][..] } else { &state.imports };
        for cell in state.handles.iter().chain(imports) {
            // SAFETY: null or an object of which the table owns a reference.
            unsafe { object::release(self, cell.replace(std::ptr::null_mut()).cast()) };
        }
    }

    /// The handle to function `index` of the current program's reference table, with a new reference.
    ///
    /// # Errors
    ///
    /// The memory limit is reached.
    pub(super) fn function_handle(&self, index: u32) -> Result<*mut FunctionObject, Raised> {
        // SAFETY: a program runs.
        let state = unsafe { &*self.state.get() };
        self.function_handle_in(state, index)
    }

    fn function_handle_in(&self, state: &LinkedProgram, index: u32) -> Result<*mut FunctionObject, Raised> {
        let refs = &state.program().unit().function_refs;
        let function = refs[index as usize].0;
        // Equal references have one object, which makes `is` right.
        let cell = match function {
            FunctionRef::Native(id) => return self.native_handle(id),
            _ => {
                let first = refs.iter().position(|r| r.0 == function).unwrap_or(index as usize);
                &state.handles[first]
            }
        };
        if cell.get().is_null() {
            cell.set(FunctionObject::new(self, state.program(), function)?);
        }
        // SAFETY: the object is live: the table owns a reference.
        unsafe { object::add_ref(cell.get().cast()) };
        Ok(cell.get())
    }

    /// The handle to a registered function, with a new reference.
    ///
    /// # Errors
    ///
    /// The memory limit is reached.
    pub fn native_handle(&self, id: FunctionId) -> Result<*mut FunctionObject, Raised> {
        // SAFETY: the list is borrowed only where nothing foreign runs.
        let handles = unsafe { &mut *self.native_handles.get() };
        let object = match handles.iter().find(|h| h.0 == id) {
            Some(found) => found.1,
            None => {
                let made = FunctionObject::new_native(self, id)?;
                handles.push((id, made));
                made
            }
        };
        // SAFETY: the object is live: the list owns a reference.
        unsafe { object::add_ref(object.cast()) };
        Ok(object)
    }

    /// A handle to a script function, with a new reference: what the host passes as argument, or binds to an import.
    ///
    /// # Errors
    ///
    /// The memory limit is reached.
    pub fn handle_to(&self, program: &Arc<Program>, function: u32) -> Result<*mut FunctionObject, Raised> {
        // SAFETY: the caller has the program.
        let state = unsafe { &*self.state_of(Arc::as_ptr(program)) };
        let wanted = FunctionRef::Script(function);
        match program.unit().function_refs.iter().position(|r| r.0 == wanted) {
            Some(index) => self.function_handle_in(state, index as u32),
            None => FunctionObject::new(self, program, wanted),
        }
    }

    /// A delegate of an object of the VM and a method of its class, which the host names; the object gets a reference.
    ///
    /// # Safety
    ///
    /// `object` is a live object of a class that has the method.
    ///
    /// # Errors
    ///
    /// The memory limit is reached.
    pub unsafe fn delegate_to(
        &self,
        program: &Arc<Program>,
        function: u32,
        object: *mut ObjHeader,
    ) -> Result<*mut FunctionObject, Raised> {
        // SAFETY: as the caller promises.
        unsafe {
            object::add_ref(object);
            FunctionObject::new_delegate(self, Some(program), FunctionRef::Script(function), object.cast())
        }
    }

    /// The same with a registered method.
    ///
    /// # Safety
    ///
    /// `object` is a live object of the method's type, whose objects are counted.
    ///
    /// # Errors
    ///
    /// The memory limit is reached.
    pub unsafe fn native_delegate_to(
        &self,
        id: FunctionId,
        mut object: *mut u8,
    ) -> Result<*mut FunctionObject, Raised> {
        let ty = ValueType::new(self.types().get(self.types().ffi().function(id).owner), true, false);
        let source: *const u8 = (&raw const object).cast();
        // SAFETY: as the caller promises; copying a handle adds a reference.
        unsafe {
            value_ops::copy_construct(self, ty, (&raw mut object).cast(), source)?;
            FunctionObject::new_native_delegate(self, id, object)
        }
    }

    /// A delegate of `object`, whose reference is taken over, and entry `index` of the current program's reference table.
    ///
    /// # Safety
    ///
    /// `object` is null or a live object that has the method.
    ///
    /// # Errors
    ///
    /// The object is null, or the memory limit is reached.
    pub(super) unsafe fn delegate(&self, index: u32, object: *mut u8) -> Result<*mut FunctionObject, Raised> {
        if object.is_null() {
            return Err(self.raise_trap(crate::bytecode::Trap::NullPointer));
        }
        // SAFETY: a program runs; the caller vouches for the object.
        unsafe {
            let program = &*self.program.get();
            FunctionObject::new_delegate(self, Some(program), program.unit().function_refs[index as usize].0, object)
        }
    }

    /// The slot in the method table of class `ty` that holds interface method `method` of `program`.
    pub(super) fn interface_slot(&self, program: &Program, method: u32, ty: &RuntimeType) -> Option<u16> {
        let owner = ty.program()?;
        let class = ty.class.as_ref()?;
        let slots = &owner.unit().classes[class.index as usize].interface_slots;
        let wanted = program.unit().interface_methods.get(method as usize)?;
        if std::ptr::eq(owner, program) {
            return slots.iter().find(|s| s.0 == method).map(|s| s.1);
        }
        // Numbers and script types mean something in their own unit only: compare the interface by its descriptor.
        let interface = program.runtime_type(wanted.0)?;
        let found = slots.iter().find_map(|&(number, slot)| {
            let other = owner.unit().interface_methods.get(number as usize)?;
            let same = other.1 == wanted.1 && std::ptr::eq(owner.runtime_type(other.0)?, interface);
            same.then_some(slot)
        });
        if found.is_some() || program.base().is_none() {
            return found;
        }
        // A snippet may be the first to call the method through the interface. Its copy of the class knows where it is.
        let copies = program.unit().classes.iter();
        let mut its = copies.filter(|c| program.runtime_type(c.id).is_some_and(|own| std::ptr::eq(own, ty)));
        its.next()?.interface_slots.iter().find(|s| s.0 == method).map(|s| s.1)
    }

    /// The slot of `this` and the number of slots in the window of a registered method.
    pub(super) fn native_layout(&self, id: FunctionId) -> (u16, u32) {
        let ffi = self.types().ffi();
        let def = ffi.function(id);
        let signature = Signature::new(def, def.ret, ffi.params(def), &|id| ffi.ty(id));
        (u16::from(signature.result_address), signature.slots())
    }
}
