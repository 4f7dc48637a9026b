//! `as_profiler`: where scripts spend their time.

use std::cell::RefCell;
use std::time::Duration;

use super::error::{as_status, fail};
use super::function::{as_function, function_that_runs};
use super::guard;
use super::handle::{self, Header, handle_kind};
use super::stack::sized;
use super::text::as_str;
use super::vm::as_vm;
use crate::debug::{Counting, Profile, Profiler};

/// A profiler of one VM; it counts from when it is made until it is freed.
///
/// One owner; used by the thread of its VM, which it keeps alive. A VM has one profiler at a time: a new one takes the
/// place of another. A VM without one does not pay for it.
#[cfg_attr(not(cbindgen), repr(C))]
pub struct as_profiler {
    header: Header,
    profiler: Profiler,
    /// The text that was handed out last.
    text: RefCell<String>,
    /// The entries, as they were counted last.
    profile: RefCell<Option<Profile>>,
}

handle_kind!(as_profiler, b"ASpf", |p| p.profiler.vm());

/// What was counted of a function, or of a line of it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct as_profile_entry {
    /// `sizeof(as_profile_entry)`, set by the caller.
    pub size: usize,
    /// The function; borrowed.
    pub function: *const as_function,
    /// The line in the function's source; 0 for the function as a whole.
    pub line: u32,
    /// How often the function was called; for profilers that count.
    pub calls: u64,
    /// How many of its statements were executed; for profilers that count.
    pub hits: u64,
    /// How many samples were in it; for profilers that take samples.
    pub samples: u64,
    /// How many samples were in the function or in what it had called; 0 for lines.
    pub total_samples: u64,
}

/// Begins to look at the call stack of a VM about once in an interval, at a loop or call: it costs next to nothing. The caller
/// owns the profiler. NULL if `vm` is NULL.
///
/// `interval_ns`: nanoseconds from one sample to the next; 0 for a millisecond.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_profiler_new_sampling(vm: *mut as_vm, interval_ns: u64) -> *mut as_profiler {
    guard::make(vm, std::ptr::null_mut(), |vm| {
        let interval = Duration::from_nanos(if interval_ns == 0 { 1_000_000 } else { interval_ns });
        Ok(make(vm, Counting::Samples(interval)))
    })
}

/// Begins to count each statement and call of a VM: scripts are several times slower meanwhile. The caller owns the profiler.
/// NULL if `vm` is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_profiler_new_counting(vm: *mut as_vm) -> *mut as_profiler {
    guard::make(vm, std::ptr::null_mut(), |vm| Ok(make(vm, Counting::Statements)))
}

fn make(vm: &as_vm, counting: Counting) -> *mut as_profiler {
    handle::new_unique(as_profiler {
        header: handle::header::<as_profiler>(),
        profiler: Profiler::new(vm.get(), counting),
        text: RefCell::default(),
        profile: RefCell::default(),
    })
}

/// Ends a profiler. NULL is allowed. While its VM runs in another thread nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_profiler_free(profiler: *mut as_profiler) {
    guard::free_if(profiler, |_| true);
}

/// Forgets what was counted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_profiler_reset(profiler: *mut as_profiler) -> as_status {
    guard::status(profiler, std::ptr::null_mut(), |p| {
        p.profiler.reset();
        p.profile.replace(None);
        Ok(())
    })
}

/// Counts up what is known by now, and gives how many entries there are: functions, each followed by its lines. Functions with
/// the most samples come first, or those with the most statements.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_profiler_entry_count(profiler: *mut as_profiler) -> usize {
    guard::get(profiler, 0, |p| {
        let profile = p.profiler.profile();
        let count = profile.lines.len();
        p.profile.replace(Some(profile));
        count
    })
}

/// Entry `index` of those that `as_profiler_entry_count` counted last.
///
/// `out`: its `size` is set by the caller. `AS_ERROR_INDEX`: there is none of this index.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_profiler_entry_at(
    profiler: *const as_profiler,
    index: usize,
    out: *mut as_profile_entry,
) -> as_status {
    guard::status(profiler, std::ptr::null_mut(), |p| {
        sized(out, "entry")?;
        let profile = p.profile.borrow();
        let entry = profile.as_ref().and_then(|p| Some((p, p.lines.get(index)?)));
        let Some((profile, e)) = entry else { return fail(as_status::AS_ERROR_INDEX, "there is no such entry") };
        let function = profile.program(e).and_then(|program| function_that_runs(program, e.function));
        *out = as_profile_entry {
            size: size_of::<as_profile_entry>(),
            function: function.map_or(std::ptr::null(), std::ptr::from_ref),
            line: e.line,
            calls: e.calls,
            hits: e.hits,
            samples: e.samples,
            total_samples: e.total_samples,
        };
        Ok(())
    })
}

/// The samples as folded stacks, one a line, `main;Enemy::update;lerp 42`, as tools that draw flame graphs read them. Lives
/// until the profiler is asked again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn as_profiler_folded(profiler: *mut as_profiler) -> as_str {
    guard::get(profiler, as_str::EMPTY, |p| {
        p.text.replace(p.profiler.folded());
        as_str::from(&**p.text.borrow())
    })
}
